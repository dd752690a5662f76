"""Analysts at a real server: pandas reads every address, and the notebooks of docs/ still hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import nbformat
import pandas as pd
import pytest
from docs.execution import execute, notebooks
from tests.web.server import serving


@pytest.fixture(scope="module")
def server(build_folder: Path) -> Iterator[str]:
    """The address of `treatygraph serve`, started as a user starts it."""
    with serving(build_folder=build_folder) as (address, _):
        yield address


@pytest.mark.parametrize(
    ("address", "types"),
    [
        ("panel?treaty=26-5", {"year": "i", "notBoundFrom": "M", "afterHorizon": "b"}),
        ("queries/status?treaty=26-5&format=csv", {"from": "M", "horizon": "M"}),
        ("queries/withdrawals?treaty=26-5&format=csv", {"effective": "M", "exact": "b"}),
        ("queries/party-counts?format=csv", {"bound": "i", "horizon": "M"}),
        ("queries/parties-over-time?treaty=26-5&format=csv", {"day": "M", "left": "i"}),
        ("queries/numbers-of-thing?format=csv", {"count": "i"}),
    ],
)
def test_pandas_reads_an_address(server: str, address: str, types: dict[str, str]) -> None:
    days = [name for name, kind in types.items() if kind == "M"]
    table = pd.read_csv(f"{server}/{address}", parse_dates=days)
    assert {name: table[name].dtype.kind for name in types} == types
    assert len(table) >= 1


def test_pandas_reads_the_answer_to_a_query(server: str) -> None:
    query = "SELECT ?id ?day { ?t tg:registerId ?id ; tg:enteredIntoForceOn ?day }"
    address = f"{server}/sparql?{urlencode({'query': query, 'format': 'csv'})}"
    table = pd.read_csv(address, parse_dates=["day"], index_col="id")
    assert table.loc["26-5", "day"] == pd.Timestamp("1999-03-01")


def test_pandas_reads_parquet(server: str) -> None:
    table = pd.read_parquet(f"{server}/panel?treaty=26-5&format=parquet")
    [finland] = table[(table["iso3"] == "FIN") & (table["year"] == 2012)].to_dict("records")
    assert str(finland["boundFrom"]) == "2012-07-01"
    assert not finland["afterHorizon"]


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_notebook_shows_what_comes_out_now(server: str, path: Path) -> None:
    stored = nbformat.read(path, nbformat.NO_CONVERT)
    now = execute(path, server)
    for was, is_ in zip(stored.cells, now.cells, strict=True):
        assert was.get("outputs") == is_.get("outputs"), f"run make notebooks: {was.source}"


def test_there_is_a_notebook() -> None:
    assert notebooks()
