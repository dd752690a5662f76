"""Data graphs, read by predicate: as columns for many nodes, one by one for a few.

A column is what one predicate says of all subjects. Reading one costs less than a microsecond a
triple, looking a node up a little more than one; so many nodes are judged by columns, and a few
in a large store without reading what is not about them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import pyoxigraph as ox

from treatygraph.shacl.terms import RDF_TYPE, SUBCLASS_OF, Node, Term, as_stored

Column: TypeAlias = Mapping[Term, Sequence[Term]]
Functions: TypeAlias = dict[ox.NamedNode, Callable[..., Term | None]]

_FEW = 400  # nodes that are looked up rather than read from a column


class Graph(ABC):
    """A set of triples."""

    def __init__(self) -> None:
        self._columns: dict[tuple[ox.NamedNode, bool], Column] = {}
        self._above: dict[Term, frozenset[Term]] = {}
        self._instances: dict[Term, Sequence[Term]] = {}

    @abstractmethod
    def objects(self, predicate: ox.NamedNode, nodes: Collection[Term]) -> Column:
        """The objects of a predicate for at least the given subjects."""

    @abstractmethod
    def subjects(self, predicate: ox.NamedNode, nodes: Collection[Term]) -> Column:
        """The subjects of a predicate for at least the given objects."""

    @abstractmethod
    def column(self, predicate: ox.NamedNode, inverse: bool = False) -> Column:
        """The objects of a predicate for all subjects, or the subjects for all objects."""

    @abstractmethod
    def outgoing(self, node: Term) -> Collection[tuple[ox.NamedNode, Term]]:
        """Predicate and object of each triple of a subject."""

    @abstractmethod
    def term(self, term: Term) -> Term:
        """A term of a shapes graph as this graph spells it."""

    @abstractmethod
    def query(
        self, text: str, functions: Functions, shapes: Iterable[ox.Quad] = ()
    ) -> list[dict[str, Term]]:
        """The solutions of a SELECT query, with the graphs of `shapes` beside the triples."""

    keeps_forms: bool  # whether literals are spelt as they were written

    def superclasses(self, kind: Term) -> frozenset[Term]:
        """A class and all classes above it."""
        if kind not in self._above:
            self._above[kind] = frozenset(_reach(kind, self.objects, SUBCLASS_OF))
        return self._above[kind]

    def instances(self, kind: Term) -> Iterator[Term]:
        """The SHACL instances of a class (section 1.1), some maybe twice."""
        for below in _reach(kind, self.subjects, SUBCLASS_OF):
            # Kept, for shapes have classes in common.
            if below not in self._instances:
                self._instances[below] = self.subjects(RDF_TYPE, (below,)).get(below, ())
            yield from self._instances[below]

    def of_class(self, nodes: Collection[Term], kind: Term) -> set[Term]:
        """Those of the nodes that are SHACL instances of a class."""
        types = self.objects(RDF_TYPE, nodes)
        above = self.superclasses
        return {n for n in nodes if any(kind in above(one) for one in types.get(n, ()))}


def _reach(
    start: Term, step: Callable[[ox.NamedNode, Collection[Term]], Column], predicate: ox.NamedNode
) -> list[Term]:
    found, waiting = {start: None}, [start]
    while waiting:
        node = waiting.pop()
        new = [other for other in step(predicate, (node,)).get(node, ()) if other not in found]
        found.update(dict.fromkeys(new))
        waiting += new
    return list(found)


class StoreGraph(Graph):
    """The union of all graphs of a Store; a triple that stands in two of them counts once."""

    keeps_forms = False

    def __init__(self, store: ox.Store) -> None:
        super().__init__()
        self.store = store

    def objects(self, predicate: ox.NamedNode, nodes: Collection[Term]) -> Column:
        if len(nodes) > _FEW or (predicate, False) in self._columns:
            return self.column(predicate)
        find = self.store.quads_for_pattern
        found: dict[Term, Sequence[Term]] = {}
        for node in nodes:
            if isinstance(node, Node):
                objects = [quad.object for quad in find(node, predicate, None)]
                found[node] = _once(objects) if len(objects) > 1 else objects
        return found

    def subjects(self, predicate: ox.NamedNode, nodes: Collection[Term]) -> Column:
        if len(nodes) > _FEW or (predicate, True) in self._columns:
            return self.column(predicate, inverse=True)
        find = self.store.quads_for_pattern
        found: dict[Term, Sequence[Term]] = {}
        for node in nodes:
            subjects: list[Term] = [quad.subject for quad in find(None, predicate, node)]
            found[node] = _once(subjects) if len(subjects) > 1 else subjects
        return found

    def column(self, predicate: ox.NamedNode, inverse: bool = False) -> Column:
        column = self._columns.get((predicate, inverse))
        if column is None:
            quads = self.store.quads_for_pattern(None, predicate, None)
            pairs: Iterator[tuple[Term, Term]] = ((q.subject, q.object) for q in quads)
            column = _gather(((o, s) for s, o in pairs) if inverse else pairs)
            self._columns[predicate, inverse] = column
        return column

    def outgoing(self, node: Term) -> Collection[tuple[ox.NamedNode, Term]]:
        if not isinstance(node, Node):
            return ()
        quads = self.store.quads_for_pattern(node, None, None)
        return {(quad.predicate, quad.object) for quad in quads}

    def term(self, term: Term) -> Term:
        return as_stored(term)

    def query(
        self, text: str, functions: Functions, shapes: Iterable[ox.Quad] = ()
    ) -> list[dict[str, Term]]:
        if shapes:
            # The union of all graphs would hold the shapes too: both move to a store of their own.
            store = _store_of(ox.Quad(*quad.triple) for quad in self.store)
            store.extend(shapes)
            return _solutions(store, text, functions, union=False)
        return _solutions(self.store, text, functions, union=True)


class TripleGraph(Graph):
    """Some triples, their literals spelt as they are given; queries alone see them as stored."""

    keeps_forms = True

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        super().__init__()
        self._triples = list(dict.fromkeys(triples))
        self._outgoing: dict[Term, list[tuple[ox.NamedNode, Term]]] = {}
        by_predicate: dict[ox.NamedNode, list[tuple[Term, Term]]] = {}
        for triple in self._triples:
            by_predicate.setdefault(triple.predicate, []).append((triple.subject, triple.object))
            self._outgoing.setdefault(triple.subject, []).append((triple.predicate, triple.object))
        for predicate, pairs in by_predicate.items():
            self._columns[predicate, False] = _gather(pairs)
            self._columns[predicate, True] = _gather((o, s) for s, o in pairs)

    def objects(self, predicate: ox.NamedNode, nodes: Collection[Term]) -> Column:
        return self.column(predicate)

    def subjects(self, predicate: ox.NamedNode, nodes: Collection[Term]) -> Column:
        return self.column(predicate, inverse=True)

    def column(self, predicate: ox.NamedNode, inverse: bool = False) -> Column:
        return self._columns.get((predicate, inverse), {})

    def outgoing(self, node: Term) -> Collection[tuple[ox.NamedNode, Term]]:
        return self._outgoing.get(node, ())

    def term(self, term: Term) -> Term:
        return term

    def query(
        self, text: str, functions: Functions, shapes: Iterable[ox.Quad] = ()
    ) -> list[dict[str, Term]]:
        store = self._store
        if shapes:
            store = _store_of(self._store)
            store.extend(shapes)
        return _solutions(store, text, functions, union=False)

    @cached_property
    def _store(self) -> ox.Store:
        return _store_of(ox.Quad(*triple) for triple in self._triples)


def _store_of(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


def _gather(pairs: Iterable[tuple[Term, Term]]) -> Column:
    found: dict[Term, list[Term]] = {}
    for key, value in pairs:
        if key in found:
            found[key].append(value)
        else:
            found[key] = [value]
    for key, values in found.items():
        if len(values) > 1:
            found[key] = _once(values)
    return found


def _once(terms: Sequence[Term]) -> list[Term]:
    return list(dict.fromkeys(terms))


def _solutions(
    store: ox.Store, text: str, functions: Functions, union: bool
) -> list[dict[str, Term]]:
    found = store.query(text, use_default_graph_as_union=union, custom_functions=functions)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    # To the end and at once: an iterator must not outlive its thread.
    return [
        {name: term for name, term in zip(names, row, strict=True) if term is not None}
        for row in found
    ]
