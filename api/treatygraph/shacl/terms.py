"""Terms of RDF as pyoxigraph has them, and the names that SHACL gives meaning to."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, TypeAlias

import pyoxigraph as ox

Node: TypeAlias = ox.NamedNode | ox.BlankNode
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

SH: Final = "http://www.w3.org/ns/shacl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"

RDF_TYPE: Final = ox.NamedNode(RDF + "type")
RDF_FIRST: Final = ox.NamedNode(RDF + "first")
RDF_REST: Final = ox.NamedNode(RDF + "rest")
RDF_NIL: Final = ox.NamedNode(RDF + "nil")
RDFS_CLASS: Final = ox.NamedNode(RDFS + "Class")
SUBCLASS_OF: Final = ox.NamedNode(RDFS + "subClassOf")
OWL_CLASS: Final = ox.NamedNode("http://www.w3.org/2002/07/owl#Class")
OWL_IMPORTS: Final = ox.NamedNode("http://www.w3.org/2002/07/owl#imports")

_SUBJECT: Final = ox.NamedNode("urn:x-subject")


@lru_cache(maxsize=1024)
def sh(name: str) -> ox.NamedNode:
    """The IRI of a term of the SHACL vocabulary."""
    return ox.NamedNode(SH + name)


def as_stored(term: Term) -> Term:
    """The term as a Store gives it back: “01” as 1, P12M as P1Y, every integer as xsd:integer.

    A Store keeps values, not spellings, so that what is compared with its terms has to be
    spelt as it spells them.
    """
    return _stored(term) if isinstance(term, ox.Literal) else term


@lru_cache(maxsize=4096)
def _stored(literal: ox.Literal) -> Term:
    if literal.language or not literal.datatype.value.startswith(XSD):
        return literal
    store = ox.Store()
    store.add(ox.Quad(_SUBJECT, _SUBJECT, literal))
    stored: Term = next(iter(store)).object
    return stored
