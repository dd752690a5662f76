"""Amendments: what users write to graphs of their own, judged before it is so.

What adds to a few things is judged as a submission is, around what it speaks of. Else rules run
over all of the record and all of it is judged: whatever rested on what has gone may lie anywhere,
and to look around many things takes longer than to look at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from treatygraph.catalog.questions import checks
from treatygraph.errors import DataError, Finding
from treatygraph.store.summaries import SUMMARY_GRAPHS, run_summaries
from treatygraph.terms import BASE, CHECKS, UNNAMED_GRAPH
from treatygraph.validate.changes import Change
from treatygraph.validate.context import VALIDATION
from treatygraph.validate.documents import refuse_quad
from treatygraph.validate.gate import DERIVED, Difference, Gate
from treatygraph.validate.record import Record
from treatygraph.validate.results import Result
from treatygraph.validate.snapshots import GraphName, Snapshot
from treatygraph.validate.submission import THING, Submission
from treatygraph.validate.validation import validate

_NAME = "update"
_FEW = 100
# The record has no summaries, and what they say of it follows from the rest as derived facts do.
_SUMMARIES = frozenset(ox.NamedNode(name) for name in SUMMARY_GRAPHS)
_WORKED_OUT = _SUMMARIES | {DERIVED}


@dataclass(frozen=True)
class Judgement:
    """The violations that an amendment causes, and what it makes different in the store."""

    violations: list[Result]
    difference: Difference


def judge_amendment(
    gate: Gate,
    act: Callable[[ox.Store], None],
    most: int,
    today: date,
    only: GraphName | None = None,
) -> Judgement:
    """What follows from an act that changes a store; the store of the gate is of no use after it.

    `most` is the number of triples that may be added; `only` is the graph that the act changes,
    where it is known that there is no other. Raises KeptGraph where the act changes a
    graph that users may not write to, DataError where it adds what the record takes from nobody,
    and whatever the act raises.
    """
    snapshot = Snapshot(gate.store, only)
    act(gate.store)
    change = snapshot.difference(gate.store)
    if not change.added and not change.removed:
        return Judgement([], change)
    _check(change.added, most)
    few = len({quad.subject for quad in change.added}) <= _FEW and not change.removed
    results, difference = (_judge if few else _judge_whole)(gate, change, today)
    return Judgement([r for r in results if r.severity == "violation"], difference)


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
    added = change.added | {quad for quad in found.added if quad.graph_name in _WORKED_OUT}
    return results, Difference(frozenset(added), found.removed)


def _judge_whole(gate: Gate, change: Difference, today: date) -> tuple[list[Result], Difference]:
    known = _worked_out(gate.store)
    results = _validate(gate, today)
    gate.store.remove_graph(VALIDATION)
    run_summaries(gate.store)
    now = _worked_out(gate.store)
    if any(result.severity == "violation" for result in results):
        change.reversed().apply(gate.store)
        before = frozenset(_validate(gate, today))
        results = [result for result in results if result not in before]
    return results, Difference(change.added | (now - known), change.removed | (known - now))


def _worked_out(store: ox.Store) -> frozenset[ox.Quad]:
    return frozenset(
        q for name in _WORKED_OUT for q in store.quads_for_pattern(None, None, None, name)
    )


def _validate(gate: Gate, today: date) -> list[Result]:
    """What is wrong with the things of the record; how many there should be is for files to say."""
    for graph in _SUMMARIES:
        gate.store.remove_graph(graph)
    whole = {CHECKS + name for name, check in checks().items() if check.scope == "record"}
    results = validate((), today, record=Record(gate.store))
    return [result for result in results if result.shape not in whole]
