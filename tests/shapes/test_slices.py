"""Slices: a file is judged in part of the record as it would be in all of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from treatygraph.graphs import graph_name
from treatygraph.store.files import data_files, load_data, load_ontology
from treatygraph.store.rules import run_rules
from treatygraph.terms import BASE, GRAPH
from treatygraph.validate import context, validation
from treatygraph.validate.changes import Change, read_files, replace_files
from treatygraph.validate.context import Context, open_baseline
from treatygraph.validate.record import Record, open_record
from treatygraph.validate.results import Result
from treatygraph.validate.slices import Slice, cut, take_all
from treatygraph.validate.validation import judge, validate

Judge = Callable[[Change], list[Result]]

TODAY = date(2026, 11, 22)
PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tg: <https://w3id.org/treatygraph/ontology#> .
@prefix tgv: <https://w3id.org/treatygraph/vocab/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/treatygraph/> .
"""
TREATIES = {"26-2", "26-2-b", "26-2-c", "26-3", "26-5"}
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
    "an accused never consented": (
        "<action/26-5/UKR/ratification> a tg:ParliamentaryApproval .",
        "StatementShape-accusedWasBound",
    ),
    "a number has a rival": (
        '<quantity/q-999> a tg:Quantity ; tg:about <treaty/26-5> ; tg:unit tgv:statesUnit ;'
        ' tg:topic tgv:statesBound ; tg:comparator tgv:exactly ; tg:value 165 ;'
        ' tg:counts "states bound by the APMBC"@en ; tg:asOf "2025-12-26"^^xsd:date .',
        "QuantityShape-rivals",
    ),
    "two states share an item": (
        "<state/FRA> a tg:State ; skos:exactMatch <http://www.wikidata.org/entity/Q36> .",
        "WikidataLinkShape-ownItem",
    ),
    "a treaty takes the name of another": (
        "<treaty/26-3> a tg:Treaty ; tg:officialTitle \"Convention\"@en ;"
        ' skos:altLabel "Ottawa Convention"@en .',
        "TreatyNameShape-own",
    ),
    "a treaty is labelled as another is called": (
        "<treaty/26-3> a tg:Treaty ; tg:officialTitle \"Convention\"@en ;"
        ' <http://www.w3.org/2000/01/rdf-schema#label> "Ottawa Convention"@en .',
        "TreatyNameShape-own",
    ),
    "a class changes its place": (
        "<ontology#Withdrawal> <http://www.w3.org/2000/01/rdf-schema#subClassOf> tg:Accession .",
        "AccessionShape-noSignature",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def few(project: Path) -> Record:
    """The record with a few treaties, so that the tests do not grow with it.

    One of them has a protocol and an amendment, which is a treaty too.
    """
    data = project / "data"
    paths = [p for p in data_files(data) if p.parent.name != "treaties" or p.stem in TREATIES]
    store = ox.Store()
    load_ontology(store)
    load_data(store, data, paths)
    run_rules(store)
    return Record(store, {graph_name(path, data): path for path in paths})


@pytest.fixture(scope="module")
def before(few: Record) -> Context:
    """All of the record without any change, which is the same whatever the change."""
    nothing = Context(ox.Store(), ox.Store(), frozenset(), few.files, take_all(few.graph))
    return open_baseline(nothing, TODAY)


@pytest.fixture
def judged_alike(few: Record, before: Context, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Judges a change in its slice and in all of the record: the results, which are the same."""
    assert before.slice is not None
    everything = before.slice.quads

    def judge_twice(change: Change) -> list[Result]:
        results = judge(change, TODAY, few)
        with monkeypatch.context() as patch:
            patch.setattr(context, "cut", lambda graph, *_: Slice(graph, dict(everything)))
            patch.setattr(validation, "open_baseline", lambda *_: before)
            patch.setattr(context, "_is_general", lambda *_: True)
            assert results == judge(change, TODAY, few)
        return results

    return judge_twice


@pytest.mark.parametrize(("said", "shape"), FILES.values(), ids=FILES)
def test_a_slice_gives_the_results_of_the_record(
    said: str, shape: str, few: Record, judged_alike: Judge, tmp_path: Path
) -> None:
    path = tmp_path / "file.ttl"
    path.write_text(PREFIXES + said)
    assert shape in _names(judged_alike(replace_files(read_files([path]), few)))


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
    few: Record, judged_alike: Judge, tmp_path: Path, project: Path,
) -> None:  # fmt: skip
    path = tmp_path / "file.ttl"
    path.write_text((project / "data" / f"{name}.ttl").read_text().replace(right, wrong))
    assert shape in _names(judged_alike(replace_files(read_files([path]), few)))


def _names(results: list[Result]) -> set[str]:
    return {result.shape.rpartition("#")[2] for result in results}


@pytest.mark.parametrize("seed", range(16))
def test_random_additions_are_judged_in_a_slice_as_in_the_record(
    seed: int, few: Record, judged_alike: Judge
) -> None:
    """A thing of the record once more, with one value taken from another thing of its kind."""
    chance = random.Random(seed)  # noqa: S311
    graphs = sorted(few.files)
    graph = ox.NamedNode(chance.choice([g for g in graphs if not g.startswith(f"{GRAPH}source/")]))
    quads = sorted(few.store.quads_for_pattern(None, None, None, graph), key=str)
    model = chance.choice(quads).subject
    said = [quad.triple for quad in quads if quad.subject == model]
    changed = chance.randrange(len(said))
    others = [q.object for q in quads if q.predicate == said[changed].predicate]
    twin = ox.NamedNode(f"{BASE}{'/'.join(str(model)[1:-1].removeprefix(BASE).split('/'))}-twin")
    triples = [ox.Triple(twin, t.predicate, t.object) for t in said]
    triples[changed] = ox.Triple(twin, said[changed].predicate, chance.choice(others))
    judged_alike(Change({f"{GRAPH}~submission": triples}))


def _participations(name: str, record: Record, whole: bool) -> set[str]:
    node = ox.NamedNode(BASE + name)
    held = cut(record.graph, frozenset([node]), whole, spread=False).participations
    return {one.value.removeprefix(f"{BASE}participation/") for one in held}


def test_a_slice_holds_the_other_acts_of_one_party_only(record: Record) -> None:
    assert _participations("withdrawal/26-5/POL", record, whole=False) == {"26-5/POL"}


def test_a_slice_holds_the_party_in_treaties_that_amend_one_another(record: Record) -> None:
    held = _participations("participation/26-2/FRA", record, whole=False)
    assert held == {f"26-2{part}/FRA" for part in ("", "-c")}


def test_a_whole_slice_holds_all_parties(record: Record) -> None:
    assert len(_participations("treaty/26-5", record, whole=True)) > 160


def test_a_source_that_mappings_name_can_be_submitted(project: Path) -> None:
    source = project / "data" / "sources" / "own.ttl"
    assert validate([source], TODAY, record=open_record([source])) == []
