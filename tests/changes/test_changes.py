"""Two versions of the data compared: every difference that was planted is found, and no other."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from treatygraph.changes.facts import compare, read_facts
from treatygraph.changes.telling import Row, tell
from treatygraph.cli import app
from treatygraph.terms import DERIVED_GRAPH
from treatygraph.web.versions import naming

HEAD = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
BASE <https://w3id.org/treatygraph/>
"""
TREATY = (
    HEAD
    + """
<treaty/26-5> a tg:Treaty ; rdfs:label "Mine Ban Convention"@en .
<treaty/26-8> a tg:Treaty ; rdfs:label "Arms Trade Treaty"@en .
<state/POL> a tg:State ; rdfs:label "Poland"@en .
<participation/26-5/POL> a tg:Participation ; tg:treaty <treaty/26-5> ; tg:participant <state/POL> .
<participation/26-8/POL> a tg:Participation ; tg:treaty <treaty/26-8> ; tg:participant <state/POL> .
<action/26-5/POL/signature> a tg:Signature ; tg:date "1997-12-04"^^xsd:date ;
    tg:participation <participation/26-5/POL> .
<action/26-8/POL/signature> a tg:Signature ; tg:date "2013-07-01"^^xsd:date ;
    tg:participation <participation/26-8/POL> .
"""
)
WITHDRAWAL = """
<withdrawal/26-5/POL> a tg:Withdrawal ; tg:participation <participation/26-5/POL> ;
    tg:notificationDate "2025-08-20"^^xsd:date ; prov:wasDerivedFrom <source/dep-26-5> .
"""
BEFORE = TREATY
AFTER = TREATY.replace("2013-07-01", "2013-07-02") + WITHDRAWAL


@pytest.fixture
def versions(tmp_path: Path) -> tuple[str, str]:
    for name, text in (("old", BEFORE), ("new", AFTER)):
        folder = tmp_path / name / "treaties"
        folder.mkdir(parents=True)
        (folder / "both.ttl").write_text(text, encoding="utf-8")
    return str(tmp_path / "old"), str(tmp_path / "new")


def _store(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["changes", *arguments])


def test_planted_differences_are_found_and_no_other(versions: tuple[str, str]) -> None:
    found = [*csv.DictReader(io.StringIO(run(*versions).stdout))]
    recorded = {row["sentence"]: row for row in found if row["basis"] == "recorded"}
    said = "Poland: signature, 2 July 2013: has date 2 July 2013; before: 1 July 2013."
    act = "Poland: withdrawal, notified 20 August 2025, added."
    assert recorded.keys() == {said, act}
    assert recorded[act]["treatyLabel"] == "Mine Ban Convention"
    assert recorded[act]["sources"] == "https://w3id.org/treatygraph/source/dep-26-5"
    assert recorded[said]["treatyLabel"] == "Arms Trade Treaty"
    assert (recorded[said]["before"], recorded[said]["after"]) == ("2013-07-01", "2013-07-02")


def test_a_version_does_not_differ_from_itself(versions: tuple[str, str]) -> None:
    done = run(versions[0], versions[0], "--format", "text")
    assert done.stdout == "Nothing has changed.\n"


def test_what_is_gone_is_told_by_the_name_that_it_had(versions: tuple[str, str]) -> None:
    done = run(versions[1], versions[0], "--format", "text")
    assert "Poland: withdrawal, notified 20 August 2025, removed." in done.stdout


def test_one_treaty_alone_can_be_asked_for(versions: tuple[str, str]) -> None:
    told = json.loads(run(*versions, "--treaty", "26-8", "--format", "json").stdout)
    [change] = told["changes"]
    assert {row["treaty"].rpartition("/")[2] for row in change["rows"]} == {"26-8"}


def test_a_treaty_that_did_not_change_is_named(versions: tuple[str, str]) -> None:
    done = run(*versions, "--treaty", "26-9")
    assert done.exit_code == 2
    assert "26-5, 26-8" in done.stderr


