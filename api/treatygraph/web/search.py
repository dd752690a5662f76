"""`/search`: things by name, in any language and script, as JSON or as a page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from treatygraph.reconciliation.searching import search as search_index
from treatygraph.web import pages
from treatygraph.web.negotiation import wants_html
from treatygraph.web.problems import RequestProblem
from treatygraph.web.protocol import read_once

_PARAMETERS = ("q", "type", "limit", "format")
_HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept"}


async def search(request: Request) -> Response:
    """What the words of `q` may mean, best first; the form alone for a reader who asks nothing."""
    given = _parameters(request)
    html = wants_html(request, ())
    words, results = given["q"], []
    if words.strip() or not html:
        if not words.strip():
            raise RequestProblem("bad-request", "The request names no words: send some as “q”.")
        limit = given["limit"] or "20"
        if not (limit.isascii() and limit.isdecimal() and len(limit) < 6):
            raise RequestProblem("bad-request", "“limit” is no whole number.")
        index = await request.app.state.directory.index()
        results = search_index(index, words, given["type"], int(limit))
    if html:
        return pages.search(request, words, results)
    return JSONResponse({"query": words, "results": results}, headers=_HEADERS)


def _parameters(request: Request) -> dict[str, str]:
    given = read_once(request.query_params.multi_items(), _PARAMETERS)
    if given["format"] not in ("", "json", "html"):
        raise RequestProblem("bad-request", "“format” is neither json nor html.")
    return given
