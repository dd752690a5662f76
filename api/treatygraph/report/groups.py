"""Groups: the results of one rule together, and the words in which reports tell of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from treatygraph.prefixes import shorten
from treatygraph.report.rules import Rule, find_rule
from treatygraph.validate.results import SEVERITIES, Result, read_term


@dataclass(frozen=True)
class Group:
    """All results of one rule, which are of one severity; never empty."""

    rule: Rule
    severity: str
    results: tuple[Result, ...]


def group_by_rule(results: Iterable[Result]) -> list[Group]:
    """The groups by severity, worst first, and rule; in each the results by file, line and terms.

    The same results give the same groups, whatever the order in which they were found.
    """
    found: dict[tuple[int, str], list[Result]] = defaultdict(list)
    for result in results:
        found[SEVERITIES.index(result.severity), result.shape].append(result)
    return [
        Group(find_rule(shape), SEVERITIES[rank], tuple(sorted(members, key=_place)))
        for (rank, shape), members in sorted(found.items())
    ]


def _place(result: Result) -> tuple[str, int, Result]:
    return result.file, result.line, result


def summary(results: Sequence[Result]) -> str:
    """How many results there are of each severity, in words."""
    counts = Counter(result.severity for result in results)
    words = [count(counts[severity], severity) for severity in SEVERITIES if counts[severity]]
    return ", ".join(words) if words else "No violation, no warning."


def count(number: int, severity: str) -> str:
    """A number of results of one severity, such as “10,000 warnings”."""
    return f"{number:,} {severity}{'s' if number != 1 else ''}"


def place_of(result: Result) -> str:
    """`file:line`, the file alone where no line is known, or nothing."""
    return f"{result.file}:{result.line}" if result.line else result.file


def found_by(result: Result) -> str:
    """The value found, as people write it; empty where the message or the place tells it."""
    told = readable(result.value)
    bare = told.strip("<>“”")
    return told if bare and result.value != result.focus and bare not in result.message else ""


def readable(term: str) -> str:
    """A term of a result as people write it: the IRI shortened, the text in quotes."""
    if not term:
        return ""
    read = read_term(term)
    if isinstance(read, ox.NamedNode):
        return shorten(read.value)
    return f"“{read.value}”" if isinstance(read, ox.Literal) else term
