"""Counts are answered by columns once they have been made, and by what the graph holds now."""

from __future__ import annotations

import asyncio
import json

import pyoxigraph as ox
import pytest

from treatygraph.query import queries
from treatygraph.query.columns.shortcut import Shortcut
from treatygraph.query.workers import Task, Workers
from treatygraph.settings import Settings
from treatygraph.terms import BASE
from treatygraph.web.desk import Desk

# One of each kind that columns answer.
_COUNTED = [
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?p (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT ?kind (COUNT(DISTINCT ?treaty) AS ?n) (MIN(?date) AS ?first) (MAX(?date) AS ?last)"
    " { ?act tg:participation/tg:treaty ?treaty ; a ?kind ; tg:date ?date } GROUP BY ?kind",
    "SELECT ?year (COUNT(*) AS ?n) { ?act tg:participation [] ; tg:date ?date"
    " FILTER(?date >= '1998-01-01'^^xsd:date) BIND(YEAR(?date) AS ?year) } GROUP BY ?year",
    "SELECT (COUNT(*) AS ?n) { ?thing rdfs:label ?label FILTER(LANG(?label) = 'en') }",
    "SELECT DISTINCT ?kind ?p { ?thing a ?kind ; ?p ?value }",
    "SELECT ?act ?date { ?act tg:participation [] ; tg:date ?date }"
    " ORDER BY DESC(?date) ?act LIMIT 9",
]


async def _ask(workers: Workers, query: str) -> list[str]:
    answer = await workers.answer(Task(query))
    try:
        found = json.loads(await answer.content.read())
        return sorted(map(repr, found["results"]["bindings"]))
    finally:
        answer.close()


async def _ask_all(workers: Workers) -> list[list[str]]:
    return [await _ask(workers, query) for query in _COUNTED]


def test_counts_are_the_same_by_columns_and_follow_the_graph(
    two_treaties: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_LONG", 0)
    shortcut = Shortcut(two_treaties)
    assert [*shortcut.make()]
    assert all(shortcut.take(query) != query for query in _COUNTED)

    settings = Settings()
    workers = Workers(Desk(two_treaties, settings), settings)
    node = ox.NamedNode(f"{BASE}event/new")
    told = json.dumps({"added": f"{node} {node} {node} {node} .\n", "removed": ""}).encode()

    async def ask() -> None:
        by_engine = await _ask_all(workers)
        assert all(by_engine)
        while workers._staff._changes == 0:
            await asyncio.sleep(0.01)
        assert await _ask_all(workers) == by_engine
        await workers.change(told)
        counted = await _ask_all(workers)
        assert counted[1] != by_engine[1]
        assert any("event/new" in row for row in counted[1])

    try:
        asyncio.run(ask())
        assert not workers.figures()["worker_restarts"]
    finally:
        workers.close()
