"""What every request leaves behind: an id in its answer, and a record for those who watch.

An endpoint tells more of a request through `scope["state"]`: `query_hash` and `query` (by
`note_query`), `rows`, `outcome` (one of `OUTCOMES`) and `cache` (hit, miss); also `route` where it
is no route of the application.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What becomes of queries.
OUTCOMES: Final = ("answered", "cached", "refused", "out-of-time", "gave-up", "busy", "failed")

_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ID: Final = b"x-request-id"
_METHODS = frozenset("DELETE GET HEAD OPTIONS PATCH POST PUT".split())
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
    """Gives every answer its `X-Request-Id`, and each request's record to its observers.

    The id is the client's where that is short and plain, so that both sides can find a request.
    """

    def __init__(self, app: ASGIApp, observers: Sequence[Callable[[Record], None]]) -> None:
        self._app, self._observers = app, observers

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
            for observe in self._observers:
                observe(record)


def note_query(scope: Scope, query: str) -> None:
    """Lets log and metrics know that the request is a query, by the first half of its SHA-256."""
    state = scope.setdefault("state", {})
    state["query"] = query
    state["query_hash"] = hashlib.sha256(query.encode()).hexdigest()[:16]


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
