"""Compressed answers: zstd or gzip, whole or as they stream."""

from __future__ import annotations

import asyncio
import re
from functools import lru_cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from treatygraph.web.codings import (
    CODINGS,
    Compressor,
    choose_coding,
    compress,
    mark_tag,
    start_compressor,
)
from treatygraph.web.headers import Headers, join_headers

_SHRINKS = re.compile(r"text/.+|.+[+/](?:json|xml|javascript)|application/(?:n-\w+|trig)", re.I)
# The server does nothing else while it compresses a slice, which takes less than a millisecond.
_SLICE = 2**18


class Compression:
    """Compresses the answers of an application.

    What is small, in a coding already or of a kind that does not shrink stays as it is. The
    application sees and sends entity tags of the plain form: the marks of codings are added to
    `ETag`, also where it has compressed the content itself, and taken from `If-None-Match`.
    """

    def __init__(self, app: ASGIApp, smallest: int = 1000) -> None:
        self._app, self._smallest = app, smallest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        coding = choose_coding(join_headers(scope, b"accept-encoding"))
        marked = _take_marks(scope, coding) if coding else set()
        await self._app(scope, receive, _Answer(send, coding, self._smallest, marked).send)


class _Answer:
    """One answer on its way; its start waits for the first part of its body."""

    def __init__(self, send: Send, coding: str, smallest: int, marked: set[str]) -> None:
        self._send, self._coding, self._smallest, self._marked = send, coding, smallest, marked
        self._start: Message | None = None
        self._compressor: Compressor | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._start:
            start, self._start = self._start, None
            if message["type"] == "http.response.body":
                message = self._begin(start, message)
            await self._send(start)
        if not self._compressor:
            await self._send(message)
            return
        for at in range(0, len(body), _SLICE):
            part = self._compressor.compress(body[at : at + _SLICE])
            if part:
                await self._send({"type": message["type"], "body": part, "more_body": True})
            await asyncio.sleep(0)
        if not more:
            await self._send({"type": message["type"], "body": self._compressor.flush()})

    def _begin(self, start: Message, first: Message) -> Message:
        """Sets the headers; the first part of the body, compressed if it is small and all."""
        told: Headers = dict(start.setdefault("headers", []))
        if start["status"] != 304 and not _shrinks(told.get(b"content-type", b"")):
            return first
        body, more = first.get("body", b""), first.get("more_body", False)
        tag = str(told.get(b"etag", b""), "latin-1")
        headers = MutableHeaders(scope=start)
        if b"accept-encoding" not in told.get(b"vary", b"").lower():
            headers.add_vary_header("Accept-Encoding")
        if start["status"] == 304:
            if tag in self._marked:
                headers["ETag"] = mark_tag(tag, self._coding)
            return first
        given = str(told.get(b"content-encoding", b""), "latin-1")
        # The answer to HEAD may have no body, and tells how long that would be.
        size = max(len(body), int(told.get(b"content-length", 0)))
        wanted = more or size >= self._smallest
        if given or not wanted or not self._coding or _must_stay(start["status"], told):
            if given in CODINGS and tag:
                headers["ETag"] = mark_tag(tag, given)
            return first
        headers["Content-Encoding"] = self._coding
        del headers["Content-Length"]
        if tag:
            headers["ETag"] = mark_tag(tag, self._coding)
        if more or len(body) > _SLICE:
            self._compressor = start_compressor(self._coding)
        elif body:
            body = compress(body, self._coding)
            headers["Content-Length"] = str(len(body))
        return {**first, "body": body}


@lru_cache(maxsize=256)
def _shrinks(content_type: bytes) -> bool:
    media_type = str(content_type, "latin-1").partition(";")[0].strip()
    return bool(_SHRINKS.fullmatch(media_type))


def _must_stay(status: int, told: Headers) -> bool:
    # RFC 9111, 5.2.2.6; a part of a document is a part of the form that was named.
    return status in (204, 206) or b"no-transform" in told.get(b"cache-control", b"").lower()


def _take_marks(scope: Scope, coding: str) -> set[str]:
    """Has the request ask for tags without their marks; returns those that had one."""
    headers = MutableHeaders(scope=scope)
    held, mark = headers.get("if-none-match", ""), f'-{coding}"'
    tags = {tag.strip().removeprefix("W/") for tag in held.split(",")}
    marked = {tag.removesuffix(mark) + '"' for tag in tags if tag.endswith(mark)}
    if marked:
        headers["If-None-Match"] = held.replace(mark, '"')
    return marked
