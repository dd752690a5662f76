"""Slices: the part of the record on which the judgement of a change rests.

Rules, constraints and checks join things by the properties that they name (`joins.py`). Followed
without end these lead from any act to all states and treaties; but what is judged of one party to
a treaty rests on its own acts, on what holds for the treaty as a whole, on the treaties joined
with it, and on what else speaks of these. So a slice holds the treaties of which a change speaks,
and of their participations those that it concerns, or all of them. It is cut by lookups alone:
the size of the record does not bear on the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from treatygraph.terms import DERIVED_GRAPH, DESCRIPTION_GRAPH, ONTOLOGY_GRAPH, RDFS_SUBCLASS_OF, tg
from treatygraph.validate.joins import joins, read_properties, rule_joins

_PARTICIPANT = ox.NamedNode(tg("participant"))
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
_ONTOLOGY = ox.NamedNode(ONTOLOGY_GRAPH)
_DERIVED = ox.NamedNode(DERIVED_GRAPH)
# What rules derive is derived anew in each slice; no rule reads the description of the graphs.
NOT_RECORDED = {ox.NamedNode(name) for name in (DERIVED_GRAPH, DESCRIPTION_GRAPH, ONTOLOGY_GRAPH)}

Nodes = frozenset[ox.NamedNode]


class Graph:
    """The record as slices look at it: one node at a time."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

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
        taking_part = self._store.quads_for_pattern(None, _PARTICIPANT, None)
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

    def participants_of(self, node: ox.NamedNode) -> Nodes:
        """Who takes part, if the node is a participation; else nobody."""
        quads = self._store.quads_for_pattern(node, _PARTICIPANT, None)
        return frozenset(q.object for q in quads if isinstance(q.object, ox.NamedNode))

    def mentioned(self, quads: Iterable[ox.Quad]) -> Nodes:
        """The participants and participations of which some quads speak."""
        spoken = _joined(quad for quad in quads if quad.predicate not in _KEEPERS)
        return frozenset(n for n in spoken if n in self.agents or self.participants_of(n))

    def participations(self, participant: ox.NamedNode) -> Iterator[ox.NamedNode]:
        """In what a participant takes part."""
        for quad in self._store.quads_for_pattern(None, _PARTICIPANT, participant):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject


@dataclass
class Slice:
    """What is read of each node of a slice, and which of its nodes are what.

    `general` holds the treaties and what belongs to them but to none of their participations;
    `beside` holds what is only told of because others refer to it, and is judged nowhere here.
    """

    graph: Graph
    quads: dict[ox.NamedNode, list[ox.Quad]] = field(default_factory=dict)
    treaties: set[ox.NamedNode] = field(default_factory=set)
    agents: set[ox.NamedNode] = field(default_factory=set)
    participations: set[ox.NamedNode] = field(default_factory=set)
    general: set[ox.NamedNode] = field(default_factory=set)
    beside: set[ox.NamedNode] = field(default_factory=set)

    def derived(self) -> Iterator[ox.Quad]:
        """What rules have derived for the treaties in general."""
        return self.graph.derived(self.general)

    def all(self) -> Iterator[ox.Quad]:
        """What is read of all nodes."""
        for quads in self.quads.values():
            yield from quads


def take_all(graph: Graph) -> Slice:
    """The slice that holds all of the record."""
    found = Slice(graph)
    for quad in graph.all():
        if isinstance(quad.subject, ox.NamedNode):
            found.quads.setdefault(quad.subject, []).append(quad)
    return found


def cut(graph: Graph, nodes: Nodes, whole: bool, spread: bool) -> Slice:
    """The slice around some nodes; with all participations of their treaties if it is `whole`.

    If the change is one to `spread`, and speaks of participants but of no treaty, the slice holds
    all treaties in which they take part.
    """
    found = Slice(graph)
    _follow(found, nodes)
    if spread and not found.treaties:
        _follow(found, [p for one in found.agents for p in graph.participations(one)])
    members = _join_treaties(found)
    _take_participations(found, members, whole)
    _refer_back(found, nodes | found.general | found.participations | found.agents)
    _describe(found, [*graph.constants, *(quad.object for quad in found.all())])
    return found


def _follow(found: Slice, nodes: Iterable[ox.NamedNode]) -> None:
    """Takes in nodes and all to which these refer, as far as treaties and participants."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node in found.quads or node in found.graph.terms:
            continue
        found.quads[node] = found.graph.read(node)
        if node in found.graph.treaties:
            found.treaties.add(node)
        elif node in found.graph.agents:
            found.agents.add(node)
        else:
            if any(quad.predicate == _PARTICIPANT for quad in found.quads[node]):
                found.participations.add(node)
            waiting += _joined(found.quads[node])


def _joined(quads: Iterable[ox.Quad]) -> list[ox.NamedNode]:
    read = joins()
    return [q.object for q in quads if q.predicate in read and isinstance(q.object, ox.NamedNode)]


def _join_treaties(found: Slice) -> set[ox.NamedNode]:
    """Takes in the treaties joined with those of the slice, and what belongs to them in general.

    Returns all participations of these treaties.
    """
    members: set[ox.NamedNode] = set()
    waiting, seen = list(found.treaties), set(found.treaties)
    while waiting:
        treaty = waiting.pop()
        found.treaties.add(treaty)
        found.general.add(treaty)
        joined = set(_joined(found.quads.setdefault(treaty, found.graph.read(treaty))))
        for quad in found.graph.referring(treaty):
            node = quad.subject
            if node in members or node in found.general or not isinstance(node, ox.NamedNode):
                continue
            if found.graph.participants_of(node):
                members.add(node)
                continue
            said = found.graph.read(node)
            if quad.predicate in rule_joins() and not found.graph.mentioned(said):
                found.general.add(node)
                found.quads[node] = said
                joined |= set(_joined(said)) | {node}
        joined &= found.graph.treaties - seen
        seen |= joined
        waiting += joined
    return members


def _take_participations(found: Slice, members: set[ox.NamedNode], whole: bool) -> None:
    """Takes in those participations whose participants the slice holds, or all."""
    for node in members:
        who = found.graph.participants_of(node)
        if whole or who & found.agents or node in found.participations:
            found.quads[node] = found.graph.read(node)
            found.participations.add(node)
            _follow(found, who)


def _refer_back(found: Slice, nodes: Iterable[ox.NamedNode]) -> None:
    """Takes in what refers to the nodes, what refers to that, and so on.

    What speaks of other participants only stays outside.
    """
    inside = found.agents | found.participations
    waiting, seen = list(nodes), set(nodes)
    while waiting:
        for quad in found.graph.referring(waiting.pop()):
            node = quad.subject
            if node in seen or not isinstance(node, ox.NamedNode):
                continue
            seen.add(node)
            said = found.quads.get(node) or found.graph.read(node)
            mentioned = found.graph.mentioned(said)
            if not mentioned or mentioned & inside:
                found.quads[node] = said
                waiting.append(node)


def _describe(found: Slice, nodes: Iterable[object]) -> None:
    """Takes in what is read of nodes to which others refer, and of those to which they refer."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ox.NamedNode) and node not in found.quads:
            if node not in found.graph.terms:
                found.beside.add(node)
                found.quads[node] = found.graph.read(node)
                waiting += _joined(found.quads[node])
