"""Lookups: what the record says of one node, and what refers to it, from the indexes alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from treatygraph.store.summaries import SUMMARY_GRAPHS
from treatygraph.terms import (
    DERIVED_GRAPH,
    ONTOLOGY_GRAPH,
    RDFS_LABEL,
    RDFS_SUBCLASS_OF,
    SKOS_ALT_LABEL,
    tg,
)
from treatygraph.validate.joins import joins, read_properties

PARTICIPANT = ox.NamedNode(tg("participant"))
# Who keeps a treaty, or is told of what happens to it, is no party by that.
_KEEPERS = {ox.NamedNode(tg(name)) for name in ("depositary", "noticeTo", "noticeGivenTo")}
# A state takes part in hundreds of treaties, and as many statements are made about it and for it.
# What is asked of two of them is asked within one treaty or event, to which both lead.
_OF_MANY = _KEEPERS | {
    ox.NamedNode(tg(name))
    for name in (
        "participant", "about", "speaker", "onBehalfOf", "relayedBy", "allegedActor", "hasMember",
    )
}  # fmt: skip
# A literal joins two treaties where both are called by it.
_NAMES = {ox.NamedNode(name) for name in (RDFS_LABEL, SKOS_ALT_LABEL, tg("abbreviation"))}
_ONTOLOGY = ox.NamedNode(ONTOLOGY_GRAPH)
_DERIVED = ox.NamedNode(DERIVED_GRAPH)
# What rules derive is derived anew in each slice; no rule reads the description of the graphs.
NOT_RECORDED = {ox.NamedNode(name) for name in (DERIVED_GRAPH, ONTOLOGY_GRAPH, *SUMMARY_GRAPHS)}

Nodes = frozenset[ox.NamedNode]


class Graph:
    """The record as slices look at it: one node at a time."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._participants: dict[ox.NamedNode, Nodes] = {}

    @cached_property
    def ontology(self) -> tuple[ox.Quad, ...]:
        """What is read of the ontology."""
        quads = self._store.quads_for_pattern(None, None, None, _ONTOLOGY)
        return tuple(quad for quad in quads if quad.predicate in read_properties())

    @cached_property
    def terms(self) -> Nodes:
        """What the ontology describes: classes, properties, entries of code lists."""
        quads = self._store.quads_for_pattern(None, None, None, _ONTOLOGY)
        return frozenset(q.subject for q in quads if isinstance(q.subject, ox.NamedNode))

    @cached_property
    def treaties(self) -> Nodes:
        """Every treaty."""
        return self._instances("Treaty")

    @cached_property
    def constants(self) -> Nodes:
        """What rules, constraints and checks call by its name, such as the graph of conflicts."""
        return frozenset(node for node in joins() - self.terms if self.described(node))

    @cached_property
    def agents(self) -> Nodes:
        """Every state, organisation, person or other agent, and whatever takes part in a treaty."""
        taking_part = self._store.quads_for_pattern(None, PARTICIPANT, None)
        return self._instances("Agent") | {
            quad.object for quad in taking_part if isinstance(quad.object, ox.NamedNode)
        }

    def _instances(self, name: str) -> Nodes:
        query = f"SELECT DISTINCT ?one {{ ?one a/<{RDFS_SUBCLASS_OF}>* <{tg(name)}> }}"
        found = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return frozenset(solution["one"] for solution in found)

    def all(self) -> Iterator[ox.Quad]:
        """All that the record says."""
        return (quad for quad in self._store if quad.graph_name not in NOT_RECORDED)

    def described(self, node: ox.NamedNode) -> list[ox.Quad]:
        """All that the record says of a node."""
        quads = self._store.quads_for_pattern(node, None, None)
        return [quad for quad in quads if quad.graph_name not in NOT_RECORDED]

    def defined(self, term: ox.NamedNode) -> list[ox.Quad]:
        """What the ontology says of a term."""
        return list(self._store.quads_for_pattern(term, None, None, _ONTOLOGY))

    @cached_property
    def holds_derived(self) -> bool:
        """Whether rules have run over the record."""
        return next(self._store.quads_for_pattern(None, None, None, _DERIVED), None) is not None

    def derived(self, nodes: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
        """All that rules have derived of some nodes."""
        for node in nodes:
            yield from self._store.quads_for_pattern(node, None, None, _DERIVED)

    def read(self, node: ox.NamedNode) -> list[ox.Quad]:
        """What rules, constraints and checks read of a node."""
        return [quad for quad in self.described(node) if quad.predicate in read_properties()]

    def referring(self, node: ox.NamedNode) -> list[ox.Quad]:
        """What the record says of other nodes with this one as value of a property that joins.

        What hundreds say of one agent is left out.
        """
        if node in self.agents:
            found = [
                quad
                for predicate in self._linking
                for quad in self._store.quads_for_pattern(None, predicate, node)
            ]
        else:
            quads = self._store.quads_for_pattern(None, None, node)
            found = [quad for quad in quads if quad.predicate in joins()]
        return [quad for quad in found if quad.graph_name not in NOT_RECORDED]

    @cached_property
    def _linking(self) -> frozenset[ox.NamedNode]:
        """What one thing says of another and is read, but for what many say of one agent."""
        found = set()
        for predicate in joins() - _OF_MANY:
            first = next(self._store.quads_for_pattern(None, predicate, None), None)
            if first and isinstance(first.object, ox.NamedNode) and first.object not in self.terms:
                found.add(predicate)
        return frozenset(found)

    def namesakes(self, said: Iterable[ox.Triple]) -> Nodes:
        """The treaties that the record calls by a name that is said of something."""
        names = {triple.object for triple in said if triple.predicate in _NAMES}
        found = {
            q.subject for name in names for q in self._store.quads_for_pattern(None, None, name)
        }
        return self.treaties & found

    def participants_of(self, node: ox.NamedNode) -> Nodes:
        """Who takes part, if the node is a participation; else nobody."""
        # Kept, for what speaks of many participations is looked at for each of them.
        if node not in self._participants:
            quads = self._store.quads_for_pattern(node, PARTICIPANT, None)
            found = frozenset(q.object for q in quads if isinstance(q.object, ox.NamedNode))
            self._participants[node] = found
        return self._participants[node]

    def mentioned(self, quads: Iterable[ox.Quad]) -> Nodes:
        """The participants and participations of which some quads speak."""
        spoken = joined(quad for quad in quads if quad.predicate not in _KEEPERS)
        return frozenset(n for n in spoken if n in self.agents or self.participants_of(n))

    def participations(self, participant: ox.NamedNode) -> Iterator[ox.NamedNode]:
        """In what a participant takes part."""
        for quad in self._store.quads_for_pattern(None, PARTICIPANT, participant):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject


def joined(quads: Iterable[ox.Quad]) -> list[ox.NamedNode]:
    """What some quads refer to by a property that joins."""
    read = joins()
    return [q.object for q in quads if q.predicate in read and isinstance(q.object, ox.NamedNode)]
