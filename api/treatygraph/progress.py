"""Progress: how long work tells whoever waits for it where it stands."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of each step by name; of a step over files also how many of how many are done."""

    def __call__(self, step: str, done: int = 0, total: int | None = None, /) -> object:
        """Takes note of the step."""


def silent(step: str, done: int = 0, total: int | None = None, /) -> None:
    """Takes note of nothing."""
