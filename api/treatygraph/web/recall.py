"""Recall: an answer that was sent to the same request before is sent again as it was.

The cache of the endpoint knows answers by query, whatever the request looks like; to find out the
query takes longer than to send it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from treatygraph.web.cache import Cache
from treatygraph.web.sparql import PATH

_Headers = list[tuple[bytes, bytes]]
_Key = tuple[bytes, ...]

# An address that is longer is seldom asked for again.
_LONGEST_ADDRESS: Final = 4096
# Whatever else a request says, the answer is the same.
_TELLING: Final = frozenset({b"accept", b"accept-encoding", b"prefer"})
# With one of these it is not.
_ELSE: Final = frozenset({b"if-none-match", b"range"})
# What the endpoint has told of a request that was answered from its cache.
_TOLD: Final = ("route", "query", "query_hash", "outcome", "cache")


@dataclass(frozen=True)
class _Sent:
    version: str
    headers: _Headers
    body: bytes
    state: dict[str, Any]

    @property
    def content_bytes(self) -> int:
        return len(self.body)


class Recall:
    """Answers GET of the endpoint again while the data is the same, and hands all else on.

    It keeps up to `most` bytes of what the endpoint had in its cache, so of what was asked twice.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._sent: Cache[_Sent] = Cache(most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does."""
        key = _key(scope)
        if not key:
            await self._app(scope, receive, send)
            return
        version: str = scope["app"].state.graph.version
        state: dict[str, Any] = scope["state"]
        sent = self._sent.get(key)
        if sent and sent.version == version:
            state.update(sent.state)
            head = {"type": "http.response.start", "status": 200, "headers": [*sent.headers]}
            await send(head)
            await send({"type": "http.response.body", "body": sent.body})
            return
        headers: _Headers = []

        async def watch(message: Message) -> None:
            if state.get("cache") == "hit":
                if message["type"] == "http.response.start":
                    # Without a tag it is a page, which tells of the request.
                    if message["status"] == 200 and b"etag" in dict(message["headers"]):
                        headers.extend(message["headers"])
                elif message.get("more_body"):
                    headers.clear()
                elif headers:
                    told = {name: state[name] for name in _TOLD}
                    self._sent.put(key, _Sent(version, headers, message["body"], told))
            await send(message)

        await self._app(scope, receive, watch)


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
