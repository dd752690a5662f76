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

import pyoxigraph as ox

from treatygraph.validate.joins import rule_joins
from treatygraph.validate.lookups import PARTICIPANT, Graph, Nodes, joined


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
    # An entry of a code list is referred to by thousands, and joins none of them.
    judged = nodes - graph.terms
    _refer_back(found, judged | found.general | found.participations | found.agents)
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
            if any(quad.predicate == PARTICIPANT for quad in found.quads[node]):
                found.participations.add(node)
            waiting += joined(found.quads[node])


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
        beside = set(joined(found.quads.setdefault(treaty, found.graph.read(treaty))))
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
                beside |= set(joined(said)) | {node}
        beside &= found.graph.treaties - seen
        seen |= beside
        waiting += beside
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
                waiting += joined(found.quads[node])
