"""Delivery: one answer to a query on its way to a client, from the cache or from a worker."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

from treatygraph.errors import OutOfTime, TreatygraphError
from treatygraph.query.staff import Answer
from treatygraph.web.cache import Entry
from treatygraph.web.codings import choose_coding
from treatygraph.web.conditions import is_held
from treatygraph.web.headers import Headers, find_header, join_headers

# Content that is shorter is sent as it is.
_LEAST_ENCODED: Final = 1000


class Delivery:
    """Sends the answer to one request; `tag` is its strong entity tag, empty for what has none.

    RFC 9110, 8.8.3; RFC 9111, 5.2.2.4: whoever holds an answer asks whether it is still good.
    RFC 9211 for `Cache-Status`.
    """

    def __init__(self, request: Request, send: Send, headers: Headers, tag: str) -> None:
        self._request, self._send, self._tag = request, send, tag
        self._headers: Headers = {
            b"vary": b"Accept, Accept-Encoding",
            b"cache-control": b"no-cache" if tag else b"no-store",
            **headers,
        }
        if tag:
            self._headers[b"etag"] = tag.encode()

    async def tell_held(self) -> bool:
        """True where the client holds the answer, and has been told so."""
        held = find_header(self._request.scope, b"if-none-match") if self._tag else ""
        if not held or not is_held(held, self._tag):
            return False
        self._request.state.outcome, self._request.state.cache = "cached", "hit"
        await self._begin(self._headers, 304)
        await self._send({"type": "http.response.body", "body": b""})
        return True

    async def send_entry(self, entry: Entry, cached: bool) -> None:
        """Sends a whole answer, in the coding that the client likes best."""
        headers = self._head(entry.media_type, "hit" if cached else "fwd=miss")
        content, coding = entry.content, ""
        if len(content) >= _LEAST_ENCODED:
            coding = choose_coding(join_headers(self._request.scope, b"accept-encoding"))
        if coding:
            content = entry.encode(coding)
            headers[b"content-encoding"] = coding.encode()
        headers[b"content-length"] = b"%d" % len(content)
        await self._begin(headers)
        await self._send({"type": "http.response.body", "body": content})

    async def stream(self, answer: Answer) -> None:
        """Sends an answer as it comes in; where it breaks off, so does the connection."""
        await self._begin(self._head(answer.head["media_type"], "fwd=miss"))
        if self._request.method == "HEAD":
            await self._send({"type": "http.response.body", "body": b""})
            return
        try:
            async for piece in answer.content.pieces():
                await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        except TreatygraphError as error:
            late = isinstance(error, OutOfTime)
            self._request.state.outcome = "out-of-time" if late else "gave-up"
            return
        await self._send({"type": "http.response.body", "body": b""})

    async def send(self, response: Response) -> None:
        """Sends what is no result: a page, a problem."""
        await response(self._request.scope, self._request.receive, self._send)

    def _head(self, media_type: str, cache: str) -> Headers:
        status = cache if self._tag else "fwd=bypass"
        return {
            **self._headers,
            b"content-type": _content_type(media_type),
            b"cache-status": b"treatygraph; " + status.encode(),
        }

    async def _begin(self, headers: Headers, status: int = 200) -> None:
        start = {"type": "http.response.start", "status": status, "headers": [*headers.items()]}
        await self._send(start)


@lru_cache
def _content_type(media_type: str) -> bytes:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return (media_type + charset).encode()
