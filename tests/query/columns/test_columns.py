"""What columns answer is what the engine answers, and they answer what they are for."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
from hypothesis import HealthCheck, event, given, settings
from tests.query.columns.random_selections import graphs, mistakes, selections

from treatygraph.errors import QueryError
from treatygraph.query.columns.shortcut import Shortcut
from treatygraph.query.engine import evaluate


def _shortcut(graph: list[ox.Quad]) -> tuple[ox.Store, Shortcut]:
    store = ox.Store()
    store.extend(graph)
    shortcut = Shortcut(store)
    assert [*shortcut.make()]
    return store, shortcut


def _answer(store: ox.Store, query: str) -> object:
    """The variables and the multiset of solutions, or that the query is wrong."""
    try:
        found = evaluate(store, query)
    except QueryError:
        return "wrong"
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return names, Counter(tuple(map(str, solution)) for solution in found)


def _check(graph: list[ox.Quad], query: str) -> None:
    store, shortcut = _shortcut(graph)
    taken = shortcut.take(query)
    event("by columns" if taken != query else "by the engine")
    assert taken == query or _answer(ox.Store(), taken) == _answer(store, query)


_random = settings(max_examples=1200, deadline=None, suppress_health_check=list(HealthCheck))


@_random
@given(graphs(), selections())
def test_columns_answer_as_the_engine_does(graph: list[ox.Quad], query: str) -> None:
    _check(graph, query)


@settings(_random, max_examples=500)
@given(graphs(), mistakes())
def test_what_is_wrong_stays_wrong(graph: list[ox.Quad], query: str) -> None:
    _check(graph, query)
