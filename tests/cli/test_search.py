"""`treatygraph search`: names on the command line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from treatygraph.cli import app
from treatygraph.store.build import Graph


@pytest.fixture(autouse=True)
def _open(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    from treatygraph.cli import search

    monkeypatch.setattr(search, "open_graph", lambda *_: graph)


def test_finds_in_any_language() -> None:
    done = CliRunner().invoke(app, ["search", "traité", "d'ottawa", "--limit", "1"])
    assert done.exit_code == 0
    assert [row["id"] for row in json.loads(done.stdout)] == ["treaty/26-5"]


def test_a_person_gets_a_table() -> None:
    done = CliRunner().invoke(app, ["search", "Polska", "--type", "state", "--format", "table"])
    assert "state/POL" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["x", "--limit", "0"], "from 1 to 100"),
        (["x", "--type", "ship"], "no type called"),
        (["x", "--format", "pdf"], "table or json"),
        ([" "], "Search for something"),
    ],
)
def test_wrong_use(arguments: list[str], told: str) -> None:
    done = CliRunner().invoke(app, ["search", *arguments])
    assert done.exit_code == 2
    assert told in done.stderr
