"""Edits: changes to parts of a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """A part of a text, from one character up to another, and what is to stand there."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """The text, or its part from `start` up to `end`, with edits made that do not overlap."""
    parts = []
    for edit in sorted(edits):
        parts += [text[start : edit.start], edit.text]
        start = edit.end
    return "".join([*parts, text[start:end]])
