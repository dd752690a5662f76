"""Slices: a file is judged in part of the record as it would be in all of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from treatygraph.graphs import graph_name
from treatygraph.store.files import data_files, load_data, load_ontology
from treatygraph.validate.record import Record, open_record
from treatygraph.validate.validation import validate

TODAY = date(2026, 11, 22)
PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tg: <https://w3id.org/treatygraph/ontology#> .
@prefix tgv: <https://w3id.org/treatygraph/vocab/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/treatygraph/> .
"""
# What a file says, and a shape that must report it; most report it of things in other files.
FILES = {
    "a treaty is in force later": (
        '<treaty/26-5> a tg:Treaty ; tg:dataHorizon "2026-02-03"^^xsd:date ;'
        ' tg:enteredIntoForceOn "2025-12-31"^^xsd:date .',
        "WithdrawalShape-byParty",
    ),
    "a provision goes to another treaty": (
        '<provision/26-5/20.3> a tg:Provision ; tg:treaty <treaty/26-3> ; tg:articleNumber 20 .',
        "ExitShape-ownProvision",
    ),
    "a clause gets a longer period": (
        "<clause/26-5/20-3/withdrawal> a tg:WithdrawalClause ; tg:treaty <treaty/26-5> ;"
        ' tg:period "P1Y"^^xsd:duration ; tg:rounding tgv:sameDay .',
        "WithdrawalShape-notBeforePeriod",
    ),
    "a clause is taken away": (
        "<clause/26-5/20-3/withdrawal> a tg:WithdrawalClause .",
        "WithdrawalShape-clause",
    ),
    "a consent is taken away": (
        "<action/26-5/EST/accession> a tg:ParliamentaryApproval .",
        "WithdrawalShape-byParty",
    ),
    "a state takes part twice": (
        "<participation/26-5/FRA-2> a tg:Participation ;"
        " tg:treaty <treaty/26-5> ; tg:participant <state/FRA> .",
        "ParticipationShape-unique",
    ),
    "an exit takes effect on another day than is reported": (
        '<withdrawal/26-5/POL> a tg:Withdrawal ; tg:effectiveDate "2026-02-21"^^xsd:date .',
        "ReportedActShape-sameDay",
    ),
    "a statement alleges no longer": (
        "<statement/st-003-13> a tg:Statement .",
        "AllegedEventShape-statement",
    ),
    "two states share an item": (
        "<state/FRA> a tg:State ; skos:exactMatch <http://www.wikidata.org/entity/Q36> .",
        "WikidataLinkShape-ownItem",
    ),
    "a class changes its place": (
        "<ontology#Withdrawal> <http://www.w3.org/2000/01/rdf-schema#subClassOf> tg:Accession .",
        "AccessionShape-noSignature",
    ),
}  # fmt: skip


class Undivided(Record):
    """A record whose every slice is all of it."""

    def graphs_around(self, nodes: Iterable[ox.NamedNode], graphs: Iterable[str]) -> set[str]:
        return set(self.files)


@pytest.fixture(scope="module")
def chapter(project: Path) -> Record:
    """The record with the treaties of one chapter, so that the tests do not grow with it."""
    data = project / "data"
    paths = [p for p in data_files(data) if p.parent.name != "treaties" or p.match("26-*")]
    store = ox.Store()
    load_ontology(store)
    load_data(store, data, paths)
    return Record(store, {graph_name(path, data): path for path in paths})


@pytest.fixture(scope="module")
def undivided(chapter: Record) -> Record:
    """The same record, of which every slice is all."""
    return Undivided(chapter.store, chapter.files)


def _judged_alike(path: Path, record: Record, undivided: Record) -> set[str]:
    results = validate([path], TODAY, record=record)
    assert results == validate([path], TODAY, record=undivided)
    return {result.shape.rpartition("#")[2] for result in results}


@pytest.mark.parametrize(("said", "shape"), FILES.values(), ids=FILES)
def test_a_slice_gives_the_results_of_the_record(
    said: str, shape: str, chapter: Record, undivided: Record, tmp_path: Path
) -> None:
    path = tmp_path / "file.ttl"
    path.write_text(PREFIXES + said)
    assert shape in _judged_alike(path, chapter, undivided)


@pytest.mark.parametrize(
    ("name", "right", "wrong", "shape"),
    [
        ("treaties/26-5", "2002-09-11", "1990-09-11", "DatedActionShape-afterAdoption"),
        ("treaties/26-2-b", "treaty/26-2>", "treaty/none>", "ProtocolShape-supplements"),
        ("sources/dep-26-5", "tg:Source", "tg:State", "StateShape-iso3"),
    ],
)
def test_a_file_with_a_fault_gives_the_results_of_the_record(
    name: str, right: str, wrong: str, shape: str,
    chapter: Record, undivided: Record, tmp_path: Path, project: Path,
) -> None:  # fmt: skip
    path = tmp_path / "file.ttl"
    path.write_text((project / "data" / f"{name}.ttl").read_text().replace(right, wrong))
    assert shape in _judged_alike(path, chapter, undivided)


def _treaties_around(name: str, record: Record) -> set[str]:
    node = ox.NamedNode(f"https://w3id.org/treatygraph/{name}")
    graphs = {graph.rpartition("/graph/")[2] for graph in record.graphs_around([node], [])}
    assert "agents/state" in graphs
    return {graph for graph in graphs if graph.startswith("treaty/")}


def test_a_slice_holds_one_family_of_treaties(record: Record) -> None:
    family = {f"treaty/4-11{part}" for part in ("", "-a", "-b", "-c", "-d")}
    assert _treaties_around("participation/4-11-b/DEU", record) == family


def test_a_slice_holds_the_families_whose_acts_events_tell_of(record: Record) -> None:
    family = {f"treaty/26-2{part}" for part in ("", "-a", "-b", "-c", "-d")}
    beside = {"treaty/26-5", "treaty/26-6"}
    assert _treaties_around("participation/26-2-b/FRA", record) == family | beside


def test_a_source_that_mappings_name_can_be_submitted(project: Path) -> None:
    source = project / "data" / "sources" / "own.ttl"
    assert validate([source], TODAY, record=open_record([source])) == []
