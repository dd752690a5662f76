"""The index of names: everything that can be found, and the ways in which names are looked up."""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from treatygraph.reconciliation.folding import bare, fold, words
from treatygraph.terms import BASE, RDF_TYPE

Term = ox.NamedNode | ox.Literal


@dataclass(frozen=True)
class Kind:
    """A class: `id` is its name in the ontology, `above` are the classes above it, itself first."""

    id: str
    label: str
    definition: str
    broader: str
    things: int
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Property:
    """A property of things; `kinds` tells how many things of each class have it."""

    id: str
    iri: str
    label: str
    definition: str
    kinds: Mapping[str, int]


@dataclass
class Thing:
    """What can be found: `id` is its IRI without the beginning that all share."""

    id: str
    label: str
    description: str
    references: int
    kinds: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[tuple[Term, str]]] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """The IRI."""
        return BASE + self.id


@dataclass(frozen=True)
class Name:
    """One name of one thing.

    `kind` is label, name, abbreviation, code, misspelling, ambiguous, or territory for those of
    the Common Locale Data Repository.
    """

    text: str
    language: str
    kind: str
    thing: Thing


class Index:
    """Names, folded in the ways in which they are looked up."""

    def __init__(
        self,
        things: Mapping[str, Thing],
        kinds: Mapping[str, Kind],
        properties: Mapping[str, Property],
        names: Iterable[Name],
        elsewhere: Iterable[str] = (),
    ) -> None:
        self.things, self.kinds, self.properties = things, kinds, properties
        self.names = list(names)
        # Names of territories that are not in the record: no misspelt names of others.
        self.elsewhere = {fold(name) for name in elsewhere}
        # In its own script; in Latin letters without gaps; with its words sorted; the telling ones.
        self.own: dict[str, list[Name]] = defaultdict(list)
        self.latin: dict[str, list[Name]] = defaultdict(list)
        self.sorted: dict[str, list[Name]] = defaultdict(list)
        self.bare: dict[str, list[Name]] = defaultdict(list)
        self.codes: dict[str, list[Name]] = defaultdict(list)
        self.by_word: dict[str, list[int]] = defaultdict(list)
        self.sizes: list[int] = []
        starts: set[tuple[str, int]] = set()
        spellings: dict[int, set[str]] = defaultdict(set)
        for number, name in enumerate(self.names):
            found = words(name.text)
            key = "".join(found)
            self.sizes.append(len(found))
            if name.kind == "code":
                self.codes[fold(name.text)].append(name)
                continue
            self.own[fold(name.text)].append(name)
            self.latin[key].append(name)
            self.sorted["".join(sorted(found))].append(name)
            if telling := bare(found):
                self.bare[telling].append(name)
            if name.kind not in ("abbreviation", "ambiguous"):
                spellings[len(key)].add(key)
            for word in set(found):
                self.by_word[word].append(number)
            for place in range(len(found)):
                starts.add((" ".join(found[place:]), number))
        self.spellings = {length: sorted(keys) for length, keys in spellings.items()}
        self.starts = sorted(starts)

    @cached_property
    def prominence(self) -> dict[str, float]:
        """By thing, from 0 to 100, how many acts the record has of it, by orders."""
        most = math.log1p(max((thing.references for thing in self.things.values()), default=0))
        return {
            id: 100 * math.log1p(thing.references) / (most or 1)
            for id, thing in self.things.items()
        }

    @cached_property
    def by_value(self) -> dict[str, dict[str, set[str]]]:
        """By property and value as it is compared, the things that have it."""
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for thing in self.things.values():
            for property, values in thing.values.items():
                for value, label in values:
                    for text in {value.value, local_name(value), label} - {""}:
                        found[property][fold(text)].add(thing.id)
        return found

    @cached_property
    def folders(self) -> frozenset[str]:
        """What the identifiers of things begin with, such as state and treaty."""
        return frozenset(id.partition("/")[0] for id in self.things)

    def starting(self, text: str, most: int) -> list[tuple[str, Name, bool]]:
        """Names of which some word, and what follows it, begins so.

        With what begins, and whether it is the first word.
        """
        first = bisect.bisect_left(self.starts, (text, -1))
        found = []
        for start, number in self.starts[first : first + most]:
            if not start.startswith(text):
                break
            first_word = start.count(" ") + 1 == self.sizes[number]
            found.append((start, self.names[number], first_word))
        return found

    def tells_of(self, quads: Iterable[ox.Quad]) -> bool:
        """Whether these quads, new or gone, may change what the index tells of things."""
        quads = list(quads)
        if any(
            quad.predicate.value == RDF_TYPE and local_name(quad.object) in self.kinds
            for quad in quads
        ):
            return True
        subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        local = (iri.removeprefix(BASE) for iri in subjects if iri.startswith(BASE))
        return any(id.count("/") == 1 and id.partition("/")[0] in self.folders for id in local)


def local_name(node: Any) -> str:
    """What a thing, class, property or item of Wikidata is called here; a literal, as it is."""
    if not isinstance(node, ox.NamedNode):
        return str(getattr(node, "value", ""))
    text: str = node.value
    known = text.removeprefix(BASE).removeprefix("http://www.wikidata.org/entity/")
    return known.rpartition("#")[2]
