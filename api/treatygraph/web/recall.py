"""Recall: a short answer that was sent to the same request before is sent again as it was.

The cache of the endpoint knows answers by query, whatever the request looks like; to find out the
query takes longer than to send what is short.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from treatygraph.web.sparql import PATH

_Headers = list[tuple[bytes, bytes]]
_Key = tuple[bytes, ...]

_MOST_ANSWERS: Final = 1000
_MOST_BYTES: Final = 2**14
# An address that is longer is seldom asked for again.
_LONGEST_ADDRESS: Final = 4096
# Whatever else a request says, the answer is the same.
_TELLING: Final = frozenset({b"accept", b"accept-encoding", b"prefer"})
# With one of these it is not.
_ELSE: Final = frozenset({b"if-none-match", b"range"})


@dataclass(frozen=True)
class _Sent:
    version: str
    headers: _Headers
    body: bytes
    state: dict[str, Any]


class Recall:
    """Answers GET of the endpoint again while the data is the same, and hands all else on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._sent: OrderedDict[_Key, _Sent] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does."""
        key = _key(scope)
        if not key:
            await self._app(scope, receive, send)
            return
        version: str = scope["app"].state.graph.version
        sent = self._sent.get(key)
        if sent and sent.version == version:
            self._sent.move_to_end(key)
            scope["state"].update(sent.state)
            head = {"type": "http.response.start", "status": 200, "headers": [*sent.headers]}
            await send(head)
            await send({"type": "http.response.body", "body": sent.body})
            return
        headers: _Headers = []

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers.extend(message["headers"] if message["status"] == 200 else ())
            elif headers and not message.get("more_body"):
                body = message.get("body", b"")
                if (b"content-length", str(len(body)).encode()) in headers:
                    self._keep(key, version, headers, body, scope["state"])
            await send(message)

        await self._app(scope, receive, watch)

    def _keep(
        self, key: _Key, version: str, headers: _Headers, body: bytes, state: dict[str, Any]
    ) -> None:
        told = dict(headers)
        if len(body) > _MOST_BYTES or b"etag" not in told or "query_hash" not in state:
            return
        told[b"cache-status"] = b"treatygraph; hit"
        noted = {name: state[name] for name in ("route", "query", "query_hash")}
        again = {**noted, "outcome": "cached", "cache": "hit"}
        self._sent[key] = _Sent(version, [*told.items()], body, again)
        if len(self._sent) > _MOST_ANSWERS:
            self._sent.popitem(last=False)


def _key(scope: Scope) -> _Key:
    """What the answer depends on besides the data; empty where it may depend on more."""
    if (
        scope["type"] != "http"
        or scope["method"] != "GET"
        or scope["path"] != scope.get("root_path", "") + PATH
        or len(scope["query_string"]) > _LONGEST_ADDRESS
    ):
        return ()
    key = [scope["query_string"]]
    for name, value in scope["headers"]:
        if name in _TELLING:
            key += (name, value)
        elif name in _ELSE:
            return ()
    return tuple(key)
