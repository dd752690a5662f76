"""Amendments: what users write to graphs of their own, judged before it is so.

What only adds is judged as a submission is, around what it speaks of. Where something is taken
away, rules run over all of the record and all of it is judged: whatever rested on what has gone
may lie anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from treatygraph.errors import DataError, Finding, UsageError
from treatygraph.graphs import may_write
from treatygraph.terms import BASE, UNNAMED_GRAPH
from treatygraph.validate.changes import Change
from treatygraph.validate.documents import refuse_quad
from treatygraph.validate.gate import DERIVED, Difference, Gate, derived
from treatygraph.validate.record import Record
from treatygraph.validate.results import Result
from treatygraph.validate.submission import THING, Submission
from treatygraph.validate.validation import validate

_NAME = "update"


class KeptGraph(UsageError):
    """Something was written to a graph that is kept by files, by rules or by the build."""

    def __init__(self, graph: str) -> None:
        self.graph = graph
        super().__init__(f"<{graph}> is kept by files and rules.")


@dataclass(frozen=True)
class Judgement:
    """The violations that an amendment causes, and what it makes different in the store."""

    violations: list[Result]
    difference: Difference


def judge_amendment(
    gate: Gate, act: Callable[[ox.Store], None], most: int, today: date
) -> Judgement:
    """What follows from an act that changes a store; the store of the gate is of no use after it.

    `most` is the number of triples that may be added. Raises KeptGraph where the act changes a
    graph that users may not write to, DataError where it adds what the record takes from nobody,
    and whatever the act raises.
    """
    snapshot = Snapshot(gate.store)
    act(gate.store)
    change = snapshot.difference(gate.store)
    if not change.added and not change.removed:
        return Judgement([], change)
    _check(change.added, most)
    judged = _judge_whole(gate, change, today) if change.removed else _judge(gate, change, today)
    return Judgement([r for r in judged[0] if r.severity == "violation"], judged[1])


class Snapshot:
    """What a store holds at one moment: of graphs that users may not write to, no more than a sum.

    Those are nearly all of the record, and to hold them twice would take as much memory.
    """

    def __init__(self, store: ox.Store) -> None:
        self._open = {graph: _quads(store, graph) for graph in _graphs(store) if may_write(graph)}
        self._kept = _sums(store)

    def difference(self, store: ox.Store) -> Difference:
        """What has changed since; raises KeptGraph where that is not for users to change."""
        sums = _sums(store)
        for graph in self._kept.keys() | sums.keys():
            if self._kept.get(graph) != sums.get(graph):
                raise KeptGraph(graph.value)
        added: set[ox.Quad] = set()
        removed: set[ox.Quad] = set()
        for one in {*self._open, *_graphs(store)}:
            if may_write(one):
                before, now = self._open.get(one, frozenset()), _quads(store, one)
                added |= now - before
                removed |= before - now
        return Difference(frozenset(added), frozenset(removed))


GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


def _graphs(store: ox.Store) -> list[GraphName]:
    return [ox.DefaultGraph(), *store.named_graphs()]


def _quads(store: ox.Store, graph: GraphName) -> frozenset[ox.Quad]:
    return frozenset(store.quads_for_pattern(None, None, None, graph))


def _sums(store: ox.Store) -> dict[ox.NamedNode, int]:
    """Of each graph that users may not write to and that holds something, a sum over its lines."""
    sums = {}
    for graph in _graphs(store):
        if isinstance(graph, ox.NamedNode) and not may_write(graph):
            text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
            if text:
                # Of a set, so that the order of lines does not matter.
                sums[graph] = hash(frozenset(text.splitlines()))
    return sums


def _check(added: Iterable[ox.Quad], most: int) -> None:
    added = list(added)
    if len(added) > most:
        what, instead = f"More than {most:,} triples.", "Send them in parts."
        raise DataError([Finding(_NAME, 0, what, instead)])
    reasons = {reason for quad in added if (reason := refuse_quad(quad) or _refuse_subject(quad))}
    if reasons:
        raise DataError(Finding(_NAME, 0, *reason) for reason in sorted(reasons)[:20])


def _refuse_subject(quad: ox.Quad) -> tuple[str, str] | None:
    """Why nobody may speak of that subject; a graph says of itself where it comes from."""
    assert isinstance(quad.subject, ox.NamedNode)
    iri = quad.subject.value
    if not iri.startswith(BASE) or THING.match(iri) or quad.subject == quad.graph_name:
        return None
    return f"<{iri}> is no thing of the record.", f"Describe things of it, {BASE}treaty/26-5, say."


def _judge(gate: Gate, change: Difference, today: date) -> tuple[list[Result], Difference]:
    change.reversed().apply(gate.store)
    said: dict[str, list[ox.Triple]] = defaultdict(list)
    for quad in change.added:
        graph = quad.graph_name
        name = graph.value if isinstance(graph, ox.NamedNode) else UNNAMED_GRAPH
        said[name].append(quad.triple)
    addition = Change(said)
    results = gate.judge(Submission(addition, _NAME, "", ""), today)
    found = gate.difference(addition, today)
    added = change.added | {quad for quad in found.added if quad.graph_name == DERIVED}
    return results, Difference(frozenset(added), found.removed)


def _judge_whole(gate: Gate, change: Difference, today: date) -> tuple[list[Result], Difference]:
    known = derived(gate.store)
    results = validate((), today, record=Record(gate.store))
    now = derived(gate.store)
    if any(result.severity == "violation" for result in results):
        change.reversed().apply(gate.store)
        before = frozenset(validate((), today, record=Record(gate.store)))
        results = [result for result in results if result not in before]
    return results, Difference(change.added | (now - known), change.removed | (known - now))
