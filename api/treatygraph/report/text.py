"""The report as text: one line a result, for people, and for grep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from treatygraph.report.groups import Group, count, found_by, group_by_rule, place_of, summary
from treatygraph.validate.results import Result

# A screen of lines for each rule: who mends twenty sees what all have in common.
MOST = 20


def as_text(results: Sequence[Result], most: int = MOST) -> str:
    """Blocks of lines `file:line: severity: message [shape]`, one a rule, and a line that counts.

    The first line of a block names the rule and counts its results; of these it shows as many as
    `most`, and all where that is 0.
    """
    blocks = ["\n".join([*_block(group, most), ""]) for group in group_by_rule(results)]
    return "\n".join([*blocks, summary(results)]) + "\n"


def _block(group: Group, most: int) -> Iterator[str]:
    rule, size = group.rule, len(group.results)
    numbers = f" ({', '.join(rule.numbers)})" if rule.numbers else ""
    yield f"{(rule.name or rule.short)}{numbers}, {count(size, group.severity)}:"
    shown = group.results[: most or size]
    yield from (_line(result, rule.short) for result in shown)
    if len(shown) < size:
        yield f"… and {size - len(shown):,} more: --format csv lists them all"


def _line(result: Result, shape: str) -> str:
    told = found_by(result)
    found = f" Found: {told}." if told else ""
    # A finding is one line, whatever is quoted in it.
    line = f"{place_of(result)}: {result.severity}: {result.message}{found} [{shape}]"
    return " ".join(line.removeprefix(": ").splitlines())
