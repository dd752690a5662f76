"""What every request leaves behind: an id in its answer, and a line in the access log.

An endpoint tells more of a request through `scope["state"]`: `query_hash` and `query` (by
`note_query`), `rows`, `outcome` (one of `OUTCOMES`) and `cache` (hit, miss); also `route` where it
is no route of the application.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from treatygraph.settings import Settings

LOG: Final = logging.getLogger("treatygraph.access")

# What becomes of queries.
OUTCOMES: Final = ("answered", "cached", "refused", "out-of-time", "gave-up", "busy", "failed")

_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ID: Final = b"x-request-id"
_METHODS = frozenset("DELETE GET HEAD OPTIONS PATCH POST PUT".split())
_TOLD = ("query_hash", "rows", "outcome", "cache")
# What nginx logs for a client that left before its answer began.
_LEFT = 499


class Record(NamedTuple):
    """One request after its end: `route` is a template, `size` the bytes of the body as sent.

    `method`, `route` and `status` come from small sets, whatever clients send. `state` is what
    the endpoint told; `whole` is false where the answer broke off.
    """

    id: str
    method: str
    route: str
    status: int
    seconds: float
    size: int
    whole: bool
    client: str
    state: dict[str, Any]


class Access:
    """Gives every answer its `X-Request-Id`, and each request's record to log and observers.

    The id is the client's where that is short and plain, so that both sides can find a request.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, observers: Sequence[Callable[[Record], None]] = ()
    ) -> None:
        self._app, self._settings, self._observers = app, settings, observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        request_id = state["request_id"] = _request_id(scope)
        began = time.perf_counter()
        status, size, whole = 0, 0, False

        async def watch(message: Message) -> None:
            nonlocal status, size, whole
            if message["type"] == "http.response.start":
                status = message["status"]
                told = [each for each in message.get("headers", ()) if each[0] != _ID]
                message["headers"] = [*told, (_ID, request_id.encode())]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
                whole = not message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            status = status or 500
            raise
        finally:
            seconds = time.perf_counter() - began
            method = scope["method"] if scope["method"] in _METHODS else "other"
            client = (scope.get("client") or ("",))[0]
            record = Record(
                request_id, method, _route(scope), status or _LEFT, seconds, size, whole, client,
                state,
            )  # fmt: skip
            if LOG.isEnabledFor(logging.INFO):
                # Where in this file it was written need not be found out each time.
                line = access_line(record, self._settings)
                LOG.handle(LOG.makeRecord(LOG.name, logging.INFO, "", 0, line, (), None))
            for observe in self._observers:
                observe(record)


def note_query(scope: Scope, query: str) -> None:
    """Lets log and metrics know that the request is a query, by the first half of its SHA-256."""
    state = scope.setdefault("state", {})
    state["query"] = query
    state["query_hash"] = hashlib.sha256(query.encode()).hexdigest()[:16]


def access_line(record: Record, settings: Settings) -> str:
    """A record as one line of JSON in ASCII: nothing that a client sends begins another line.

    Texts of queries and addresses of clients stand in it where the settings say so.
    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    line: dict[str, Any] = {
        "time": now.replace("+00:00", "Z"),
        "id": record.id,
        "method": record.method,
        "route": record.route,
        "status": record.status,
        "ms": round(record.seconds * 1000, 2),
        "bytes": record.size,
    }
    line |= {name: record.state[name] for name in _TOLD if name in record.state}
    if not record.whole:
        line["broken"] = True
    if settings.log_clients:
        line["client"] = record.client
    if settings.log_queries and "query" in record.state:
        line["query"] = record.state["query"]
    return json.dumps(line)


def write_log(stream: TextIO) -> None:
    """Has the access log written to a stream, one line a request."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == _ID and _PLAIN.fullmatch(given := str(value, "latin-1")):
            return given
    return os.urandom(16).hex()


def _route(scope: Scope) -> str:
    """The first template of what answered; `none` where no route did."""
    told: str = scope["state"].get("route", "")
    endpoint = scope.get("endpoint")
    if told or endpoint is None:
        return told or "none"
    for route in getattr(scope.get("app"), "routes", ()):
        if endpoint in (getattr(route, "endpoint", None), getattr(route, "app", None)):
            path: str = route.path
            return path
    return "none"
