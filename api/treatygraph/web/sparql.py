"""`/sparql`: the query operation of the SPARQL 1.1 Protocol (section 2.1)."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.errors import QueryError
from treatygraph.query.engine import Answer, Dataset, answer
from treatygraph.query.formats import Form, by_wish
from treatygraph.query.guard import check_query
from treatygraph.store.build import Graph
from treatygraph.web import pages
from treatygraph.web.problems import RequestProblem

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"

Parameters = list[tuple[str, str]]


async def sparql(request: Request) -> Response:
    """The result of one query in the form that the client asks for.

    GET with `query`; POST with a form, or with the query as body. `default-graph-uri` and
    `named-graph-uri` choose graphs, `format` overrides the Accept header. Without a query a
    browser gets a form to write one in.
    """
    graph: Graph = request.app.state.graph
    parameters = await _parameters(request)
    texts = _all(parameters, "query")
    if not texts and request.method != "POST" and pages.wants_html(request):
        return pages.editor(request)
    if _all(parameters, "update"):
        raise RequestProblem("bad-request", "This endpoint takes queries, no updates.")
    if len(texts) != 1:
        what = "several queries" if texts else "no query"
        raise RequestProblem("bad-request", f"The request has {what}: send one as “query”.")
    check_query(texts[0], request.app.state.settings)
    dataset = Dataset(
        default=_graphs(parameters, "default-graph-uri"),
        named=_graphs(parameters, "named-graph-uri"),
    )
    name = (_all(parameters, "format") or _all(parameters, "output") or [""])[0]
    accept = request.headers.get("accept", "")

    def choose(forms: tuple[Form, ...]) -> Form:
        return by_wish(forms, name, accept)

    found: Answer = await run_in_threadpool(answer, graph.store, texts[0], choose, dataset)
    charset = "; charset=utf-8" if found.media_type.startswith("text/") else ""
    return Response(
        found.content, headers={"Content-Type": found.media_type + charset, "Vary": "Accept"}
    )


async def _parameters(request: Request) -> Parameters:
    parameters: Parameters = list(request.query_params.multi_items())
    if request.method != "POST":
        return parameters
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in (_FORM, _DIRECT):
        raise RequestProblem(
            "unsupported-media-type", f"“{media_type}” is not read here; send {_DIRECT} or {_FORM}."
        )
    body = await _body(request)
    try:
        text = body.decode("utf-8")
        if media_type == _FORM:
            return parameters + parse_qsl(
                text, keep_blank_values=True, errors="strict", max_num_fields=100
            )
    except UnicodeDecodeError:
        raise QueryError("The body is not UTF-8.") from None
    except ValueError as error:
        raise RequestProblem("bad-request", f"The form cannot be read: {error}.") from None
    return [*parameters, ("query", text)]


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
    return tuple(value for value in _all(parameters, name) if value)
