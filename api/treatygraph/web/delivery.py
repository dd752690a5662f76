"""Delivery: one answer to a query on its way to a client, from the cache or from a worker."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

from treatygraph.errors import OutOfTime, TreatygraphError
from treatygraph.query.staff import Answer
from treatygraph.web.cache import Entry
from treatygraph.web.codings import choose_coding
from treatygraph.web.conditions import is_held

# Content that is shorter is sent as it is.
_LEAST_ENCODED: Final = 1000

Headers = dict[str, str]


class Delivery:
    """Sends the answer to one request; `tag` is its strong entity tag, empty for what has none.

    RFC 9110, 8.8.3; RFC 9111, 5.2.2.4: whoever holds an answer asks whether it is still good.
    RFC 9211 for `Cache-Status`.
    """

    def __init__(self, request: Request, send: Send, headers: Headers, tag: str) -> None:
        self._request, self._send, self._tag = request, send, tag
        control = "no-cache" if tag else "no-store"
        self._headers = {"Vary": "Accept", "Cache-Control": control, **headers}
        if tag:
            self._headers["ETag"] = tag

    async def tell_held(self) -> bool:
        """True where the client holds the answer, and has been told so."""
        if not self._tag or not is_held(self._request.headers.get("if-none-match", ""), self._tag):
            return False
        self._request.state.outcome, self._request.state.cache = "cached", "hit"
        await self.send(Response(status_code=304, headers=self._headers))
        return True

    async def send_entry(self, entry: Entry, cached: bool) -> None:
        """Sends a whole answer, in the coding that the client likes best."""
        headers = self._head(entry.media_type, "hit" if cached else "fwd=miss")
        content, coding = entry.content, ""
        if len(content) >= _LEAST_ENCODED:
            headers["Vary"] = "Accept, Accept-Encoding"
            coding = choose_coding(",".join(self._request.headers.getlist("accept-encoding")))
        if coding:
            content = entry.encode(coding)
            headers["Content-Encoding"] = coding
        headers["Content-Length"] = str(len(content))
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
        charset = "; charset=utf-8" if media_type.startswith("text/") else ""
        status = cache if self._tag else "fwd=bypass"
        return {
            **self._headers,
            "Content-Type": media_type + charset,
            "Cache-Status": f"treatygraph; {status}",
        }

    async def _begin(self, headers: Headers) -> None:
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await self._send({"type": "http.response.start", "status": 200, "headers": raw})
