"""How well names are matched: precision and recall over a set of names with what they mean."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from treatygraph.reconciliation.candidates import find_candidates
from treatygraph.reconciliation.index import Index
from treatygraph.reconciliation.queries import Condition, Query

_OFFERED = 10


@dataclass
class Measure:
    """Matches that are right, that are wrong, and that are missing; and the names concerned."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of matches that are right."""
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """The share of things that are matched."""
        return self.right / (self.right + len(self.missing))


def measure(index: Index, path: Path) -> Measure:
    """The measure of a set: `query`, `expected_id` of a thing, several or NIL, and `kind`.

    Of what is ambiguous, all are to be offered and none is to be matched.
    """
    told = Measure()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _count(told, index, row["query"], row["expected_id"].split(";"), row["kind"])
    return told


def _count(told: Measure, index: Index, text: str, expected: list[str], kind: str) -> None:
    name = Condition("name", "", (text,), True, "any")
    candidates = find_candidates(index, Query((name,), (), False, _OFFERED))
    ids = [candidate.found.thing.id.partition("/")[2] for candidate in candidates]
    matched = [id for id, candidate in zip(ids, candidates, strict=True) if candidate.match]
    if kind == "ambiguous":
        told.wrong += [f"{text}: {id}" for id in matched]
        told.missing += [f"{text}: {id}" for id in expected if id not in ids]
    elif matched == expected:
        told.right += 1
    else:
        told.wrong += [f"{text}: {id}" for id in matched]
        told.missing += [f"{text}: {id}" for id in expected if id != "NIL"]
