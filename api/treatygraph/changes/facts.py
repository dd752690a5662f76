"""Facts of one version of the data, and what two versions have not in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from treatygraph.errors import DataError, Finding
from treatygraph.store.summaries import SUMMARY_GRAPHS
from treatygraph.terms import DERIVED_GRAPH, ONTOLOGY_GRAPH

# What words mean is no fact, and summaries count what is told already.
_ASIDE = SUMMARY_GRAPHS | {ONTOLOGY_GRAPH}

Triples = frozenset[ox.Triple]


@dataclass(frozen=True)
class Facts:
    """What a version says, as lines of N-Triples: what is recorded, and what rules derive from it.

    In which graph a fact stands does not matter, nor what a graph says of itself: a submission
    that became part of a file is the same fact.
    """

    recorded: frozenset[bytes]
    derived: frozenset[bytes]


@dataclass(frozen=True)
class Difference:
    """Triples that only the later of two versions has, and those that only the earlier has."""

    added: Triples
    removed: Triples
    derived_added: Triples
    derived_removed: Triples

    def __bool__(self) -> bool:
        """False where the versions say the same."""
        return bool(self.added or self.removed or self.derived_added or self.derived_removed)


def read_facts(store: ox.Store) -> Facts:
    """The facts of a store."""
    recorded, derived = read_lines(store)
    return Facts(frozenset(recorded), frozenset(derived))


def read_lines(store: ox.Store) -> tuple[list[bytes], list[bytes]]:
    """The facts of a store as lines, recorded and derived, in its own order; some come twice."""
    recorded: list[bytes] = []
    derived: list[bytes] = []
    for graph in (ox.DefaultGraph(), *store.named_graphs()):
        name = graph.value if isinstance(graph, ox.NamedNode) else ""
        if name not in _ASIDE:
            text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
            assert text is not None, "without a file to write to, the bytes come back"
            if name == DERIVED_GRAPH:
                derived = text.splitlines()
            else:
                itself = f"<{name}> ".encode()
                recorded += (x for x in text.splitlines() if not x.startswith(itself))
    return recorded, derived


def compare(before: Facts, after: Facts) -> Difference:
    """What the later version has that the earlier has not, and the reverse.

    Raises DataError where a differing fact has a blank node, which nothing tells from another.
    """
    return Difference(
        _parse(after.recorded - before.recorded),
        _parse(before.recorded - after.recorded),
        _parse(after.derived - before.derived),
        _parse(before.derived - after.derived),
    )


def read_change(
    store: ox.Store, added: Iterable[ox.Quad], removed: Iterable[ox.Quad]
) -> Difference:
    """The difference that quads make which were added to a store and removed from it, already."""
    come, gone = _told(added), _told(removed)
    fresh = {quad for quad in come if not _is_elsewhere(store, quad, come)}
    lost = {quad for quad in gone if not _is_elsewhere(store, quad, frozenset())}
    return Difference(
        *(
            frozenset(quad.triple for quad in quads if _is_derived(quad) == derived)
            for derived in (False, True)
            for quads in (fresh, lost)
        )
    )


def _told(quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
    return frozenset(
        quad
        for quad in quads
        if quad.subject != quad.graph_name
        and not (isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in _ASIDE)
    )


def _is_elsewhere(store: ox.Store, quad: ox.Quad, besides: frozenset[ox.Quad]) -> bool:
    """Whether another graph has the same triple, as recorded or as derived as this one."""
    same = list(store.quads_for_pattern(quad.subject, quad.predicate, quad.object))
    return any(
        other not in besides and _is_derived(other) == _is_derived(quad) and _told([other])
        for other in same
    )


def _is_derived(quad: ox.Quad) -> bool:
    return quad.graph_name == ox.NamedNode(DERIVED_GRAPH)


def _parse(lines: Iterable[bytes]) -> Triples:
    quads = list(ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_TRIPLES))
    if any(isinstance(t, ox.BlankNode) for q in quads for t in (q.subject, q.object)):
        what = "A version holds a blank node, of which nothing says whether it is another."
        raise DataError([Finding("versions", 0, what, "Give each node an IRI.")])
    return frozenset(quad.triple for quad in quads)
