"""What the page of a term tells of it besides its definition: facts, and how often it is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from treatygraph.prefixes import shorten
from treatygraph.reference.ontology import Ontology, Value
from treatygraph.reference.terms import KINDS, Term
from treatygraph.terms import (
    DCTERMS,
    DESCRIPTION_GRAPH,
    ONTOLOGY,
    OWL,
    RDF_TYPE,
    RDFS,
    RDFS_LABEL,
    RDFS_SUBCLASS_OF,
    RDFS_SUBPROPERTY_OF,
    SKOS,
    SKOS_ALT_LABEL,
    SKOS_IN_SCHEME,
)
from treatygraph.web.labels import Labels
from treatygraph.web.results import Cell

_FORWARD, _BACK, _BOTH = range(3)
# What a page tells of a term, in this order: the words, the property, and its direction.
_FACTS: Final = (
    ("also called", SKOS_ALT_LABEL, _FORWARD),
    ("note", SKOS + "scopeNote", _FORWARD),
    ("where law defines it", DCTERMS + "source", _FORWARD),
    ("kind of", RDFS_SUBCLASS_OF, _FORWARD),
    ("kinds", RDFS_SUBCLASS_OF, _BACK),
    ("special case of", RDFS_SUBPROPERTY_OF, _FORWARD),
    ("special cases", RDFS_SUBPROPERTY_OF, _BACK),
    ("said of", RDFS + "domain", _FORWARD),
    ("value", RDFS + "range", _FORWARD),
    ("characteristic", RDF_TYPE, _FORWARD),
    ("inverse", OWL + "inverseOf", _BOTH),
    ("properties", RDFS + "domain", _BACK),
    ("is value of", RDFS + "range", _BACK),
    ("never also", OWL + "disjointWith", _BOTH),
    ("code list", SKOS_IN_SCHEME, _FORWARD),
    ("code", SKOS + "notation", _FORWARD),
    ("part of", SKOS + "broader", _FORWARD),
    ("parts", SKOS + "broader", _BACK),
)  # fmt: skip
_VOID: Final = "http://rdfs.org/ns/void#"
# Where the description of the data counts (VoID, section 4.5), what counts anew, what shows some.
_COUNTED: Final = (
    ("class", "entities", "things of this class",
     "SELECT (COUNT(DISTINCT ?thing) AS ?things) WHERE {{ ?thing a <{}> }}",
     "SELECT DISTINCT ?thing WHERE {{ ?thing a <{}> }} LIMIT 100"),
    ("property", "triples", "triples with it",
     "SELECT (COUNT(*) AS ?triples) WHERE {{ GRAPH ?graph {{ ?thing <{}> ?value }} }}",
     "SELECT ?thing ?value WHERE {{ ?thing <{}> ?value }} LIMIT 100"),
)  # fmt: skip


@dataclass(frozen=True)
class Count:
    """How often the record uses a term, and of what; addresses that count anew, and show some."""

    number: int
    words: str
    address: str
    examples: str


def list_facts(told: Ontology, term: Term, root: str) -> list[tuple[str, list[Cell]]]:
    """What the files say of a term, in a fixed order; then what they say by properties of ours.

    Not its alignments, which have a table of their own.
    """
    aside = {ox.NamedNode(iri) for iri in (*KINDS, *(a.target for a in told.alignments(term.iri)))}
    ours = sorted(p for p in told.predicates(term.iri) if p.startswith(ONTOLOGY))
    more = [(told.text(predicate, RDFS_LABEL), predicate, _FORWARD) for predicate in ours]
    facts = []
    for words, predicate, direction in (*_FACTS, *more):
        values: list[Value] = [] if direction == _BACK else [*told.values(term.iri, predicate)]
        if direction != _FORWARD:
            values += [ox.NamedNode(iri) for iri in told.subjects(predicate, term.iri)]
        cells = link_values(told, [value for value in values if value not in aside], root)
        if direction != _FORWARD:
            cells.sort(key=lambda cell: cell.text.casefold())
        facts.append((words[:1].upper() + words[1:], cells))
    return [(words, cells) for words, cells in facts if cells]


def link_values(told: Ontology, values: Iterable[Value], root: str) -> list[Cell]:
    """A link for each term of ours; of others the name, where they have a prefix here."""
    cells = []
    for value in dict.fromkeys(values):
        if isinstance(value, ox.Literal):
            language = value.language or ""
            cells.append(Cell(value.value, lang="" if language == "en" else language))
        elif value.value in told.terms:
            term = told.terms[value.value]
            cells.append(Cell(term.label, f"{root}/{term.path}"))
        elif not shorten(value.value).startswith("<"):
            cells.append(Cell(shorten(value.value)))
    return cells


def count_uses(store: ox.Store, iri: str) -> Count | None:
    """How often the record uses a class or property; None for what the build does not count."""
    for kind, counted, words, *queries in _COUNTED:
        for part in _subjects(store, _VOID + kind, iri):
            for number in Labels(store).values(part, _VOID + counted):
                addresses = [f"/sparql?query={quote(query.format(iri))}" for query in queries]
                return Count(int(number.value), words, *addresses)
    return None


def _subjects(store: ox.Store, predicate: str, iri: str) -> list[str]:
    # A list: an iterator of the engine must end on the thread that began it.
    quads = list(
        store.quads_for_pattern(
            None, ox.NamedNode(predicate), ox.NamedNode(iri), ox.NamedNode(DESCRIPTION_GRAPH)
        )
    )
    return [quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)]
