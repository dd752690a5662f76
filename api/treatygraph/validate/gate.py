"""The gate: changes judged against a graph that is kept ready for it, and what they bring about."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from treatygraph.errors import DataError
from treatygraph.graphs import into_graph
from treatygraph.ingest.layouts import layout_names, read_layout
from treatygraph.settings import Settings
from treatygraph.store.recounting import recount
from treatygraph.store.summaries import read_summaries
from treatygraph.terms import BASE, DERIVED_GRAPH, GRAPH, RDF_TYPE, tg
from treatygraph.validate.changes import Change
from treatygraph.validate.context import VALIDATION, open_baseline, open_context
from treatygraph.validate.record import Record
from treatygraph.validate.results import Result
from treatygraph.validate.submission import FORMS, Submission, judge_submission, read_submission
from treatygraph.validate.validation import judge

DERIVED = ox.NamedNode(DERIVED_GRAPH)


@dataclass(frozen=True)
class Difference:
    """Quads to add to a store, and quads to take away from it."""

    added: frozenset[ox.Quad]
    removed: frozenset[ox.Quad]

    def apply(self, store: ox.Store) -> None:
        """Makes the difference in a store; what is there or gone already stays so."""
        for quad in self.removed:
            store.remove(quad)
        store.extend(self.added)
        # A graph that holds nothing is none.
        for graph in {quad.graph_name for quad in self.removed}:
            if next(store.quads_for_pattern(None, None, None, graph), None) is None:
                store.remove_graph(graph)

    def reversed(self) -> Difference:
        """What makes it undone."""
        return Difference(self.removed, self.added)


class Gate:
    """Judges changes against a store with what rules derived in it; the store does not change.

    Whatever a judgement reads from files is read when the gate is made, and so is what it needs
    to know of the store as a whole: `renew` reads that again after the store has changed.
    """

    def __init__(self, store: ox.Store, settings: Settings) -> None:
        self.store, self._settings = store, settings
        for name in layout_names():
            read_layout(name)
        read_summaries()
        self.renew()

        self._rehearse()

    def renew(self) -> None:
        """Reads anew what a judgement needs to know of the store as a whole."""
        self._record = Record(self.store)
        thing = ox.NamedNode(f"{BASE}event/none")
        kind = ox.Triple(thing, ox.NamedNode(RDF_TYPE), ox.NamedNode(tg("Event")))
        judge(Change({f"{GRAPH}submission/none": [kind]}), date(2000, 1, 1), self._record)

    def _rehearse(self) -> None:
        # Modules are loaded when they are first used, and a worker can open no file.
        for form in FORMS:
            with contextlib.suppress(DataError):
                self.read(b"{}", form, f"{GRAPH}submission/none")
        text = f"<{BASE}event/none> a <{tg('Event')}> ."
        self.judge(self.read(text.encode(), "turtle", f"{GRAPH}submission/none"), date(2000, 1, 1))

    def read(self, content: bytes, form: str, graph: str) -> Submission:
        """A submission as `read_submission` reads it, for the graph of that IRI."""
        return read_submission(content, form, self._record, self._settings, graph=graph)

    def judge(self, submission: Submission, today: date) -> list[Result]:
        """What is wrong with a submission, and what becomes wrong elsewhere because of it."""
        return judge_submission(submission, today, self._record)

    def difference(self, change: Change, today: date, about: Iterable[ox.Quad] = ()) -> Difference:
        """What a change that only adds, and what is said about it, make different in the store.

        Derived facts and summaries are part of it.
        """
        new = {q for graph, said in change.triples.items() for q in into_graph(said, graph)}
        new.update(about)
        context = open_context(change, today, self._record)
        before = open_baseline(context, today)
        now, known = derived(context.store), derived(before.store)
        added, removed = new | (now - known), known - now
        before.store.remove_graph(VALIDATION)
        told, untold = recount(self.store, before.store, added, removed)
        return Difference(frozenset(added | told), removed | untold)


def derived(store: ox.Store) -> frozenset[ox.Quad]:
    """What rules have derived in a store."""
    return frozenset(store.quads_for_pattern(None, None, None, DERIVED))


def as_lines(quads: Iterable[ox.Quad]) -> str:
    """Quads as N-Quads, one a line, sorted."""
    return "".join(sorted(f"{quad} .\n" for quad in quads))


def read_lines(text: str) -> frozenset[ox.Quad]:
    """The quads of N-Quads; raises SyntaxError where the text is none."""
    return frozenset(ox.parse(text, format=ox.RdfFormat.N_QUADS))
