"""Counts of treaties, participants and years are those that a walk through all quads makes."""

from __future__ import annotations

import re
from collections import defaultdict

import pyoxigraph as ox
import pytest
from tests.conftest import Ask, lines

from treatygraph.store.build import Graph
from treatygraph.store.recounting import recount
from treatygraph.store.summaries import SUMMARY_GRAPHS, run_summaries
from treatygraph.terms import BASE, GRAPH, ONTOLOGY, RDF_TYPE, XSD, tg

Counts = dict[tuple[str, str], int]


def _stated(ask: Ask, property_: str) -> Counts:
    found = ask(f"""
    SELECT ?key ?class ?n WHERE {{
      ?set {property_} ?key ; void:classPartition [ void:class ?class ; void:entities ?n ] .
    }}""")
    return {(row["key"], row["class"]): int(row["n"]) for row in found}


def _values(graph: Graph, name: str) -> list[tuple[str, str]]:
    quads = graph.store.quads_for_pattern(None, ox.NamedNode(name), None)
    return [
        (quad.subject.value, quad.object.value)
        for quad in quads
        if quad.graph_name.value not in SUMMARY_GRAPHS
    ]


def _counted(graph: Graph, keys: list[tuple[str, str]]) -> Counts:
    classes = defaultdict(set)
    for thing, kind in _values(graph, RDF_TYPE):
        classes[thing].add(kind)
    things = defaultdict(set)
    for thing, key in keys:
        for kind in classes[thing]:
            things[key, kind].add(thing)
    return {key: len(found) for key, found in things.items()}


@pytest.mark.parametrize("name", ["treaty", "participant"])
def test_each_treaty_and_each_participant_counts_its_things(
    ask: Ask, graph: Graph, name: str
) -> None:
    own = _values(graph, tg(name))
    of = defaultdict(list)
    for thing, key in own:
        of[thing].append(key)
    acts = [(act, key) for act, part in _values(graph, tg("participation")) for key in of[part]]
    counted = _counted(graph, own + acts)
    stated = _stated(ask, "dcterms:subject")
    assert {key: stated[key] for key in counted} == counted


def test_nothing_else_is_counted(ask: Ask, graph: Graph) -> None:
    keys = {key for name in ("treaty", "participant") for _, key in _values(graph, tg(name))}
    assert {key for key, _ in _stated(ask, "dcterms:subject")} <= keys


def test_each_year_counts_its_acts_and_events(ask: Ask, graph: Graph) -> None:
    years = [(thing, day[:4]) for thing, day in _values(graph, tg("date"))]
    assert _stated(ask, "dcterms:temporal") == _counted(graph, years)


THING = ox.NamedNode(BASE + "event/of-test")
OWN = ox.NamedNode(GRAPH + "submission/test")


def _added(store: ox.Store) -> list[ox.Quad]:
    """A new class, a new property, a new year, and an earlier day for a source."""
    source = next(store.quads_for_pattern(None, ox.NamedNode(tg("earliestFact")), None)).subject
    assert isinstance(source, ox.NamedNode)
    said: dict[str, ox.NamedNode | ox.Literal] = {
        RDF_TYPE: ox.NamedNode(ONTOLOGY + "OfNoClass"),
        tg("date"): ox.Literal("1066-10-14", datatype=ox.NamedNode(XSD + "date")),
        "http://www.w3.org/ns/prov#wasDerivedFrom": source,
        "https://example.org/new": ox.Literal("a property of another vocabulary"),
    }
    return [ox.Quad(THING, ox.NamedNode(name), value, OWN) for name, value in said.items()]


def _change(store: ox.Store, added: list[ox.Quad], removed: list[ox.Quad]) -> None:
    """Makes a change in a store, and in its summaries what the parts that it names tell of it."""
    part = ox.Store()
    for node in {term for quad in added + removed for term in (quad.subject, quad.object)}:
        if isinstance(node, ox.NamedNode):
            part.extend(store.quads_for_pattern(node, None, None))
    for graph in SUMMARY_GRAPHS:
        part.remove_graph(ox.NamedNode(graph))
    told, untold = recount(store, part, added, removed)
    for quad in [*removed, *untold]:
        store.remove(quad)
    store.extend([*added, *told])


def test_a_recount_says_what_counting_anew_would(two_treaties: ox.Store) -> None:
    _change(two_treaties, _added(two_treaties), [])
    recounted = lines(two_treaties)
    run_summaries(two_treaties)
    assert recounted == lines(two_treaties)


def test_what_is_gone_is_counted_no_more(two_treaties: ox.Store) -> None:
    numbers = b"void#(classes|properties|triples|entities|class|property)>"
    before = {line for line in lines(two_treaties) if re.search(numbers, line)}
    added = _added(two_treaties)
    _change(two_treaties, added, [])
    _change(two_treaties, [], added)
    assert {line for line in lines(two_treaties) if re.search(numbers, line)} == before
