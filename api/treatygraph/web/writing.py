"""Writes: handed to a worker to be judged, then kept on disk, then made in every store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.changes.history import WRITE
from treatygraph.errors import QueryError
from treatygraph.graphs import may_write
from treatygraph.ingest.names import Names
from treatygraph.query.limits import allowed_limits
from treatygraph.query.workers import Workers
from treatygraph.report.forms import FORMS
from treatygraph.settings import Settings
from treatygraph.store.build import Graph, data_version
from treatygraph.store.submissions import keep_graphs
from treatygraph.validate.gate import Difference, as_lines
from treatygraph.validate.results import Result
from treatygraph.web.desk import read_difference
from treatygraph.web.judgement import judge
from treatygraph.web.problems import RequestProblem, problem
from treatygraph.web.versions import keep_change


async def write(request: Request, task: dict[str, Any]) -> Difference | Response:
    """What a write made different in the graphs that users may write to, or why it was refused.

    It is on disk and in every store before this returns; what is refused changes nothing. Whoever
    calls holds the lock of the application. Raises what the judgement of the task raises:
    RequestProblem, QueryError, DataError, OutOfTime, GaveUp.
    """
    told = await _judge(request, task)
    if told["violations"]:
        violations = [Result(**row) for row in told["violations"]]
        rows = json.loads(FORMS["json"].render(violations))
        return problem(request, "invalid-data", violations[0].message, results=rows)
    change = json.dumps({"added": told["added"], "removed": told["removed"]}).encode()
    difference = read_difference(change)
    own = Difference(_own(difference.added), _own(difference.removed))
    if own.added or own.removed:
        await run_in_threadpool(_keep, request, own)
        await make_change(request, change, WRITE, told["change"])
    return own


async def make_change(
    request: Request, change: bytes, cause: str, told: dict[str, Any], graph: str = ""
) -> None:
    """Makes a difference, told as an object of N-Quads, in the stores of workers and server.

    What it changes, as `told`, is kept in the history with its cause and the graph of a submission.
    """
    app = request.app
    await app.state.workers.change(change)

    def renew() -> None:
        store = app.state.graph.store
        difference = read_difference(change)
        difference.apply(store)
        app.state.directory.renew(difference)
        before = app.state.graph.version
        after = data_version(app.state.settings.submissions_folder)
        app.state.graph = Graph(store, after)
        app.state.names = Names(store)
        kept = keep_change(app.state.history, cause, before, after, told, graph)
        app.state.noted = app.state.noted and kept

    await run_in_threadpool(renew)


async def _judge(request: Request, task: dict[str, Any]) -> dict[str, Any]:
    settings: Settings = request.app.state.settings
    task |= {"write": True, "today": datetime.now(UTC).date().isoformat()}
    limits = replace(allowed_limits(settings), seconds=settings.update_seconds)
    workers: Workers = request.app.state.workers
    head, told = await judge(workers, task, limits, "Change less at once.")
    if "kept" in head:
        raise RequestProblem("forbidden", _explain(head["kept"]))
    if "reason" in head:
        raise QueryError(**head)
    return told


def _explain(graph: str) -> str:
    return (
        f"The graph <{graph}> is kept by files and rules, and nothing was changed. Write to a "
        "graph of your own, send additions to /submissions, or propose a change of the file: "
        "see CONTRIBUTING.md."
    )


def _own(quads: frozenset[ox.Quad]) -> frozenset[ox.Quad]:
    return frozenset(quad for quad in quads if may_write(quad.graph_name))


def _keep(request: Request, own: Difference) -> None:
    """Writes each graph that differs to its file, as it will be."""
    store: ox.Store = request.app.state.graph.store
    contents = {}
    for graph in {quad.graph_name for quad in own.added | own.removed}:
        before = frozenset(store.quads_for_pattern(None, None, None, graph))
        mine = {quad for quad in own.added if quad.graph_name == graph}
        name = graph.value if isinstance(graph, ox.NamedNode) else ""
        contents[name] = as_lines((before - own.removed) | mine)
    keep_graphs(request.app.state.settings.submissions_folder, contents)
