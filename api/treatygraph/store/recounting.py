"""Recounting: what a change makes different in the summaries, without counting everything again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox

from treatygraph.store.summaries import summarise
from treatygraph.terms import DERIVED_GRAPH, DESCRIPTION_GRAPH, XSD, tg

_VOID = "http://rdfs.org/ns/void#"
_INTEGER, _DATE = ox.NamedNode(XSD + "integer"), ox.NamedNode(XSD + "date")
_DERIVED, _DESCRIPTION = ox.NamedNode(DERIVED_GRAPH), ox.NamedNode(DESCRIPTION_GRAPH)
_EARLIEST = ox.NamedNode(tg("earliestFact"))
# The whole counts its partitions, of which a part of the store has too few.
_COUNTS_OF = {
    ox.NamedNode(_VOID + "classPartition"): ox.NamedNode(_VOID + "classes"),
    ox.NamedNode(_VOID + "propertyPartition"): ox.NamedNode(_VOID + "properties"),
}

Quads = Iterable[ox.Quad]
Subject = ox.NamedNode | ox.BlankNode | ox.Triple
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Totals = Counter[tuple[Subject, ox.NamedNode, Graph]]


def recount(
    store: ox.Store, part: ox.Store, added: Quads, removed: Quads
) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """The quads of summaries that a change adds to a store, and those that it takes away.

    `part` has of the store all that is said of what the change is about; it is changed. Every
    summary is a number of things, or their first or last day: numbers differ in the store by as
    much as in the part, and what is added never takes a day out of what was spanned before.
    """
    # Whether there is a derived graph must not hang on what the part has of it.
    part.add(ox.Quad(_DERIVED, _DERIVED, _DERIVED, _DERIVED))
    before = set(summarise(part))
    for quad in removed:
        part.remove(quad)
    part.extend(added)
    after = set(summarise(part))
    new, old = after - before, before - after
    numbers = _numbers(new)
    numbers.subtract(_numbers(old))
    changes = _Changes(store)
    for quad in new:
        if _is(quad, _DATE):
            changes.add_day(quad)
        elif not _is(quad, _INTEGER):
            changes.add(quad)
    for counts in (numbers, changes.partitions):
        for key, change in counts.items():
            changes.add_number(*key, change)
    return changes.added, changes.removed


class _Changes:
    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self.added: set[ox.Quad] = set()
        self.removed: set[ox.Quad] = set()
        self.partitions: Totals = Counter()

    def add(self, quad: ox.Quad) -> None:
        if quad not in self._store:
            self.added.add(quad)
            self._count(quad, 1)

    def add_day(self, quad: ox.Quad) -> None:
        for known in self._stated(quad.subject, quad.predicate, quad.graph_name):
            earlier = _value(quad) < _value(known)
            if known.object == quad.object or earlier != (quad.predicate == _EARLIEST):
                return
            self.removed.add(known)
        self.added.add(quad)

    def add_number(
        self, subject: Subject, predicate: ox.NamedNode, graph: Graph, change: int
    ) -> None:
        stated = self._stated(subject, predicate, graph)
        number = change + sum(int(_value(quad)) for quad in stated)
        if not change:
            return
        self.removed.update(stated)
        if number:
            literal = ox.Literal(str(number), datatype=_INTEGER)
            self.added.add(ox.Quad(subject, predicate, literal, graph))
            return
        # Nothing is said of what there is none of.
        self.removed.update(self._store.quads_for_pattern(subject, None, None, graph))
        for link in self._store.quads_for_pattern(None, None, subject, graph):
            self.removed.add(link)
            self._count(link, -1)

    def _stated(self, subject: Subject, predicate: ox.NamedNode, graph: Graph) -> list[ox.Quad]:
        return list(self._store.quads_for_pattern(subject, predicate, None, graph))

    def _count(self, link: ox.Quad, change: int) -> None:
        if link.predicate in _COUNTS_OF and link.graph_name == _DESCRIPTION:
            self.partitions[link.subject, _COUNTS_OF[link.predicate], link.graph_name] += change


def _numbers(quads: Quads) -> Totals:
    numbers: Totals = Counter()
    for quad in quads:
        if _is(quad, _INTEGER) and quad.predicate not in _COUNTS_OF.values():
            numbers[quad.subject, quad.predicate, quad.graph_name] += int(_value(quad))
    return numbers


def _is(quad: ox.Quad, datatype: ox.NamedNode) -> bool:
    return isinstance(quad.object, ox.Literal) and quad.object.datatype == datatype


def _value(quad: ox.Quad) -> str:
    assert isinstance(quad.object, ox.Literal)
    return quad.object.value
