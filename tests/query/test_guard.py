"""Guards and tokens: what is told of a text does not depend on whether it was taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.errors import QueryError
from treatygraph.query.guard import check_query
from treatygraph.query.tokens import names_graphs
from treatygraph.settings import Settings

SETTINGS = Settings(query_nesting=3)
PARTS = (
    "( ) { } [ ] ; / | ? $ : , . 1 a:b a:from ?from $from from FROM NAMED <http://a/from?b> 'from' "
    '"( service" as AS bind FILTER UNION service SERVICE load LOAD loads ?load a:load #x \n'
).split(" ")
texts = st.builds(
    lambda parts, times: "".join(parts) * times,
    st.lists(st.sampled_from([*PARTS, " "]), max_size=12),
    st.sampled_from([1, 1, 1, 100]),
)


def refusal(text: str) -> str:
    try:
        check_query(text, SETTINGS)
    except QueryError as error:
        return str((error.reason, error.line, error.column))
    return ""


@given(texts)
def test_what_is_refused_is_refused_beside_a_comment_that_has_it_looked_at(text: str) -> None:
    assert refusal(text) == refusal(f"{text}\n# SERVICE")


@pytest.mark.parametrize(
    ("part", "most"), [("; ", 400), ("1AS ", 400), ("filter ", 400), ("( ", 3), ("{[", 1)]
)
def test_the_first_beyond_a_limit_is_refused(part: str, most: int) -> None:
    assert not refusal(part * most)
    assert refusal(part * (most + 1))


@given(texts)
def test_a_dataset_clause_is_seen_beside_a_comment_that_has_it_looked_for(text: str) -> None:
    assert names_graphs(text) == names_graphs(f"{text}\n# FROM")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ASK { ?from a:from $from }", False),
        ("ASK { ?a a:b 'FROM' }", False),
        ("ASK FROM <http://a> {}", True),
        ("SELECT (1 AS ?a)FROM<http://a> {}", True),
        ("ASK\nfrom NAMED a:b {}", True),
    ],
)
def test_variables_and_names_are_no_dataset_clause(text: str, told: bool) -> None:
    assert names_graphs(text) is told
