"""Checks: they find nothing in the record, and each of them can find something."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from tests.conftest import rows

from treatygraph.catalog.questions import Question, checks
from treatygraph.store.build import Graph
from treatygraph.terms import BASE, GRAPH, RDF_TYPE, tg

MINE_BAN = ox.NamedNode(GRAPH + "treaty/26-5")


def _remove(store: ox.Store, subject: str, predicate: str | None = None) -> None:
    wanted = ox.NamedNode(predicate) if predicate else None
    for quad in list(store.quads_for_pattern(ox.NamedNode(BASE + subject), wanted, None)):
        store.remove(quad)


def _lose_source_of_fact(store: ox.Store) -> None:
    _remove(store, "withdrawal/26-5/POL", "http://www.w3.org/ns/prov#wasDerivedFrom")


def _lose_source(store: ox.Store) -> None:
    _remove(store, "source/dep-26-5")


def _lose_consent(store: ox.Store) -> None:
    _remove(store, "action/26-5/NOR/ratification")


def _lose_acts(store: ox.Store) -> None:
    for quad in list(
        store.quads_for_pattern(None, ox.NamedNode(tg("participation")), None, MINE_BAN)
    ):
        _remove(store, str(quad.subject)[1:-1].removeprefix(BASE))


def _add_idle_source(store: ox.Store) -> None:
    node = ox.NamedNode(BASE + "source/idle")
    store.add(ox.Quad(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(tg("Source")), MINE_BAN))


def _misspell(store: ox.Store) -> None:
    node = ox.NamedNode(BASE + "state/POL")
    store.add(ox.Quad(node, ox.NamedNode(tg("iso4")), ox.Literal("POLA"), MINE_BAN))


def _lose_class(store: ox.Store) -> None:
    _remove(store, "withdrawal/26-5/POL", RDF_TYPE)


def _write_derived(store: ox.Store) -> None:
    node = ox.NamedNode(BASE + "party-period/26-5/POL/9")
    store.add(ox.Quad(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(tg("PartyPeriod")), MINE_BAN))


def _count_too_many(store: ox.Store) -> None:
    node, value = ox.NamedNode(BASE + "quantity/q-063"), ox.NamedNode(tg("value"))
    _remove(store, "quantity/q-063", value.value)
    store.add(ox.Quad(node, value, ox.Literal(166), MINE_BAN))


def _enlarge_a_part(store: ox.Store) -> None:
    node, value = ox.NamedNode(BASE + "quantity/q-022"), ox.NamedNode(tg("value"))
    _remove(store, "quantity/q-022", value.value)
    store.add(ox.Quad(node, value, ox.Literal(228146), MINE_BAN))


def _lose_finding_rule(store: ox.Store) -> None:
    _remove(store, "source/dep-26-5", tg("findingRule"))


FAULTS = {
    "fact-without-place-violation": _lose_finding_rule,
    "unknown-term-violation": _misspell,
    "untyped-thing-violation": _lose_class,
    "written-by-hand-violation": _write_derived,
    "fact-without-source-violation": _lose_source_of_fact,
    "dangling-reference-violation": _lose_source,
    "published-count-violation": _lose_consent,
    "source-yield-violation": _lose_acts,
    "unused-source-violation": _add_idle_source,
    "parts-above-whole-warning": _enlarge_a_part,
    "states-bound-warning": _count_too_many,
}
EVERY = pytest.mark.parametrize("check", checks().values(), ids=checks())


@EVERY
def test_finds_nothing_in_the_record(check: Question, graph: Graph) -> None:
    assert rows(graph.store, check.text) == []


@EVERY
def test_finds_its_fault(check: Question, two_treaties: ox.Store) -> None:
    # Sources of the other treaties yield too little to begin with.
    before = rows(two_treaties, check.text)
    FAULTS[check.name](two_treaties)
    assert [row for row in rows(two_treaties, check.text) if row not in before]


def test_every_fault_belongs_to_a_check() -> None:
    assert set(FAULTS) == set(checks())
