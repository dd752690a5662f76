"""Reports: results as lines for a person, or as JSON rows for a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from treatygraph.prefixes import shorten
from treatygraph.validate.results import SEVERITIES, Result

QUOTE = '"'


def as_text(results: Sequence[Result]) -> str:
    """One line a result, `file:line: severity: message [shape]`, and a line that counts them."""
    lines = [_line(result) for result in results]
    return "\n".join([*lines, summary(results)]) + "\n"


def as_json(results: Sequence[Result]) -> str:
    """An array with one object a result; its keys are the fields of `Result`."""
    return json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=2) + "\n"


def summary(results: Sequence[Result]) -> str:
    """How many results there are of each severity, in words."""
    counts = Counter(result.severity for result in results)
    words = [f"{counts[s]} {s}{'s' if counts[s] != 1 else ''}" for s in SEVERITIES if counts[s]]
    return ", ".join(words) if words else "No violation, no warning."


def _line(result: Result) -> str:
    where = f"{result.file}:{result.line}" if result.line else result.file
    found = f" Found: {_readable(result.value)}." if _worth_telling(result) else ""
    shape = shorten(result.shape).strip("<>")
    return f"{where}: {result.severity}: {result.message}{found} [{shape}]".removeprefix(": ")


def _worth_telling(result: Result) -> bool:
    told = _readable(result.value).strip("<>“”")
    return bool(told) and result.value != result.focus and told not in result.message


def _readable(term: str) -> str:
    if term.startswith("<"):
        return shorten(term[1:-1])
    return f"“{term[1:].rpartition(QUOTE)[0]}”" if term.startswith(QUOTE) else term
