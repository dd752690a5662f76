"""Context: what a file is judged against, which is the record with the file in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.errors import DataError, Finding
from treatygraph.graphs import into_graph
from treatygraph.store.files import parse_turtle
from treatygraph.store.rules import run_rules
from treatygraph.terms import BASE, GRAPH, ONTOLOGY_GRAPH, RDF_TYPE, XSD, tg
from treatygraph.validate.record import Record

_VALIDATION = ox.NamedNode(BASE + "validation")


@dataclass(frozen=True)
class Context:
    """A store to validate in: ontology, record, files, what the rules derive, and today.

    `focus` holds the subjects to report on; None means all of the record. `files` gives the
    file of each graph that came from one.
    """

    store: ox.Store
    focus: frozenset[ox.NamedNode] | None
    files: dict[str, Path]

    def targets(self, pattern: str) -> frozenset[ox.NamedNode]:
        """The nodes that a graph pattern binds to $this."""
        query = f"SELECT DISTINCT $this WHERE {{ {pattern} }}"
        found = self.store.query(query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return frozenset(solution["this"] for solution in found)

    def file_of(self, node: ox.NamedNode) -> Path | None:
        """The file that says what kind of thing the node is, else any that describes it.

        Of a file being validated and one of the record the former comes first.
        """
        for predicate in (ox.NamedNode(RDF_TYPE), None):
            quads = self.store.quads_for_pattern(node, predicate, None)
            named = {q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)}
            # Graphs of submitted files sort after those of the record: look from the end.
            for name in sorted(named & self.files.keys(), reverse=True):
                return self.files[name]
        return None


Submitted = Mapping[Path, Sequence[ox.Triple]]


def read_submitted(paths: Iterable[Path]) -> Submitted:
    """The triples of each file; raises DataError where one is not Turtle or holds nothing."""
    submitted = {path: parse_turtle(path) for path in paths}
    empty = [path for path, triples in submitted.items() if not triples]
    if empty:
        what = "The file holds no triples."
        raise DataError(Finding(resources.shown(path), 0, what) for path in empty)
    return submitted


def open_context(submitted: Submitted, today: date, record: Record) -> Context:
    """The context for validating some files, or the whole record where there is none.

    For files it is a slice of the record: every graph on which the judgement can rest. A file of
    the record replaces itself. What any file says of a subject replaces all that the record says
    of it, so that a description that lost a date is seen without it. The whole record is judged
    in its own store.
    """
    if not submitted:
        return Context(_derive(record.store, today), None, record.files)
    graphs = graphs_around(submitted, record) - record.graphs_of_files(submitted)
    store = _slice(record, graphs)
    files = {graph: record.files[graph] for graph in graphs}
    focus = _submit(store, submitted, files)
    return Context(_derive(store, today), focus, files)


def open_baseline(graphs: Iterable[str], today: date, record: Record) -> Context:
    """A slice of the record as it is, and no focus: what was wrong before any file."""
    files = {graph: record.files[graph] for graph in graphs}
    return Context(_derive(_slice(record, graphs), today), frozenset(), files)


def graphs_around(submitted: Submitted, record: Record) -> frozenset[str]:
    """The graphs of the record on which the judgement of some files can rest."""
    triples = [triple for triples in submitted.values() for triple in triples]
    subjects = {triple.subject for triple in triples}
    if any(isinstance(node, ox.NamedNode) and record.is_term(node) for node in subjects):
        # What a class or a property means bears on every thing.
        return frozenset(record.files)
    spoken = subjects | {triple.object for triple in triples}
    nodes = [node for node in spoken if isinstance(node, ox.NamedNode)]
    return frozenset(record.graphs_around(nodes, record.graphs_of_files(submitted)))


def _slice(record: Record, graphs: Iterable[str]) -> ox.Store:
    store = ox.Store()
    for graph in (ONTOLOGY_GRAPH, *graphs):
        store.extend(record.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    return store


def _derive(store: ox.Store, today: date) -> ox.Store:
    """The store with today and with what the rules derive."""
    day = ox.Literal(today.isoformat(), datatype=ox.NamedNode(XSD + "date"))
    store.remove_graph(_VALIDATION)
    store.add(ox.Quad(_VALIDATION, ox.NamedNode(tg("today")), day, _VALIDATION))
    run_rules(store)
    return store


def _submit(
    store: ox.Store, submitted: Submitted, files: dict[str, Path]
) -> frozenset[ox.NamedNode]:
    subjects = {triple.subject for triples in submitted.values() for triple in triples}
    ontology = ox.NamedNode(ONTOLOGY_GRAPH)
    for subject in subjects:
        for quad in list(store.quads_for_pattern(subject, None, None)):
            if quad.graph_name != ontology:
                store.remove(quad)
    for number, (path, triples) in enumerate(submitted.items(), 1):
        graph = f"{GRAPH}~submitted/{number}"
        files[graph] = path
        store.extend(into_graph(triples, graph))
    return frozenset(subject for subject in subjects if isinstance(subject, ox.NamedNode))
