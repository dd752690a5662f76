"""The README: its counts hold, and each of its commands is run and does what it says there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pandas
import pytest
from docs.counts import with_counts
from tests.browser.screenshots import PICTURES
from tests.conftest import Invoke
from tests.web.server import Server

from treatygraph import resources
from treatygraph.catalog.questions import questions
from treatygraph.store.build import Graph

ROOT = resources.root()
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = [
    line.split("   #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.S)
    for line in block.splitlines()
    if line
]
TREATYGRAPH = [line for line in LINES if line.startswith(".venv/bin/treatygraph ")]
CURL = [
    line
    for line in [*LINES, *re.findall(r"`(curl [^`]*)`", README)]
    if line.startswith("curl ")
]  # fmt: skip
MAKE = [line for line in LINES if line.startswith("make ")]


def _run(arguments: list[str], build_folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "TREATYGRAPH_BUILD_FOLDER": str(build_folder)},
    )  # fmt: skip


def test_no_command_is_left_out() -> None:
    assert set(LINES) == {*TREATYGRAPH, *MAKE, *(line for line in CURL if line in LINES)}
    assert set(MAKE) == {"make serve", "make check test"}


@pytest.mark.parametrize("line", TREATYGRAPH)
def test_commands_run(line: str, invoke: Invoke) -> None:
    done = invoke(*shlex.split(line.removeprefix(".venv/bin/treatygraph ")))
    assert done.exit_code == 0, done.stderr
    assert done.stdout or done.stderr or "--check" in line


def test_the_example_is_what_the_program_prints(invoke: Invoke) -> None:
    [(command, shown)] = re.findall(r"```console\n\$ treatygraph (.*?)\n(.*?)```", README, re.S)
    printed = invoke(*shlex.split(command)).stdout.splitlines()
    assert shown
    assert [line for line in shown.splitlines() if line not in printed] == []


@pytest.fixture(scope="module")
def port(build_folder: Path) -> Iterator[int]:
    """The port of what `make serve` serves."""
    if not (ROOT / ".venv" / "ready").exists():
        pytest.skip("make setup has not run here")
    command = ["make", "serve", "PORT={port}"]
    server = Server({"build_folder": build_folder}, command=command)
    try:
        server.wait()
        yield server.port
    finally:
        server.stop()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("line", CURL)
def test_requests_are_answered(line: str, port: int, build_folder: Path) -> None:
    assert "localhost:8000" in line
    arguments = shlex.split(line.replace("localhost:8000", f"127.0.0.1:{port}"))
    done = _run([*arguments, "--fail", "--silent", "--show-error"], build_folder)
    assert done.returncode == 0, done.stderr
    assert "https://w3id.org/treatygraph/" in done.stdout


def test_pandas_reads_an_answer(port: int) -> None:
    [(address, query)] = re.findall(r'`pandas.read_csv\("(\S+)" \+ (\S+)\(query\)\)`', README)
    assert query == "urllib.parse.quote"
    text = questions()["parties-of-treaty"].text
    table = pandas.read_csv(
        address.replace("localhost:8000", f"127.0.0.1:{port}") + urllib.parse.quote(text)
    )
    assert "Poland" in set(table["partyLabel"])


def test_the_tests_can_be_made(build_folder: Path) -> None:
    done = _run(["make", "--dry-run", "check", "test"], build_folder)
    assert done.returncode == 0, done.stderr
    assert "-m pytest -n auto" in done.stdout


def test_it_counts_what_is_there(graph: Graph) -> None:
    assert with_counts(README, graph.store) == README, "run make counts"


def test_counts_are_written_between_the_marks_only(graph: Graph) -> None:
    stale = re.sub(r"^\| treaties \| .*\n", "| treaties | 1 |\n| ships | 7 |\n", README, flags=re.M)
    assert stale != README
    assert with_counts(stale, graph.store) == README


def test_counts_without_marks_are_written_nowhere(graph: Graph) -> None:
    with pytest.raises(ValueError, match="0 tables"):
        with_counts("No marks.", graph.store)


def test_its_questions_are_in_the_catalogue() -> None:
    for name, path in re.findall(r"- \[([^]]+)\]\((queries/[^)]+)\)", README):
        question = questions()[Path(path).stem]
        assert question.path == ROOT / path
        assert name == question.summary


def test_its_pictures_are_those_that_are_taken() -> None:
    shown = set(re.findall(r'(?:src|srcset)="([^"]+\.png)"', README))
    assert shown == {path.relative_to(ROOT).as_posix() for path in PICTURES.values()}
    assert all((ROOT / path).is_file() for path in shown)
