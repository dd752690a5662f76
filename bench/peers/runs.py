"""Figures of one run of the benchmark, and which comparisons they allow."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from peers.load import Taken


@dataclass(frozen=True)
class Figure:
    """What was taken of one query on one server in one round; `varied` means past every cache."""

    round: int
    query: str
    server: str
    clients: int
    varied: bool
    taken: Taken


@dataclass
class Runs:
    """All figures, in the order taken.

    `direct` has seconds of the engine without a server, by query; `alone` has seconds of one
    answer by server, query and `varied`; `left_out` says why a server was not asked a query.
    """

    figures: list[Figure] = field(default_factory=list)
    direct: dict[str, list[float]] = field(default_factory=dict)
    alone: dict[tuple[str, str, bool], float] = field(default_factory=dict)
    left_out: dict[tuple[str, str], str] = field(default_factory=dict)

    def select(self, server: str, clients: int, varied: bool, query: str = "") -> list[Figure]:
        """The figures of one server and mode, of one query or of all."""
        return [
            one
            for one in self.figures
            if (one.server, one.clients, one.varied) == (server, clients, varied)
            and query in ("", one.query)
        ]

    def median(self, measure: str, server: str, clients: int, varied: bool, query: str) -> float:
        """The median over the rounds of a property of what was taken; 0 where nothing was."""
        found = self.select(server, clients, varied, query)
        return statistics.median(getattr(one.taken, measure) for one in found) if found else 0

    def ratios(self, measure: str, one: str, other: str, clients: int, varied: bool) -> list[float]:
        """By query, the mean over the rounds of one server's property over the other's."""
        by_query: dict[str, list[float]] = {}
        for left, right in self._pairs(one, other, clients, varied):
            ratio = getattr(left.taken, measure) / getattr(right.taken, measure)
            by_query.setdefault(left.query, []).append(ratio)
        return [statistics.geometric_mean(found) for found in by_query.values()]

    def write(self, path: Path) -> None:
        """Writes every figure as JSON, one a line."""
        path.write_text("".join(json.dumps(asdict(one)) + "\n" for one in self.figures))

    def _pairs(
        self, one: str, other: str, clients: int, varied: bool
    ) -> Iterator[tuple[Figure, Figure]]:
        theirs = {(f.round, f.query): f for f in self.select(other, clients, varied)}
        for mine in self.select(one, clients, varied):
            match = theirs.get((mine.round, mine.query))
            if match and mine.taken.answers and match.taken.answers:
                yield mine, match
