"""Terms, modules and alignments: what one file of `ontology/` defines, and where its page is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from treatygraph.prefixes import shorten
from treatygraph.terms import BASE, ONTOLOGY, OWL, SKOS

# What a term can be, and the words for it.
KINDS: Final = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "object property",
    OWL + "DatatypeProperty": "data property",
    SKOS + "ConceptScheme": "code list",
    SKOS + "Concept": "entry of a code list",
}
# Below this path stands the page of a term whose IRI has a hash, which browsers do not send.
_PAGES: Final = "ontology/terms/"


@dataclass(frozen=True)
class Alignment:
    """What a term is to one of another vocabulary: both IRIs, the relation in words.

    `name` is that of the other with the prefix of the file.
    """

    term: str
    relation: str
    target: str
    name: str


@dataclass(frozen=True)
class Module:
    """One file of the ontology that has a header, with the IRIs of the terms that it defines."""

    iri: str
    file: str
    title: str
    description: str
    version: str
    modified: str
    licence: str
    terms: tuple[str, ...]
    alignments: tuple[Alignment, ...]

    @property
    def path(self) -> str:
        """The address of its page."""
        return self.iri.removeprefix(BASE)


@dataclass(frozen=True)
class Term:
    """A class, a property, a code list or an entry of one; `file` is where it is defined."""

    iri: str
    kind: str
    label: str
    definition: str
    file: str

    @property
    def name(self) -> str:
        """The IRI with its prefix, as people write it."""
        return shorten(self.iri).strip("<>")

    @property
    def local_name(self) -> str:
        """The end of the IRI, the anchor of the term on the page of the ontology."""
        return self.iri.rpartition("#" if "#" in self.iri else "/")[2]

    @property
    def path(self) -> str:
        """The address of its page: the IRI without its beginning, where that has no hash."""
        return self.iri.replace(ONTOLOGY, BASE + _PAGES).removeprefix(BASE)


def iri_at(path: str) -> str:
    """The IRI of what the page of that path is about."""
    return ONTOLOGY + path.removeprefix(_PAGES) if path.startswith(_PAGES) else BASE + path
