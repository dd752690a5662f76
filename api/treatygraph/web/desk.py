"""The desk of the server: what a worker answers to queries and to submissions."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import pyoxigraph as ox

from treatygraph.changes.telling import change_questions
from treatygraph.errors import DataError, Finding, MediaTypeError, UnknownName
from treatygraph.query.columns.shortcut import Shortcut
from treatygraph.query.queries import COLUMNS, answer_graph, answer_query
from treatygraph.query.worker import Reply
from treatygraph.reconciliation.index import Index
from treatygraph.reconciliation.reading import open_index
from treatygraph.reconciliation.tasks import answer_reconciliation
from treatygraph.settings import Settings
from treatygraph.terms import RDF_TYPE, XSD, tg
from treatygraph.validate.changes import Change
from treatygraph.validate.gate import Difference, Gate, read_lines
from treatygraph.web.scribe import answer_write
from treatygraph.web.versions import tell_difference

INDEX = b"index"
_DERIVED_FROM = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")


class Desk:
    """Answers tasks over one store, and makes in it the differences that it is told."""

    def __init__(self, store: ox.Store, settings: Settings) -> None:
        self._gate, self._settings = Gate(store, settings), settings
        self._index: Index | None = None
        self._shortcut = Shortcut(store)
        change_questions()

    def answer(self, task: dict[str, Any], reply: Reply) -> bool:
        """Whether the store is as it was: after a query, but not after what was judged in it.

        Answers a query with its result, a write as `answer_write` does, a submission with the
        results of validation and, if it is to be accepted and violates nothing, with what it makes
        different in the store; a reconciliation batch with its results, once there is an index.
        """
        if "query" in task:
            answer_query(self._gate.store, task, reply, self._shortcut)
            return True
        if "form" in task and "content" not in task:
            answer_graph(self._gate.store, task, reply)
            return True
        if "reconcile" in task:
            answer_reconciliation(self._index, task, reply)
            return True
        if "write" in task:
            answer_write(self._gate, task, self._settings, reply)
            return False
        try:
            content = base64.b64decode(task["content"])
            submission = self._gate.read(content, task["form"], task["graph"])
        except DataError as error:
            reply.begin({"findings": [asdict(finding) for finding in error.findings]})
            return False
        except UnknownName as error:
            reply.begin({"findings": [asdict(Finding("submission", 0, str(error)))]})
            return False
        except MediaTypeError as error:
            reply.begin({"wanted": error.wanted, "available": error.available})
            return False
        today = date.fromisoformat(task["today"])
        results = self._gate.judge(submission, today)
        said: dict[str, Any] = {"results": [asdict(result) for result in results]}
        if task["by"] and not any(result.severity == "violation" for result in results):
            about = _describe(submission.change, task)
            difference = self._gate.difference(submission.change, today, about)
            said |= tell_difference(self._gate.store, difference)
        reply.begin({}).write(json.dumps(said).encode())
        return False

    def change(self, told: bytes) -> Iterator[None] | None:
        """Makes a difference in the store, told as an object of `added` and `removed` N-Quads.

        Told INDEX, it makes the index of names, which a change of names undoes; told COLUMNS, the
        columns that counts are taken from, which every difference undoes.
        """
        if told == INDEX:
            self._index = open_index(self._gate.store, self._settings)
            return None
        if told == COLUMNS.encode():
            return self._shortcut.make()
        difference = read_difference(told)
        self._shortcut.forget()
        difference.apply(self._gate.store)
        self._gate.renew()
        if self._index and self._index.tells_of(difference.added | difference.removed):
            self._index = None
        return None


def read_difference(told: bytes) -> Difference:
    """The difference that an object of `added` and `removed` N-Quads tells."""
    said = json.loads(told)
    return Difference(read_lines(said["added"]), read_lines(said["removed"]))


def _describe(change: Change, task: dict[str, Any]) -> Iterator[ox.Quad]:
    """Who sent a submission, when it was taken in, and from what, in the graph that holds it."""
    graph = ox.NamedNode(task["graph"])
    said = [triple for triples in change.triples.values() for triple in triples]
    sources = {triple.object for triple in said if triple.predicate == _DERIVED_FROM}
    moment = ox.Literal(task["at"], datatype=ox.NamedNode(XSD + "dateTime"))
    yield ox.Quad(graph, ox.NamedNode(RDF_TYPE), ox.NamedNode(tg("Submission")), graph)
    yield ox.Quad(graph, ox.NamedNode(tg("submittedBy")), ox.Literal(task["by"]), graph)
    yield ox.Quad(graph, ox.NamedNode(tg("submittedAt")), moment, graph)
    for source in sources:
        yield ox.Quad(graph, _DERIVED_FROM, source, graph)
