"""Deadlines as of a day: what was known to have come of them, and no more."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from tests.conftest import rows

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import questions
from treatygraph.ingest.names import Names
from treatygraph.store.build import Graph
from treatygraph.store.rules import run_rules
from treatygraph.terms import BASE, GRAPH, tg


def _outcomes(store: ox.Store, state: str, norm: str, on: str) -> list[str]:
    query = bind(questions()["deadlines-of-state"], {"state": state, "on": on}, Names(store))
    wanted = f"/{state}/{norm}/"
    return [row["outcome"] for row in rows(store, query) if wanted in row["deadline"]]


@pytest.mark.parametrize(
    ("state", "norm", "on", "outcome"),
    [
        ("UKR", "mbt-4", "2010-06-01", "open"),
        ("UKR", "mbt-4", "2010-06-02", "missed"),
        ("BLR", "mbt-4", "2008-03-01", "open"),
        ("BLR", "mbt-4", "2017-04-04", "missed"),
        ("BLR", "mbt-4", "2017-04-05", "missed and completed later"),
        ("BDI", "mbt-4", "2008-03-16", "open"),
        ("BDI", "mbt-4", "2008-03-17", "met"),
        ("FIN", "mbt-4", "2014-12-31", "open"),
        ("FIN", "mbt-4", "2015-12-31", "met"),
        ("DZA", "mbt-4", "2006-01-01", "met"),
        ("MRT", "mbt-4", "2006-01-01", "completed, whether in time is not recorded"),
        ("DZA", "mbt-5-1", "2020-01-01", "completed, whether in time is not recorded"),
        ("AFG", "mbt-5-1", "2012-11-30", "open"),
        ("AFG", "mbt-5-1", "2013-01-01", "extended, new day not recorded"),
        ("DEU", "mbt-5-1", "2014-01-01", "extension asked for, decision not recorded"),
        ("HRV", "mbt-5-1", "2026-03-01", "extended"),
        ("HRV", "mbt-5-1", "2026-03-02", "extended, outcome not recorded"),
        ("TON", "mbt-4", "2026-02-20", "open"),
        ("NOR", "mbt-4", "2026-02-20", "outcome not recorded"),
    ],
)
def test_the_outcome_is_that_of_the_day(
    graph: Graph, state: str, norm: str, on: str, outcome: str
) -> None:
    assert outcome in _outcomes(graph.store, state, norm, on)


def test_a_state_has_no_deadlines_before_it_is_bound(graph: Graph) -> None:
    assert _outcomes(graph.store, "TON", "mbt-4", "2025-11-30") == []


def test_leaving_by_the_day_due_ends_the_duty(two_treaties: ox.Store) -> None:
    _leave(two_treaties, "2029-12-01")
    assert _outcomes(two_treaties, "TON", "mbt-4", "2029-11-30") == ["open"]
    assert _outcomes(two_treaties, "TON", "mbt-4", "2029-12-01") == ["ended with the treaty"]


def _leave(store: ox.Store, on: str) -> None:
    day = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    withdrawal, graph = ox.NamedNode(BASE + "withdrawal/26-5/TON"), ox.NamedNode(GRAPH + "x")
    for name, value in (
        ("participation", ox.NamedNode(BASE + "participation/26-5/TON")),
        ("notificationDate", ox.Literal("2029-01-15", datatype=day)),
        ("effectiveDate", ox.Literal(on, datatype=day)),
    ):
        store.add(ox.Quad(withdrawal, ox.NamedNode(tg(name)), value, graph))
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    store.add(ox.Quad(withdrawal, kind, ox.NamedNode(tg("Withdrawal")), graph))
    run_rules(store)


def test_both_questions_on_deadlines_agree(graph: Graph) -> None:
    names = Names(graph.store)
    ask = questions()
    of_state = bind(ask["deadlines-of-state"], {"state": "UKR", "on": "2026-02-20"}, names)
    of_treaty = bind(ask["deadlines-of-treaty"], {"treaty": "26-5", "on": "2026-02-20"}, names)
    keep = [name for name in ask["deadlines-of-state"].columns if not name.endswith("Label")]
    first = [[row[name] for name in keep] for row in rows(graph.store, of_state)]
    second = [[row[name] for name in keep] for row in rows(graph.store, of_treaty)]
    assert [row for row in first if "/26-5/" in row[1]] == [
        row for row in second if "/UKR/" in f"{row[-2]}/{row[-1]}"
    ]
