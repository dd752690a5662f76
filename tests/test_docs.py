"""What the documents say holds: commands, options, routes, settings, links."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from treatygraph import resources
from treatygraph.cli import app, new
from treatygraph.ingest.layouts import layout_names, read_layout
from treatygraph.settings import Settings
from treatygraph.validate.record import Record

ROOT = resources.root()
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "api" / "README.md"]


def _read(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


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
        "/changes",
        "/changes.atom",
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
