"""`/graphs`: the SPARQL 1.1 Graph Store HTTP Protocol, graphs named by `graph` or `default`."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime
from urllib.parse import quote

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.graphs import SUBMISSIONS
from treatygraph.query.formats import GRAPHS, by_wish
from treatygraph.store.build import Graph
from treatygraph.web.conditions import is_held
from treatygraph.web.contents import Contents
from treatygraph.web.problems import RequestProblem
from treatygraph.web.protocol import (
    check_media_type,
    check_token,
    parse_parameters,
    read_all,
    read_body,
    read_graphs,
)
from treatygraph.web.writing import write

METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"]
_MEDIA_TYPES = [name for form in GRAPHS for name in (form.media_type, *form.also) if "/" in name]

GraphName = ox.NamedNode | ox.DefaultGraph


async def graphs(request: Request) -> Response:
    """The triples of one graph (GET, HEAD), or what came of replacing it (PUT), adding to it
    (POST) or removing it (DELETE).

    Writes need the token; a POST that names no graph makes a new one, and tells its name as
    Location. 422 with a report where the record would no longer be valid.
    """
    if request.method in ("GET", "HEAD"):
        return await run_in_threadpool(_read, request, _name(request))
    check_token(request)
    fresh = request.method == "POST" and not request.url.query
    graph = _make_name() if fresh else _name(request)
    content, form = None, ""
    if request.method != "DELETE":
        content, form = await _content(request)
    # One after the other: each is judged against the graph with those before it.
    async with request.app.state.accepting:
        known = await run_in_threadpool(_is_known, request, graph)
        if request.method == "DELETE" and not known:
            raise _not_found(graph)
        task = {
            "graph": graph.value if isinstance(graph, ox.NamedNode) else "",
            "empty": request.method != "POST",
            "content": content,
            "form": form,
        }
        done = await write(request, task)
    if isinstance(done, Response):
        return done
    if known:
        return Response(status_code=204)
    return Response(status_code=201, headers={"Location": _address(request, graph)})


def _name(request: Request) -> GraphName:
    """The graph that the address names (section 4.2); raises RequestProblem for none or several."""
    parameters = parse_parameters(request.scope["query_string"])
    named = read_graphs(parameters, "graph")
    unnamed = read_all(parameters, "default")
    if len(named) + len(unnamed) != 1:
        raise RequestProblem("bad-request", "Name one graph: ?graph=IRI, or ?default.")
    return ox.NamedNode(named[0]) if named else ox.DefaultGraph()


def _make_name() -> ox.NamedNode:
    now = datetime.now(UTC)
    return ox.NamedNode(f"{SUBMISSIONS}{now:%Y-%m-%dT%H%M%SZ}-{secrets.token_hex(4)}")


def _read(request: Request, graph: GraphName) -> Response:
    kept: Graph = request.app.state.graph
    if not _is_known(request, graph):
        raise _not_found(graph)
    wish = request.query_params.get("format", "")
    form = by_wish(GRAPHS, wish, request.headers.get("accept", ""))
    # Weak: compressed or not, the same thing is said.
    etag = f'W/"{kept.version}-{form.name}"'
    headers = {"Vary": "Accept", "ETag": etag}
    if is_held(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Contents(graph.value if isinstance(graph, ox.NamedNode) else "", form, headers)


def _is_known(request: Request, graph: GraphName) -> bool:
    """Whether the graph holds anything; the unnamed one is always there."""
    store: ox.Store = request.app.state.graph.store
    if isinstance(graph, ox.DefaultGraph):
        return True
    return next(store.quads_for_pattern(None, None, None, graph), None) is not None


def _not_found(graph: GraphName) -> RequestProblem:
    return RequestProblem("not-found", f"There is no graph {graph}.")


async def _content(request: Request) -> tuple[str, str]:
    if not {"content-length", "transfer-encoding"} & {*request.headers.keys()}:
        raise RequestProblem("length-required", "The request has no body: send triples.")
    media_type = check_media_type(request, _MEDIA_TYPES)
    content = await read_body(request, request.app.state.settings.submission_bytes)
    return base64.b64encode(content).decode(), media_type


def _address(request: Request, graph: GraphName) -> str:
    assert isinstance(graph, ox.NamedNode)
    root = request.scope.get("root_path", "")
    return f"{root}/graphs?graph={quote(graph.value, safe='')}"
