"""Provenance: the sources of the things that an answer shows, and which of them are claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from treatygraph.terms import BASE, VOCAB
from treatygraph.web.results import Binding

# Of what sources are told: the facts that rows name; where they name none, the treaties that they
# or the question are about, or else the agents. A fact of a state has other sources than its name.
_NATURES: Final = ("fact", "treaty", "agent")
_MEMBERS: Final = ("source", "title", "kind", "publisher", "issued", "address", "place")


def named_things(rows: Iterable[Binding]) -> list[str]:
    """The IRIs of things of the record in some rows, each once; entries of code lists are none."""
    found = (term["value"] for row in rows for term in row.values() if term["type"] == "uri")
    return [iri for iri in dict.fromkeys(found) if iri.startswith(BASE) and not _is_term(iri)]


def _is_term(iri: str) -> bool:
    return iri.startswith(VOCAB) or "#" in iri


class Provenance:
    """Sources by number, for rows that name things and a question that is about some.

    `told` are solutions of the question sources-of-things for all these things.
    """

    def __init__(
        self, rows: Sequence[Binding], about: Sequence[str], told: Iterable[Binding]
    ) -> None:
        self._sources: dict[str, list[Binding]] = defaultdict(list)
        self._claims: dict[str, str] = {}
        natures: dict[str, str] = {}
        for row in told:
            thing = row["thing"]["value"]
            self._sources[thing].append(row)
            natures[thing] = row["nature"]["value"]
            if "claim" in row:
                self._claims[thing] = row["claim"]["value"]
        self.nature = next((n for n in _NATURES if n in natures.values()), "")
        self._shown = {thing for thing, nature in natures.items() if nature == self.nature}
        self._about = [thing for thing in about if thing in self._shown]
        self._numbers: dict[str, int] = {}
        self.sources: list[Mapping[str, Any]] = []
        self.of_rows = [self._number(row) for row in rows]
        self.claims_of_rows = [self._claimed(row) for row in rows]
        if not rows:
            self._number({})

    def _number(self, row: Binding) -> list[int]:
        """The numbers of the sources of a row; those that are new are added."""
        numbers = set()
        for thing in (*named_things([row]), *self._about):
            for told in self._sources[thing] if thing in self._shown else ():
                source = told["source"]["value"]
                if source not in self._numbers:
                    number = self._numbers[source] = len(self._numbers) + 1
                    members = {name: told[name]["value"] for name in _MEMBERS if name in told}
                    self.sources.append({"number": number, **members})
                numbers.add(self._numbers[source])
        return sorted(numbers)

    def _claimed(self, row: Binding) -> dict[str, str]:
        """The columns of a row that hold what somebody says, each with the class of it."""
        things = {name: term["value"] for name, term in row.items() if term["type"] == "uri"}
        return {name: self._claims[iri] for name, iri in things.items() if iri in self._claims}
