"""Contexts: what a change is judged in, which is the part of the record on which that rests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from treatygraph.catalog.questions import checks
from treatygraph.graphs import into_graph
from treatygraph.query.engine import evaluate
from treatygraph.store.rules import rules, run_rules
from treatygraph.terms import BASE, RDF_TYPE, RDFS_LABEL, XSD, tg
from treatygraph.validate.changes import Change
from treatygraph.validate.joins import joins, rule_joins
from treatygraph.validate.lookups import NOT_RECORDED, Graph
from treatygraph.validate.record import Record
from treatygraph.validate.slices import Slice, cut, take_all

VALIDATION = ox.NamedNode(BASE + "validation")
_TO_TREATIES = {tg("treaty"), tg("participation")}
_LABEL = ox.NamedNode(RDFS_LABEL)
_JUDGES = ox.NamedNode(tg("judges"))


@dataclass(frozen=True)
class Context:
    """A store to judge in: ontology, record, change, what the rules derive, and today.

    `focus` holds the subjects to report on; None means all of the record. `near` holds no more
    than what is said of them and of what they refer to. `files` gives the file of each graph that
    came from one. `slice` is the part of the record that the store was filled with; `whole` tells
    whether that holds all participations of its treaties.
    """

    store: ox.Store
    near: ox.Store
    focus: frozenset[ox.NamedNode] | None
    files: Mapping[str, Path]
    slice: Slice | None = None
    whole: bool = True

    def file_of(self, node: ox.NamedNode) -> Path | None:
        """The file that says what kind of thing the node is, else any that describes it.

        Of a file being validated and one of the record the former comes first.
        """
        quads = list(self.store.quads_for_pattern(node, None, None))
        of_kind = [quad for quad in quads if quad.predicate.value == RDF_TYPE]
        for found in (of_kind, quads):
            named = {q.graph_name.value for q in found if isinstance(q.graph_name, ox.NamedNode)}
            # Graphs of submitted files sort after those of the record: look from the end.
            for name in sorted(named & self.files.keys(), reverse=True):
                return self.files[name]
        return None


def open_context(change: Change, today: date, record: Record) -> Context:
    """The context for judging a change: a slice of the record with the change in it.

    The slice holds the participations that the change concerns, or all of the treaties: where the
    change describes a treaty in general, and where a rule or a check that joins all parties to a
    treaty says that the change may touch it.
    """
    gone = _gone(change, record)
    said = _said(change, gone, record)
    # What rules derive for a treaty in general from all its parties must be at hand, or be derived.
    if record.graph.holds_derived and not _is_general(said, record.graph):
        context = _open(change, gone, said, today, record, whole=False)
        if not _is_touched(context.store) and not (
            gone and _is_touched(_open_before(change, context, today))
        ):
            return context
    return _open(change, gone, said, today, record, whole=True)


def _open(
    change: Change,
    gone: frozenset[ox.Quad],
    said: list[ox.Triple],
    today: date,
    record: Record,
    whole: bool,
) -> Context:
    found = _cut(said, record.graph, whole)
    store = _open_store(change.subjects, found)
    for quad in gone:
        store.remove(quad)
    for graph, triples in change.triples.items():
        store.extend(into_graph(triples, graph))
    derive(store, today, None if whole else found.derived())
    near = _open_near(change, store, record.graph)
    files = {**record.files, **change.files}
    return Context(store, near, change.subjects, files, found, whole)


def _open_before(change: Change, context: Context, today: date) -> ox.Store:
    assert context.slice is not None
    store = _open_store(change.subjects, context.slice)
    derive(store, today, context.slice.derived())
    return store


def _open_near(change: Change, store: ox.Store, graph: Graph) -> ox.Store:
    near = ox.Store()
    # What a change adds to a thing stands beside what the record says of it.
    said = [q for node in change.subjects for q in store.quads_for_pattern(node, None, None)]
    for node in {term for q in said for term in q.triple if isinstance(term, ox.NamedNode)}:
        near.extend(graph.defined(node))
        quads = store.quads_for_pattern(node, None, None)
        near.extend(quad for quad in quads if quad.graph_name not in NOT_RECORDED)
    return near


def open_baseline(context: Context, today: date) -> Context:
    """The slice of a context without the change, and no focus: what was wrong before."""
    assert context.slice is not None, "what is judged as a whole has nothing before it"
    given = None if context.whole else context.slice.derived()
    store = _open_store(frozenset(), context.slice)
    derive(store, today, given)
    return replace(context, store=store, near=ox.Store(), focus=frozenset())


def open_whole(today: date, record: Record) -> Context:
    """All of the record, judged in its own store."""
    derive(record.store, today)
    return Context(record.store, record.store, None, record.files)


def _gone(change: Change, record: Record) -> frozenset[ox.Quad]:
    """What the change takes away."""
    if not change.replaces:
        return frozenset()
    gone = {quad for node in change.subjects for quad in record.graph.described(node)}
    for graph in change.gone:
        gone.update(record.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    return frozenset(gone)


def _said(change: Change, gone: frozenset[ox.Quad], record: Record) -> list[ox.Triple]:
    """What a change says and takes away, and what it adds to."""
    said = [triple for triples in change.triples.values() for triple in triples]
    said += [quad.triple for quad in gone]
    if not change.replaces:
        said += [q.triple for node in change.subjects for q in record.graph.described(node)]
    return said


def _cut(said: list[ox.Triple], graph: Graph, whole: bool) -> Slice:
    """The record around what is said, whole descriptions of all that it names included."""
    if any(triple.subject in graph.terms for triple in said):
        # What a class or a property means bears on every thing.
        return take_all(graph)
    named = {term for t in said for term in (t.subject, t.object) if isinstance(term, ox.NamedNode)}
    # A source is referred to by thousands and joins none of them.
    followed = {t.object for t in said if t.predicate in joins()} | {t.subject for t in said}
    of_treaties = any(triple.predicate.value in _TO_TREATIES for triple in said)
    # A name of a state changes nothing that rules derive.
    telling = (t for t in said if t.predicate != _LABEL or t.subject not in graph.agents)
    spread = not of_treaties and any(triple.predicate in rule_joins() for triple in telling)
    found = cut(graph, frozenset(named & followed), whole, spread)
    for node in (named | graph.namesakes(said)) - graph.terms:
        found.quads[node] = graph.described(node)
    return found


def _is_general(said: Iterable[ox.Triple], graph: Graph) -> bool:
    """Whether a treaty is described, or what belongs to one and to no participation."""
    said = list(said)
    of_treaties = {triple.subject for triple in said if triple.predicate.value == tg("treaty")}
    of_participants = {t.subject for t in said if t.predicate.value == tg("participant")}
    subjects = {triple.subject for triple in said}
    return bool(subjects & (graph.treaties | graph.terms) or of_treaties - of_participants)


def _is_touched(store: ox.Store) -> bool:
    asked = [rule.touched for rule in rules()] + [check.touched for check in checks().values()]
    return any(bool(evaluate(store, question)) for question in asked if question)


def _open_store(judged: Iterable[ox.NamedNode], found: Slice) -> ox.Store:
    store = ox.Store()
    store.extend(found.graph.ontology)
    store.extend(found.all())
    for node in judged:
        store.add(ox.Quad(VALIDATION, _JUDGES, node, VALIDATION))
    return store


def derive(store: ox.Store, today: date, given: Iterable[ox.Quad] | None = None) -> None:
    """Gives the store today, and anew what the rules derive, or some of them where it is given."""
    day = ox.Literal(today.isoformat(), datatype=ox.NamedNode(XSD + "date"))
    store.add(ox.Quad(VALIDATION, ox.NamedNode(tg("today")), day, VALIDATION))
    run_rules(store, given)
