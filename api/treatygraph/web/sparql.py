"""`/sparql`: the query operation of the SPARQL 1.1 Protocol (section 2.1)."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.query.formats import SOLUTIONS
from treatygraph.query.guard import check_query
from treatygraph.query.workers import Task, Workers
from treatygraph.web import pages
from treatygraph.web.access import note_query
from treatygraph.web.problems import RequestProblem

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"

Parameters = list[tuple[str, str]]


async def sparql(request: Request) -> Response:
    """The result of one query in the form that the client asks for.

    GET with `query`; POST with a form, or with the query as body. `default-graph-uri` and
    `named-graph-uri` choose graphs, `format` overrides the Accept header. A browser gets a page
    with the solutions, and without a query a form to write one in.
    """
    workers: Workers = request.app.state.workers
    parameters = await _parameters(request)
    texts = _all(parameters, "query")
    if _all(parameters, "update"):
        raise RequestProblem("bad-request", "This endpoint takes queries, no updates.")
    if not texts and request.method != "POST" and pages.wants_html(request):
        return pages.editor(request)
    if len(texts) != 1:
        what = "several queries" if texts else "no query"
        raise RequestProblem("bad-request", f"The request has {what}: send one as “query”.")
    note_query(request.scope, texts[0])
    check_query(texts[0], request.app.state.settings)
    wish = (_all(parameters, "format") or _all(parameters, "output") or [""])[0]
    page = wish == "html" or (not wish and pages.wants_html(request))
    task = Task(
        query=texts[0],
        format="" if page else wish,
        accept="" if page else request.headers.get("accept", ""),
        default=_graphs(parameters, "default-graph-uri"),
        named=_graphs(parameters, "named-graph-uri"),
    )
    found = await workers.answer(task)
    request.state.outcome = "answered"
    if page and found.media_type == SOLUTIONS[0].media_type:
        return pages.results(request, texts[0], json.loads(found.content))
    charset = "; charset=utf-8" if found.media_type.startswith("text/") else ""
    return Response(
        found.content, headers={"Content-Type": found.media_type + charset, "Vary": "Accept"}
    )


async def _parameters(request: Request) -> Parameters:
    parameters = _form(request.scope["query_string"])
    if request.method != "POST":
        return parameters
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in (_FORM, _DIRECT):
        raise RequestProblem(
            "unsupported-media-type", f"“{media_type}” is not read here; send {_DIRECT} or {_FORM}."
        )
    body = await _body(request)
    if media_type == _FORM:
        return parameters + _form(body)
    try:
        return [*parameters, ("query", body.decode("utf-8"))]
    except UnicodeDecodeError:
        raise RequestProblem("bad-request", "The body is not UTF-8.") from None


def _form(text: bytes) -> Parameters:
    try:
        return parse_qsl(
            text.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=100
        )
    except UnicodeDecodeError:
        raise RequestProblem("bad-request", "The parameters are not UTF-8.") from None
    except ValueError as error:
        raise RequestProblem("bad-request", f"The parameters cannot be read: {error}.") from None


async def _body(request: Request) -> bytes:
    # A form escapes a byte with three characters, and carries more than the query.
    most = 3 * request.app.state.settings.query_bytes + 10_000
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise RequestProblem("too-large", f"The body is longer than {most} bytes.")
    return bytes(body)


def _all(parameters: Parameters, name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def _graphs(parameters: Parameters, name: str) -> tuple[str, ...]:
    graphs = tuple(value for value in _all(parameters, name) if value)
    for iri in graphs:
        try:
            ox.NamedNode(iri)
        except ValueError:
            raise RequestProblem("bad-request", f"{name}: “{iri}” is no absolute IRI.") from None
    return graphs
