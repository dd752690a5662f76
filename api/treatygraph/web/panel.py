"""`/panel`: the status of every participant of every treaty in every year, as a table."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from treatygraph.errors import TreatygraphError
from treatygraph.query.formats import by_wish
from treatygraph.store.build import Graph
from treatygraph.tables.panel import read_panel, read_rows
from treatygraph.tables.parquet import as_parquet, open_library
from treatygraph.web.codebooks import link_codebook, read_codebook, send_codebook
from treatygraph.web.conditions import is_held
from treatygraph.web.negotiation import CSV, CSVW, PARQUET
from treatygraph.web.protocol import read_all, read_once

_FORMS: Final = (CSV, PARQUET, CSVW)
_TREATY: Final = "treaty"
_ONCE: Final = ("from", "to", "format")


async def panel(request: Request) -> Response:
    """The rows as CSV or Parquet, treaty by treaty, or the codebook, as the client asks.

    Raises RequestProblem for a parameter that there is not, MissingExtra for Parquet where it
    cannot be written, and what `read_panel` raises.
    """
    given = request.query_params.multi_items()
    once = read_once(given, _ONCE, repeated=[_TREATY])
    treaties = [text for text in read_all(given, _TREATY) if text]
    asked = read_panel(request.app.state.names, treaties, once["from"], once["to"])
    form = by_wish(_FORMS, once["format"], request.headers.get("accept", ""))
    if form is CSVW:
        return await send_codebook(request, asked.question, given)
    graph: Graph = request.app.state.graph
    digest = hashlib.sha256(repr((asked.treaties, asked.years)).encode()).hexdigest()[:16]
    tag = f'W/"{graph.version}-{digest}-{form.name}"'
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag}
    if is_held(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="panel.{form.name}"'
    rows = read_rows(asked, request.app.state.workers)
    if form is PARQUET:
        library = open_library()
        rows = as_parquet(rows, await read_codebook(request, asked.question, given), library)
    else:
        headers |= link_codebook(given)
    if request.method == "HEAD":
        head = Response(headers=headers, media_type=form.media_type)
        # It would be that of no content.
        del head.headers["Content-Length"]
        return head
    # What goes wrong before the first of it is told by a status of its own.
    first = await anext(rows, b"")
    return _Stream(_resume(first, rows), headers=headers, media_type=form.media_type)


class _Stream(StreamingResponse):
    """What is sent as it comes in; where it breaks off, so does the connection."""

    async def stream_response(self, send: Send) -> None:
        with suppress(TreatygraphError):
            await super().stream_response(send)


async def _resume(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