def test_the_turtle_holds_the_statements(versions: tuple[str, str]) -> None:
    store = ox.Store()
    text = run(*versions, "--format", "turtle").stdout
    store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    prefixes = {"cs": "http://purl.org/vocab/changeset/schema#", "rdf": str(RDF)}
    query = """SELECT ?value WHERE { ?set cs:removal/rdf:object ?value ; cs:subjectOfChange ?act
        FILTER(STRENDS(STR(?act), "26-8/POL/signature")) }"""
    rows = store.query(query, prefixes=prefixes)
    assert isinstance(rows, ox.QuerySolutions)
    assert [row["value"].value for row in rows] == ["2013-07-01"]


def test_the_feed_of_the_command_is_atom(versions: tuple[str, str]) -> None:
    root = ET.fromstring(run(*versions, "--format", "atom").stdout.encode())  # noqa: S314
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 2


@pytest.mark.parametrize(
    ("name", "message"),
    [("missing", "does not exist"), ("table.csv", "no form"), ("empty", "holds no data")],
)
def test_what_is_no_version_is_refused(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "table.csv").touch()
    (tmp_path / "empty").mkdir()
    done = run(str(tmp_path / name), str(tmp_path / name))
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())


def test_a_fact_that_moves_to_another_graph_is_no_change() -> None:
    quads = [*ox.parse(TREATY, format=ox.RdfFormat.TURTLE)]
    old, new = _store(quads), ox.Store()
    graph = ox.NamedNode("https://w3id.org/treatygraph/graph/submission/1")
    new.extend(ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads)
    assert not compare(read_facts(old), read_facts(new))


PERIOD = (
    HEAD
    + """
<party-period/26-5/POL> a tg:PartyPeriod ; tg:participation <participation/26-5/POL> ;
    tg:from "2013-06-01"^^xsd:date .
"""
)
END = '<party-period/26-5/POL> tg:until "2026-02-20"^^xsd:date .'


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (HEAD, PERIOD, "Poland: party from 1 June 2013."),
        (
            PERIOD,
            PERIOD + END,
            "Poland: party from 1 June 2013 until 20 February 2026; "
            "before: from 1 June 2013, with no end.",
        ),
        (
            PERIOD + END,
            PERIOD,
            "Poland: party from 1 June 2013; before: from 1 June 2013 until 20 February 2026.",
        ),
        (PERIOD, HEAD, "Poland: no longer counted as a party from 1 June 2013."),
    ],
)
def test_the_status_that_follows_is_told(before: str, after: str, sentence: str) -> None:
    derived = ox.NamedNode(DERIVED_GRAPH)
    stores = []
    for text in (before, after):
        store = _store(ox.parse(TREATY, format=ox.RdfFormat.TURTLE))
        store.load(text, format=ox.RdfFormat.TURTLE, to_graph=derived)
        stores.append(store)
    rows = tell(stores[1], compare(*map(read_facts, stores)), naming)
    [told] = [row for row in rows if "party" in row.sentence]
    assert (told.sentence, told.basis) == (sentence, "derived")
    assert told.treatyLabel == "Mine Ban Convention"


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NODES = [ox.NamedNode(f"https://example.org/{name}") for name in "abc"]
PROPERTIES = [*NODES[:2], ox.NamedNode(f"{RDF}type")]
VALUES = [*NODES, ox.Literal("1"), ox.Literal("un", language="fr"), ox.Literal('a\n\\"\x07é')]
QUADS = st.frozensets(
    st.builds(ox.Quad, st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(VALUES))
)


def _told(old: frozenset[ox.Quad], new: frozenset[ox.Quad]) -> list[Row]:
    store = _store(new)
    difference = compare(read_facts(_store(old)), read_facts(store))
    rows = tell(store, difference, naming)
    assert frozenset(store) == new, "the store is left as it was"
    return rows


@settings(max_examples=60, deadline=None)
@given(QUADS, QUADS)
def test_changes_there_are_the_inverse_of_changes_back(
    old: frozenset[ox.Quad], new: frozenset[ox.Quad]
) -> None:
    inverse = {"added": "removed", "removed": "added", "changed": "changed"}
    there = {(r.thing, r.property, r.change, r.before, r.after) for r in _told(old, new)}
    back = {(r.thing, r.property, inverse[r.change], r.after, r.before) for r in _told(new, old)}
    assert there == back
    assert bool(there) == (old != new)
