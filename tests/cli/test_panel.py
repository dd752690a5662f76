"""`treatygraph panel`: its forms, its files, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pyarrow import parquet
from typer.testing import CliRunner, Result

from treatygraph.cli import app, panel
from treatygraph.store.build import Graph

Panel = Callable[..., Result]


@pytest.fixture
def make(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> Panel:
    """Runs `treatygraph panel` over the graph that is open already."""
    monkeypatch.setattr(panel, "open_graph", lambda *_: graph)
    return lambda *arguments: CliRunner().invoke(app, ["panel", *map(str, arguments)])


def test_a_table_has_its_codebook_beside_it(make: Panel, tmp_path: Path) -> None:
    done = make("26-5", "Arms Trade Treaty", "--from", "2024", "--output", tmp_path / "p.csv")
    assert done.exit_code == 0, done.stderr
    lines = (tmp_path / "p.csv").read_text().splitlines()
    assert {line[:4] for line in lines[1:]} == {"26-5", "26-8"}
    codebook = json.loads((tmp_path / "p.csv-metadata.json").read_text())
    assert codebook["url"] == "p.csv"
    columns = [column["name"] for column in codebook["tableSchema"]["columns"]]
    assert lines[0].split(",") == columns
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.csv", "p.csv-metadata.json"]


def test_the_suffix_tells_the_form(make: Panel, tmp_path: Path) -> None:
    assert make("26-5", "--to", "2000", "-o", tmp_path / "p.parquet").exit_code == 0
    assert max(parquet.read_table(tmp_path / "p.parquet")["year"].to_pylist()) == 2000


def test_without_a_file_it_goes_into_the_pipe(make: Panel) -> None:
    assert make("26-5", "--from", "2025").stdout.startswith("treatyId,participantId,iso3,year,")
    assert json.loads(make("26-5", "--format", "csvw").stdout)["url"] == "panel.csv"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["26-5", "--format", "xls"], "There is: csv, parquet, csvw"),
        (["Otawa Treaty"], "Did you mean"),
        (["26-5", "--from", "2020", "--to", "1990"], "before the first"),
        (["26-5", "--output", "/nowhere/p.csv"], "There is no folder"),
    ],
)
def test_what_is_asked_wrongly_is_refused(make: Panel, arguments: list[str], said: str) -> None:
    done = make(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
