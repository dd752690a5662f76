"""Progress: a person sees the step and how far it is, a pipe sees nothing."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from treatygraph.cli import screen


def _shown(monkeypatch: pytest.MonkeyPatch, terminal: bool, *steps: tuple[str | int, ...]) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100)
    monkeypatch.setattr(screen, "err", console)
    with screen.progress("Building") as step:
        for told in steps:
            step(*told)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_terminal_shows_the_step_and_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _shown(monkeypatch, True, ("files", 310, 1750))
    assert "Building: files, 310 of 1,750" in shown


def test_the_next_step_may_not_know_how_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _shown(monkeypatch, True, ("files", 2, 2), ("rules",))
    assert "Building: rules " in shown


def test_a_pipe_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(monkeypatch, False, ("files", 310, 1750)) == ""
