"""Samples of the record, with faults put in: the engine finds in them what pySHACL finds."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest

from treatygraph.terms import DERIVED_GRAPH, ONTOLOGY_GRAPH, tg
from treatygraph.validate.changes import Change
from treatygraph.validate.context import open_context
from treatygraph.validate.engine import check
from treatygraph.validate.record import Record
from treatygraph.validate.results import Result
from treatygraph.validate.shapes import shapes

TODAY = date(2026, 11, 22)
KEPT = {ox.NamedNode(name) for name in (ONTOLOGY_GRAPH, DERIVED_GRAPH)}


def _key(result: Result) -> tuple[str, ...]:
    return (
        result.focus, result.path, result.value, result.severity, result.component, result.shape,
    )  # fmt: skip


# Where a day does not exist rdflib compares by NotImplemented, and Python tells.
@pytest.mark.filterwarnings("ignore:NotImplemented should not be used:DeprecationWarning")
@pytest.mark.parametrize("seed", range(4))
def test_a_sample_with_faults_is_judged_as_by_the_reference(seed: int, record: Record) -> None:
    chance = random.Random(seed)  # noqa: S311
    taking_part = record.store.quads_for_pattern(None, ox.NamedNode(tg("participant")), None)
    named = chance.choice(sorted((quad.subject for quad in taking_part), key=str))
    assert isinstance(named, ox.NamedNode)
    said = [quad.triple for quad in record.graph.described(named)]
    context = open_context(Change({"urn:sample": said}), TODAY, record)
    quads = sorted((q for q in context.store if q.graph_name not in KEPT), key=str)
    for quad in chance.sample(quads, 12):
        context.store.remove(quad)
        other = chance.choice(quads)
        if chance.random() < 0.7:
            fault = ox.Quad(quad.subject, quad.predicate, other.object, quad.graph_name)
            context.store.add(fault)
    subjects = frozenset(q.subject for q in quads if isinstance(q.subject, ox.NamedNode))
    focus = frozenset(chance.sample(sorted(subjects, key=str), min(25, len(subjects))))
    own = Counter(map(_key, check(replace(context, focus=focus), shapes(), "own")))
    assert own, "faults are found"
    assert own == Counter(map(_key, check(replace(context, focus=focus), shapes(), "pyshacl")))
