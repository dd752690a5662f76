"""Lookups: one value or all values of a property, straight from the indexes of the store."""

from __future__ import annotations

import pyoxigraph as ox

from treatygraph.terms import RDFS_LABEL


def values(store: ox.Store, subject: str, predicate: str) -> list[str]:
    """All values of a property of a thing as text, sorted."""
    # A list: an iterator of the engine must end on the thread that began it.
    quads = list(store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None))
    return sorted({_text(quad.object) for quad in quads})


def value(store: ox.Store, subject: str, predicate: str) -> str:
    """The first value of a property of a thing as text, empty where it has none."""
    found = values(store, subject, predicate) if subject else []
    return found[0] if found else ""


def subjects(store: ox.Store, predicate: str, thing: str) -> list[str]:
    """All things of which a property has this IRI as value, sorted."""
    quads = list(store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(thing)))
    return sorted({_text(quad.subject) for quad in quads})


def label(store: ox.Store, thing: str) -> str:
    """The English label of a thing, else any, else its IRI."""
    node = ox.NamedNode(thing)
    quads = list(store.quads_for_pattern(node, ox.NamedNode(RDFS_LABEL), None))
    labels = {q.object.language: q.object.value for q in quads if isinstance(q.object, ox.Literal)}
    return str(labels.get("en") or next(iter(sorted(labels.values())), thing))


def _text(term: object) -> str:
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value
