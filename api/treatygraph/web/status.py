"""`/status` and `/explain`: who is bound by a treaty on a day, and why."""

from __future__ import annotations

import threading

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from treatygraph.errors import Busy
from treatygraph.ingest.names import Names
from treatygraph.status.answer import tell_status
from treatygraph.status.assumption import Assumptions, assume
from treatygraph.status.explanation import explain_status
from treatygraph.status.inquiry import Inquiry, read_inquiry
from treatygraph.store.build import Graph
from treatygraph.web.problems import RequestProblem

# Seconds that a request with an assumption waits for its turn.
_PATIENCE = 5.0
_BUSY = "Too many assumptions are worked out already; ask again in a few seconds."
# The answer for “today” changes with the day, whatever the data.
_HEADERS = {"Cache-Control": "no-cache"}
_PARAMETERS = (
    "treaty", "state", "on", "assume-conflict", "assume-notice", "assume-consent",
)  # fmt: skip


def status(request: Request) -> Response:
    """The status of a participant on a day, or of all participants of a treaty, as JSON."""
    store, names, inquiry = _read(request)
    return JSONResponse(tell_status(store, names, inquiry), headers=_HEADERS)


def explain(request: Request) -> Response:
    """The status of one participant with the sentences that explain it, as JSON."""
    if not request.query_params.get("state"):
        raise RequestProblem("bad-request", "The request names no state: send one as “state”.")
    store, names, inquiry = _read(request)
    told = tell_status(store, names, inquiry)
    told["explanation"] = explain_status(store, names, inquiry)
    return JSONResponse(told, headers=_HEADERS)


def _read(request: Request) -> tuple[ox.Store, Names, Inquiry]:
    given = _parameters(request)
    graph: Graph = request.app.state.graph
    names: Names = request.app.state.names
    inquiry = read_inquiry(names, graph.store, given["treaty"], given["state"], given["on"])
    assumed = Assumptions(given["assume-conflict"], given["assume-notice"], given["assume-consent"])
    if not assumed:
        return graph.store, names, inquiry
    # The rules run anew for each assumption, which costs many times what an answer costs; and who
    # waits keeps a thread from those who ask for no more than an answer.
    line: threading.BoundedSemaphore = request.app.state.assuming_line
    turn: threading.BoundedSemaphore = request.app.state.assuming
    if not line.acquire(blocking=False):
        raise Busy(_BUSY)
    try:
        if not turn.acquire(timeout=_PATIENCE):
            raise Busy(_BUSY)
        try:
            return assume(graph.store, names, inquiry, assumed), names, inquiry
        finally:
            turn.release()
    finally:
        line.release()


def _parameters(request: Request) -> dict[str, str]:
    given: dict[str, str] = dict.fromkeys(_PARAMETERS, "")
    for name, text in request.query_params.multi_items():
        if name not in given:
            known = ", ".join(_PARAMETERS)
            raise RequestProblem(
                "bad-request", f"There is no parameter “{name}”. There are: {known}."
            )
        if given[name]:
            raise RequestProblem("bad-request", f"“{name}” is given twice: send it once.")
        given[name] = text
    if not given["treaty"]:
        raise RequestProblem("bad-request", "The request names no treaty: send one as “treaty”.")
    return given
