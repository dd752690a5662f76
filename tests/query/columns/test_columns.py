"""What columns answer is what the engine answers, and they answer what they are for."""

from __future__ import annotations

import sys
from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, event, given, settings
from tests.query.columns.random_selections import graphs, mistakes, selections

from treatygraph.errors import QueryError
from treatygraph.query.columns.shortcut import Shortcut
from treatygraph.query.engine import evaluate
from treatygraph.terms import XSD


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


def _check(graph: list[ox.Quad], query: str) -> str:
    """By what the query is answered, after a look at the answer."""
    store, shortcut = _shortcut(graph)
    taken = shortcut.take(query)
    assert taken == query or _answer(ox.Store(), taken) == _answer(store, query)
    return "by columns" if taken != query else "by the engine"


_random = settings(max_examples=1200, deadline=None, suppress_health_check=list(HealthCheck))


@_random
@given(graphs(), selections())
def test_columns_answer_as_the_engine_does(graph: list[ox.Quad], query: str) -> None:
    event(_check(graph, query))


@settings(_random, max_examples=500)
@given(graphs(), mistakes())
def test_what_is_wrong_stays_wrong(graph: list[ox.Quad], query: str) -> None:
    event(_check(graph, query))


_SEVERAL = """
<urn:a> <urn:p> "2001-05-01"^^<http://www.w3.org/2001/XMLSchema#date> .
<urn:a> <urn:p> "2002-05-01"^^<http://www.w3.org/2001/XMLSchema#date> .
<urn:b> <urn:p> "2003-05-01"^^<http://www.w3.org/2001/XMLSchema#date> .
<urn:c> <urn:q> <<( <urn:a> <urn:p> "x"@en )>> , "x"@en--ltr , "x"@EN , "a\\"@en" .
"""


@pytest.mark.parametrize(
    "query",
    [
        # LIMIT counts what is left after DISTINCT.
        "SELECT DISTINCT ?x { ?x :p ?d } ORDER BY ?d LIMIT 2",
        # The year is not bound within the group.
        "SELECT ?n (COUNT(*) AS ?c) { ?x :p ?d FILTER(?n > 2001) } GROUP BY (YEAR(?d) AS ?n)",
        # What looks like a language is none.
        "SELECT (COUNT(*) AS ?c) { ?x :q ?d FILTER(LANG(?d) = 'en\"') }",
        "SELECT (COUNT(*) AS ?c) { ?x :q ?d FILTER(LANG(?d) = 'en )>>') }",
        "SELECT (COUNT(*) AS ?c) { ?x :q ?d FILTER(LANG(?d) = 'en') }",
    ],
)
def test_columns_know_what_is_rare(query: str) -> None:
    graph = [*ox.parse(_SEVERAL, format=ox.RdfFormat.TURTLE)]
    _check(graph, f"PREFIX : <urn:> PREFIX xsd: <{XSD}> {query}")


def test_what_is_nested_too_deep_is_left_to_the_engine() -> None:
    query = f"SELECT (COUNT(*) AS ?c) {{ {'[ <urn:p> ' * 400}?x{' ]' * 400} }}"
    assert _shortcut([])[1].take(query) == query


def test_without_the_library_there_are_no_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "treatygraph.query.columns.replacing", None)
    shortcut = Shortcut(ox.Store())
    with pytest.raises(ValueError, match="numpy"):
        next(shortcut.make())
    assert shortcut.take("ASK {}") == "ASK {}"
