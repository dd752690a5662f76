"""Sums: `A + B` in a form that the engine does not lose.

The optimiser of pyoxigraph 0.5.13 may swap the operands of `+`, and the engine adds a duration to
a date, but no date to a duration: the sum is unbound. Operands of `-` stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from treatygraph.query.edits import Edit, apply_edits
from treatygraph.query.syntax import Syntax

# The sum inside a sum is written twice, so that the text doubles with each level.
_DEEPEST = 4
_BOUNDARIES = frozenset("; | , = != < <= > >= && IN NOT AS DISTINCT".split())
_NUMBERS = frozenset(
    "ABS AVG CEIL COUNT DAY FLOOR HOURS MINUTES MONTH RAND ROUND STRLEN YEAR".split()
)
_LETTERS = {"variable": "v", "number": "n", "string": "s", "language": "l", "open": "b"}
_LETTERS |= {"word": "w", "name": "w", "iri": "w"}
_OPERAND = re.compile(r"[-+!]*(?:v|n|s(?:l|\^\^w)?|wb?|b)")


class _Term(NamedTuple):
    sign: str
    first: int
    end: int


def safe_sums(syntax: Syntax) -> Iterator[Edit]:
    """For each sum, an expression of the same value that the optimiser leaves alone.

    `A - (-B)` is `A + B` for numbers and for a date with a duration; where A is the duration and B
    the date (XPath and XQuery Functions, 9.7), or -B too large a number, `B - (-A)` is.
    """
    for opening in syntax.expressions:
        yield from _edits(syntax, opening + 1, syntax.ends[opening], 0)


def _edits(syntax: Syntax, first: int, end: int, depth: int) -> Iterator[Edit]:
    for start, stop in _segments(syntax, first, end):
        terms = _sum(syntax, start, stop)
        if terms and depth < _DEEPEST:
            whole = syntax.tokens[start].start(), syntax.tokens[stop - 1].end()
            yield Edit(*whole, _protect(syntax, terms, depth))
        else:
            for at in _top(syntax, start, stop):
                if syntax.word(at) == "(":
                    yield from _edits(syntax, at + 1, syntax.ends[at], depth)


def _top(syntax: Syntax, first: int, end: int) -> Iterator[int]:
    at = first
    while at < end:
        yield at
        at = syntax.ends.get(at, at) + 1


def _segments(syntax: Syntax, first: int, end: int) -> Iterator[tuple[int, int]]:
    for at in _top(syntax, first, end):
        if syntax.word(at) in _BOUNDARIES:
            yield first, at
            first = at + 1
    yield first, end


def _sum(syntax: Syntax, first: int, end: int) -> list[_Term]:
    """The terms of a sum that may be one of a date and a duration; nothing otherwise."""
    terms, sign, start, operand = [], "", first, False
    for at in _top(syntax, first, end):
        if operand and syntax.word(at) in ("+", "-"):
            terms.append(_Term(sign, start, at))
            sign, start, operand = syntax.word(at), at + 1, False
        else:
            operand = syntax.word(at) not in ("+", "-", "!")
    terms.append(_Term(sign, start, end))
    possible = all(_may_be_date(syntax, term) for term in terms)
    return terms if possible and any(term.sign == "+" for term in terms) else []


def _may_be_date(syntax: Syntax, term: _Term) -> bool:
    units = [*_top(syntax, term.first, term.end)]
    shape = "".join(_LETTERS.get(syntax.kind(at), syntax.word(at)) for at in units)
    number = shape.endswith("n") or (shape.endswith("wb") and syntax.word(units[-2]) in _NUMBERS)
    return bool(_OPERAND.fullmatch(shape)) and "{" not in syntax.source(*term[1:]) and not number


def _protect(syntax: Syntax, terms: list[_Term], depth: int) -> str:
    safe = plain = ""
    for sign, first, end in terms:
        inner = [
            edit
            for at in _top(syntax, first, end)
            if syntax.word(at) == "("
            for edit in _edits(syntax, at + 1, syntax.ends[at], depth + 1)
        ]
        start, stop = syntax.tokens[first].start(), syntax.tokens[end - 1].end()
        term = apply_edits(syntax.text, inner, start, stop)
        if sign == "+":
            safe = f"COALESCE({safe} - (-({term})), ({term}) - (-({plain})))"
        else:
            safe = f"{safe} {sign} {term}".strip()
        plain = f"{plain} {sign} {term}".strip()
    return safe
