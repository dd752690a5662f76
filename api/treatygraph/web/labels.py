"""Labels: what things of the graph are called, straight from the indexes of the store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from treatygraph.days import in_words
from treatygraph.prefixes import shorten
from treatygraph.terms import (
    BASE,
    RDF_TYPE,
    RDFS_LABEL,
    RDFS_SUBCLASS_OF,
    SKOS_PREF_LABEL,
    tg,
)

_NAMING: Final = (RDFS_LABEL, SKOS_PREF_LABEL, "http://purl.org/dc/terms/title")
_PATH = re.compile(r"\{([\w/]+)\}")
# The names of few values tell a thing from others; those of all of them would fill a page.
_MOST_VALUES: Final = 3
# A name may name other things in turn, which the data could lead in a circle.
_DEEPEST: Final = 4


class Labels:
    """Names and classes of the things of one store, each looked up once."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._names: dict[tuple[str, bool], str] = {}
        self._lineages: dict[str, list[str]] = {}

    def name(self, iri: str) -> str:
        """The English label of a thing, or any, else its name by the template of its class.

        What has neither is called by its IRI, shortened.
        """
        return self._named(iri, whole=True, depth=0)

    def short_name(self, iri: str) -> str:
        """The name of a thing where what it belongs to is known: its template up to the colon."""
        return self._named(iri, whole=False, depth=0)

    def is_known(self, iri: str) -> bool:
        """Whether the store says anything of a thing."""
        node = ox.NamedNode(iri)
        return next(self._store.quads_for_pattern(node, None, None), None) is not None

    def classes(self, iri: str) -> list[str]:
        """The IRIs of the classes of a thing and of all above them, the nearest first."""
        found: dict[str, None] = {}
        for kind in self._iris(iri, RDF_TYPE):
            found |= dict.fromkeys(self._lineage(kind))
        return list(found)

    def values(self, iri: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        """The values of a property of a thing, sorted."""
        # A list: an iterator of the engine must end on the thread that began it.
        quads = list(
            self._store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None)
        )
        terms = {q.object for q in quads if isinstance(q.object, ox.NamedNode | ox.Literal)}
        return sorted(terms, key=str)

    def _named(self, iri: str, whole: bool, depth: int) -> str:
        key = (iri, whole)
        if key not in self._names:
            name = self._label(iri) or (
                self._from_template(iri, whole, depth) if depth < _DEEPEST else ""
            )
            self._names[key] = name or _shorten(iri)
        return self._names[key]

    def _label(self, iri: str) -> str:
        for predicate in _NAMING:
            labels = _literals(self.values(iri, predicate))
            if labels:
                return _english(labels)
        return ""

    def _from_template(self, iri: str, whole: bool, depth: int) -> str:
        for kind in self.classes(iri):
            templates = _literals(self.values(kind, tg("nameTemplate")))
            if templates:
                text = _english(templates)
                parts = _parts(text if whole else text.partition(":")[0])
                filled = [self._fill(iri, part, depth) for part, _ in parts]
                if all(words for words, (_, needed) in zip(filled, parts, strict=True) if needed):
                    name = "".join(filled)
                    return name[:1].upper() + name[1:]
        return ""

    def _fill(self, iri: str, part: str, depth: int) -> str:
        """The part with names for its paths, empty where one has no value."""
        found = {path: self._follow(iri, path, depth) for path in _PATH.findall(part)}
        if not all(found.values()):
            return ""
        return _PATH.sub(lambda path: found[path[1]], part)

    def _follow(self, iri: str, path: str, depth: int) -> str:
        if path == "class":
            return next((name for k in self._iris(iri, RDF_TYPE) if (name := self._label(k))), "")
        *way, last = path.split("/")
        for step in way:
            following = self._iris(iri, tg(step))
            if not following:
                return ""
            iri = following[0]
        values = self.values(iri, tg(last))
        texts = _literals(values)
        if texts:
            return in_words(_english(texts))
        things = [v.value for v in values[:_MOST_VALUES]]
        return " and ".join(self._named(thing, True, depth + 1) for thing in things)

    def _iris(self, iri: str, predicate: str) -> list[str]:
        return [v.value for v in self.values(iri, predicate) if isinstance(v, ox.NamedNode)]

    def _lineage(self, kind: str) -> list[str]:
        if kind not in self._lineages:
            line = [kind]
            for above in line:
                line += [k for k in self._iris(above, RDFS_SUBCLASS_OF) if k not in line]
            self._lineages[kind] = line
        return self._lineages[kind]


def _literals(terms: list[ox.NamedNode | ox.Literal]) -> list[ox.Literal]:
    return [term for term in terms if isinstance(term, ox.Literal)]


def _english(literals: list[ox.Literal]) -> str:
    return min(literals, key=lambda text: (text.language != "en", text.language or "")).value


@lru_cache(maxsize=100)
def _parts(template: str) -> tuple[tuple[str, bool], ...]:
    """The parts of a template, each with whether a name needs it."""

    def split() -> Iterator[tuple[str, bool]]:
        for at, part in enumerate(re.split(r"\[(.*?)\]", template)):
            if part:
                yield part, at % 2 == 0

    return tuple(split())


def _shorten(iri: str) -> str:
    return iri.removeprefix(BASE) if iri.startswith(BASE) else shorten(iri).strip("<>")
