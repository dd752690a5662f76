"""The queries of `queries/wikidata/`: each has a header that says what its rows are."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from treatygraph import resources
from treatygraph.headers import read_header
from treatygraph.query.engine import evaluate

PATHS = {path.stem: path for path in resources.files("queries/wikidata", "*.rq")}
ROWS = ["candidates", "compared", "differences", "items", "unlinked"]
GRAPHS = [f"{words}-of-{side}" for words in ("claims", "signs") for side in ("record", "wikidata")]


@pytest.mark.parametrize("name", ROWS)
def test_columns_are_those_of_the_header(name: str) -> None:
    result = evaluate(ox.Store(), PATHS[name].read_text(encoding="utf-8"))
    assert isinstance(result, ox.QuerySolutions)
    assert [variable.value for variable in result.variables] == list(
        read_header(PATHS[name])["columns"]
    )
    assert list(result) == []


@pytest.mark.parametrize("name", GRAPHS)
def test_each_side_is_put_into_words_by_a_construct(name: str) -> None:
    result = evaluate(ox.Store(), PATHS[name].read_text(encoding="utf-8"))
    assert isinstance(result, ox.QueryTriples)
    assert list(result) == []


@pytest.mark.parametrize("name", PATHS)
def test_each_says_what_it_is_for(name: str) -> None:
    assert name in ROWS + GRAPHS
    header = read_header(PATHS[name])
    assert header["summary"]
    assert header["description"]
