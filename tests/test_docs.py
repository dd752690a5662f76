"""What the documents say holds: counts, commands, options, routes, settings, links."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main
from docs.counts import with_counts
from typer.testing import CliRunner

from treatygraph import resources
from treatygraph.catalog.questions import questions
from treatygraph.cli import app, new
from treatygraph.ingest.layouts import layout_names, read_layout
from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.validate.record import Record

ROOT = resources.root()
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "api" / "README.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _read(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_the_readme_counts_what_is_there(graph: Graph) -> None:
    assert with_counts(README, graph.store) == README, "run make counts"


def test_counts_are_written_between_the_marks_only(graph: Graph) -> None:
    stale = re.sub(r"^\| treaties \| .*\n", "| treaties | 1 |\n| ships | 7 |\n", README, flags=re.M)
    assert stale != README
    assert with_counts(stale, graph.store) == README


def test_counts_without_marks_are_written_nowhere(graph: Graph) -> None:
    with pytest.raises(ValueError, match="0 tables"):
        with_counts("No marks.", graph.store)


COMMANDS = [
    line.split("#")[0].strip().removeprefix(".venv/bin/treatygraph ")
    for block in re.findall(r"```sh\n(.*?)```", README, re.S)
    for line in block.splitlines()
    if line.startswith(".venv/bin/treatygraph ")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_readme_run(command: str, build_folder: Path) -> None:
    program = [sys.executable, "-c", "from treatygraph.cli import app; app()"]
    done = subprocess.run(
        [*program, *shlex.split(command)], capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "TREATYGRAPH_BUILD_FOLDER": str(build_folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout or "--check" in command


def test_the_readme_shows_what_the_program_prints(build_folder: Path) -> None:
    [example] = re.findall(r"```console\n\$ treatygraph (.*?)\n(.*?)```", README, re.S)
    program = [sys.executable, "-c", "from treatygraph.cli import app; app()"]
    done = subprocess.run(
        [*program, *shlex.split(example[0])], capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "TREATYGRAPH_BUILD_FOLDER": str(build_folder)},
    )  # fmt: skip
    shown = example[1].splitlines()
    assert shown
    assert [line for line in shown if line not in done.stdout.splitlines()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_every_question_of_the_readme_is_in_the_catalogue() -> None:
    for name, path in re.findall(r"- \[([^]]+)\]\((queries/[^)]+)\)", README):
        question = questions()[Path(path).stem]
        assert question.path == ROOT / path
        assert name == question.summary


def test_every_setting_is_documented() -> None:
    text = _read("settings.md")
    for name, field in Settings.model_fields.items():
        assert f"`TREATYGRAPH_{name.upper()}`" in text
        assert str(field.description) in text


def test_every_command_and_option_is_documented() -> None:
    text = _read("cli.md")
    for name, command in typer.main.get_command(app).commands.items():
        assert f"`treatygraph {name}" in text
        line = next(line for line in text.splitlines() if f"`treatygraph {name}" in line)
        for parameter in command.params:
            options = [option for option in parameter.opts if option.startswith("--")]
            assert all(option in line for option in options if option != "--help"), options


@pytest.mark.parametrize(
    "route",
    [
        "/sparql",
        "/search",
        "/reconcile",
        "/status",
        "/explain",
        "/healthz",
        "/readyz",
        "/metrics",
        "/.well-known/void",
        "/docs",
        "/problems",
        "/openapi.json",
    ],
)
def test_every_route_is_documented(route: str) -> None:
    assert f"`{route}" in _read("endpoint.md")


def test_every_layout_is_documented() -> None:
    text = _read("layouts.md")
    for name in layout_names():
        assert f"| `{name}` | {read_layout(name).summary} |" in text
    for column in read_layout("acts").columns.values():
        assert f"| `{column.name}` |" in text


CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CONTRIBUTIONS = re.findall(
    r"```sh\ntreatygraph (new .*?) --write\n```.*?```turtle\n(.*?)```", CONTRIBUTING, re.S
)


@pytest.mark.parametrize(("command", "after"), CONTRIBUTIONS)
def test_a_contribution_becomes_what_the_document_shows(
    command: str, after: str, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new, "_open_record", lambda _: record)
    done = CliRunner().invoke(app, [*shlex.split(command), "--today", "2026-11-22"])
    assert done.exit_code == 0, done.stderr
    assert after in done.stdout


def test_every_kind_of_contribution_is_shown() -> None:
    shown = [command.split()[1] for command, _ in CONTRIBUTIONS]
    assert shown == ["act", "withdrawal", "statement", "treaty"]
