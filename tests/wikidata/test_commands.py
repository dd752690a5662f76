"""`treatygraph wikidata` as a person or a script uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import Result
from tests.wikidata.server import ITEMS, serving
from typer.testing import CliRunner

from treatygraph.cli import app, screen, wikidata
from treatygraph.store.build import Graph


@pytest.fixture(autouse=True)
def _opened(monkeypatch: pytest.MonkeyPatch, zenda: ox.Store) -> None:
    monkeypatch.setattr(wikidata, "open_graph", lambda *_: Graph(zenda, "test"))
    monkeypatch.setattr(screen.out, "width", 200)


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["wikidata", *map(str, arguments)])


def test_fetch_takes_items_from_files(tmp_path: Path) -> None:
    files = [f"--from-file={path}" for path in ITEMS.glob("*.ttl")]
    done = _run("fetch", "--kind", "treaty", "--extract", tmp_path, *files)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        f"2 items fetched, 0 kept: {tmp_path}",
        "No such items: Q9000000002",
    ]


def test_fetch_asks_the_wikidata_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as server:
        monkeypatch.setenv("TREATYGRAPH_WIKIDATA_URL", server.url)
        done = _run("fetch", "--kind", "treaty", "--extract", tmp_path)
    assert done.stderr.startswith("2 items fetched, 0 kept")


def test_a_wikidata_that_does_not_answer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    monkeypatch.setenv("TREATYGRAPH_WIKIDATA_URL", "http://127.0.0.1:9")
    done = _run("fetch", "--extract", tmp_path)
    assert done.exit_code == 2
    assert "http://127.0.0.1:9/wiki/Special:EntityData/" in done.stderr
    assert "write the same command again to go on" in done.stderr


@pytest.mark.parametrize("url", ["nowhere", "ftp://x", "http://[::"])
def test_an_address_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("TREATYGRAPH_WIKIDATA_URL", url)
    done = _run("fetch")
    assert done.exit_code == 2
    assert done.stderr.startswith("TREATYGRAPH_WIKIDATA_URL: ")


def test_diff_into_a_pipe_is_json(extract_folder: Path) -> None:
    done = _run("diff", "Zenda Convention", "--extract", extract_folder)
    assert len(json.loads(done.stdout)) == 21
    assert done.stderr == "21 differences in 1 treaties.\n"


def test_diff_names_treaties_that_were_not_fetched(extract_folder: Path) -> None:
    done = _run("diff", "--extract", extract_folder)
    assert done.stderr.endswith("Not in the extract: Strelsau Convention.\n")


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("mismatch-finder", "item_id,statement_guid,"),
        ("quickstatements", "Q9000000001\t"),
        ("html", "<!doctype html>"),
    ],
)
def test_diff_writes_a_file(extract_folder: Path, tmp_path: Path, form: str, begins: str) -> None:
    path = tmp_path / "out"
    done = _run("diff", "--extract", extract_folder, "--format", form, "--output", path)
    assert (done.exit_code, done.stdout) == (0, "")
    assert path.read_text(encoding="utf-8").startswith(begins)


def test_diff_shows_a_table(extract_folder: Path) -> None:
    done = _run("diff", "--extract", extract_folder, "--format", "table")
    [line] = [line for line in done.stdout.splitlines() if "Finland" in line]
    assert [cell.strip() for cell in line.strip("│").split("│")] == [
        "day differs", "Zenda Convention", "Finland", "P6193 P585", "2002-05",
        "acceptance, 2002-06-01", "Zenda Convention - status table",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["diff", "--extract", "nowhere"], "treatygraph wikidata fetch"),
        (["diff", "--format", "docx"], "There is: table, json, mismatch-finder"),
        (["diff", "--format", "table", "--output", "x"], "--format json"),
        (["diff", "--format", "json", "--output", "no/x"], "There is no folder no"),
        (["fetch", "--kind", "ship"], "treaty, participant, person, body"),
        (["fetch", "--from-file", "no.ttl"], "There is no file no.ttl"),
    ],
)
def test_wrong_use_is_exit_2(arguments: list[str], said: str) -> None:
    done = _run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
