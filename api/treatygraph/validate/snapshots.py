"""Snapshots: what a store held before somebody wrote to it, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from treatygraph.errors import UsageError
from treatygraph.graphs import may_write
from treatygraph.validate.gate import Difference

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class KeptGraph(UsageError):
    """Something was written to a graph that is kept by files, by rules or by the build."""

    def __init__(self, graph: str) -> None:
        self.graph = graph
        super().__init__(f"<{graph}> is kept by files and rules.")


class Snapshot:
    """What a store holds at one moment: of graphs that users may not write to, no more than a sum.

    Those are nearly all of the record, and to hold them twice would take as much memory.
    """

    def __init__(self, store: ox.Store, only: GraphName | None = None) -> None:
        """Of `only` that graph, where it is given; raises KeptGraph as `difference` does."""
        if isinstance(only, ox.NamedNode) and not may_write(only):
            raise KeptGraph(only.value)
        self._only = only
        self._open = {one: _quads(store, one) for one in self._graphs(store) if may_write(one)}
        self._kept = _sums(store, self._graphs(store))

    def difference(self, store: ox.Store) -> Difference:
        """What has changed since; raises KeptGraph where that is not for users to change."""
        sums = _sums(store, self._graphs(store))
        for graph in self._kept.keys() | sums.keys():
            if self._kept.get(graph) != sums.get(graph):
                raise KeptGraph(graph.value)
        added: set[ox.Quad] = set()
        removed: set[ox.Quad] = set()
        for one in {*self._open, *self._graphs(store)}:
            if may_write(one):
                before, now = self._open.get(one, frozenset()), _quads(store, one)
                added |= now - before
                removed |= before - now
        return Difference(frozenset(added), frozenset(removed))

    def _graphs(self, store: ox.Store) -> list[GraphName]:
        return [self._only] if self._only else [ox.DefaultGraph(), *store.named_graphs()]


def _quads(store: ox.Store, graph: GraphName) -> frozenset[ox.Quad]:
    return frozenset(store.quads_for_pattern(None, None, None, graph))


def _sums(store: ox.Store, graphs: Iterable[GraphName]) -> dict[ox.NamedNode, int]:
    """Of each graph that users may not write to and that holds something, a sum over its lines."""
    sums = {}
    for graph in graphs:
        if isinstance(graph, ox.NamedNode) and not may_write(graph):
            text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
            if text:
                # Of a set, so that the order of lines does not matter.
                sums[graph] = hash(frozenset(text.splitlines()))
    return sums
