"""EXISTS comes out of the rewriting with the same solutions, and joined from outside."""

from __future__ import annotations

import re
from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from tests.query.random_queries import quads, queries

from treatygraph.errors import QueryError
from treatygraph.query.engine import evaluate
from treatygraph.query.rewriting import rewrite


def _solutions(store: ox.Store, query: str) -> Counter[str]:
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return Counter(str(solution) for solution in found)


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(quads, queries())
def test_a_rewritten_query_has_the_solutions_of_the_query(graph: list[ox.Quad], query: str) -> None:
    store = ox.Store()
    store.extend(graph)
    assert _solutions(store, rewrite(query)) == _solutions(store, query), rewrite(query)


@pytest.mark.parametrize(
    ("group", "rewritten"),
    [
        # What is bound outside comes first, a class last.
        ("?a a :Act . ?a :of ?p", "?a :of ?p LATERAL { ?a a :Act }"),
        ("?a :on ?d ; :of ?p , ?q", "?a :of ?p LATERAL { ?a :on ?d } LATERAL { ?a :of ?q }"),
        # Paths in sequence are patterns of their own.
        ("?p ^:of/:on ?d", "?_4 :of ?p LATERAL { ?_4 :on ?d }"),
        ("?p :in [ :of ?q ; a :Act ]", "?p :in ?_4 LATERAL { ?_4 a :Act } LATERAL { ?_4 :of ?q }"),
        # A FILTER ends no basic graph pattern.
        ("?a :on ?d FILTER(?d > 1) . ?a :of ?p",
         "?a :of ?p LATERAL { ?a :on ?d } FILTER(?d > 1) ."),
        # Other parts of the group stay behind.
        ("?p :of ?q . ?q :on ?d OPTIONAL { ?q :by ?s }",
         "?p :of ?q LATERAL { ?q :on ?d } OPTIONAL { ?q :by ?s }"),
        ("GRAPH ?g { ?p :of ?q . ?q :on ?d }", "GRAPH ?g { ?p :of ?q LATERAL { ?q :on ?d } }"),
    ],
)  # fmt: skip
def test_patterns_are_joined_one_after_the_other(group: str, rewritten: str) -> None:
    before = "SELECT ?p { ?p a :P FILTER NOT EXISTS { %s } }"
    found = " ".join(rewrite(before % group).split())
    assert _numbered(found) == _numbered(before % rewritten)


def _numbered(text: str) -> str:
    """The text with its new variables in the order of appearance."""
    names = dict.fromkeys(re.findall(r"\?_\w+", text))
    for number, name in enumerate(names):
        text = text.replace(name, f"?new{number}")
    return text


@pytest.mark.parametrize(
    "group",
    [
        "?a :of ?p",  # one pattern is looked up as it is
        "?a :of ?p . ?a :in (1 2)",
        "?a :of _:x . _:x :on ?d",
        "?a :of ?p . << ?a :of ?p >> :on ?d",
        # A predicate is no node: a path of length zero from it matches only where it is joined.
        "?a ?of ?p . ?of :is* ?q",
        # Mistakes are left for the engine to find.
        "?a :of ?p ?p :on ?d",
        "?a :of ?p ; :on ?d . . ?b :of ?p",
        "[ :of ?p ] :on ?d [ :of ?p ] :on ?e",
        "VALUES ?p { 1 } ?a :of ?p . ?a :on ?d",
        "?a :of ?p . SERVICE <urn:x> { ?a :on ?d }",
    ],
)
def test_other_groups_stay_as_they_are(group: str) -> None:
    query = f"SELECT ?p {{ ?p a :P FILTER NOT EXISTS {{ {group} }} }}"
    assert rewrite(query) == query


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT * {\n ?s ?p ?o FILTER NOT EXISTS { ?s ?p ?q . ?q no:such ?o } }", 2, 52),
        ("SELECT (?a + ?b AS ?c)\n { ?s ?p ?o ?q }", 2, 17),
        ("SELECT (?a + ?b AS ?c)\n { FILTER NOT EXISTS { ?s ?p ?o ; ?q } }", 2, 41),
    ],
)
def test_a_mistake_is_shown_where_it_was_made(query: str, line: int, column: int) -> None:
    assert rewrite(query) != query
    with pytest.raises(QueryError) as caught:
        evaluate(ox.Store(), query)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_new_variables_have_new_names() -> None:
    query = "SELECT ?_1 { ?_1 a :P FILTER EXISTS { ?_1 :of/:on ?__2 } }"
    assert "?___" in rewrite(query)
