"""The scribe: what a worker answers to a write, which changes no more than its own copy."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

import pyoxigraph as ox

from treatygraph.errors import DataError, MediaTypeError, QueryError
from treatygraph.query.engine import Dataset
from treatygraph.query.formats import GRAPHS, by_name
from treatygraph.query.guard import check_update
from treatygraph.query.update import run_update
from treatygraph.query.worker import Reply
from treatygraph.settings import Settings
from treatygraph.validate.amendments import judge_amendment
from treatygraph.validate.documents import read_text, read_triples
from treatygraph.validate.gate import Gate
from treatygraph.validate.snapshots import KeptGraph
from treatygraph.web.versions import tell_difference


def answer_write(gate: Gate, task: dict[str, Any], settings: Settings, reply: Reply) -> None:
    """Writes the violations that a write causes, and what it makes different in the store.

    A task to `write` holds an `update` with the graphs that it uses, `default` and `named`; or the
    IRI of a `graph`, empty for the unnamed one, to `empty` it, to add `content` to it, or both. The
    store of the gate is changed, so that the worker is of no further use.
    """
    try:
        most, today = settings.submission_triples, date.fromisoformat(task["today"])
        if "update" in task:
            judged = judge_amendment(gate, partial(_run, task, settings), most, today)
        else:
            graph = ox.NamedNode(task["graph"]) if task["graph"] else ox.DefaultGraph()
            judged = judge_amendment(gate, partial(_fill, task, graph, most), most, today, graph)
    except KeptGraph as error:
        reply.begin({"kept": error.graph})
    except QueryError as error:
        reply.begin({"reason": error.reason, "line": error.line, "column": error.column})
    except DataError as error:
        reply.begin({"findings": [asdict(finding) for finding in error.findings]})
    except MediaTypeError as error:
        reply.begin({"wanted": error.wanted, "available": error.available})
    else:
        told: dict[str, Any] = {"violations": [asdict(result) for result in judged.violations]}
        if not judged.violations:
            told |= tell_difference(gate.store, judged.difference)
        reply.begin({}).write(json.dumps(told).encode())


def _run(task: dict[str, Any], settings: Settings, store: ox.Store) -> None:
    check_update(task["update"], settings)
    run_update(store, task["update"], Dataset(tuple(task["default"]), tuple(task["named"])))


def _fill(
    task: dict[str, Any], graph: ox.NamedNode | ox.DefaultGraph, most: int, store: ox.Store
) -> None:
    """Empties a graph, and adds content to it, as the task says."""
    triples: list[ox.Triple] = []
    if task["content"] is not None:
        engine = by_name(GRAPHS, task["form"]).engine
        assert isinstance(engine, ox.RdfFormat)
        text = read_text(base64.b64decode(task["content"]), "body")
        triples = read_triples(text, engine, "body", most)
    if task["empty"]:
        store.clear_graph(graph)
    store.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
