"""The application: routes, error handlers, what every answer carries."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TextIO

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

import treatygraph
from treatygraph.changes.history import open_history
from treatygraph.changes.noting import is_noted
from treatygraph.errors import TreatygraphError
from treatygraph.ingest.names import Names
from treatygraph.query.limits import allowed_limits
from treatygraph.query.workers import Workers
from treatygraph.settings import Settings, read_settings
from treatygraph.store.build import Graph, open_graph
from treatygraph.web import (
    catalogue,
    changes,
    checking,
    graphs,
    pages,
    panel,
    problems,
    rules,
    status,
)
from treatygraph.web.access import Access
from treatygraph.web.access_log import AccessLog
from treatygraph.web.cache import Cache, Entry
from treatygraph.web.compression import Compression
from treatygraph.web.desk import Desk
from treatygraph.web.directory import Directory
from treatygraph.web.documentation import (
    CHANGES_RESPONSES,
    FACTS_BODY,
    GRAPH_RESPONSES,
    GRAPH_WRITE_RESPONSES,
    PANEL_RESPONSES,
    QUERY_BODY,
    QUERY_RESPONSES,
    REPORT_RESPONSES,
    SEARCH_RESPONSES,
    STATUS_RESPONSES,
    UPDATE_RESPONSES,
    VOID_RESPONSES,
    describe_api,
    limits_text,
)
from treatygraph.web.methods import Methods
from treatygraph.web.metrics import Metrics
from treatygraph.web.operations import Readiness, add_operations
from treatygraph.web.parameters import (
    changes_form,
    graph_form,
    panel_form,
    query_form,
    report_form,
    search_form,
    status_form,
    update_form,
    void_form,
)
from treatygraph.web.patience import Patience
from treatygraph.web.rates import Rates
from treatygraph.web.recall import Recall
from treatygraph.web.reconciliation import add_reconciliation
from treatygraph.web.search import search
from treatygraph.web.sparql import Sparql
from treatygraph.web.submissions import submit
from treatygraph.web.things import thing, void
from treatygraph.web.update import update
from treatygraph.web.versions import note_served

# Headers that scripts of other sites may read.
_EXPOSED = [
    "Allow", "Location",
    "Cache-Status", "ETag", "Link",
    "Query-Limits", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id",
]  # fmt: skip
# Requests with an assumption that wait: few beside the forty threads that answer requests.
_ASSUMING_WAIT = 8


def create_app(
    settings: Settings | None = None, graph: Graph | None = None, log: TextIO | None = None
) -> FastAPI:
    """The application over one graph, which it opens itself where none is given.

    The access log is written to `log`, nowhere if none.

    `uvicorn --factory treatygraph.web.app:create_app` and `treatygraph serve` start the same.
    """
    settings = settings or read_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.readiness.unready = "The server is shutting down."
        app.state.workers.close()

    app = FastAPIOffline(
        lifespan=lifespan,
        title="treatygraph",
        version=treatygraph.__version__,
        summary="Who was bound by which treaty on which day, and by which act.",
        description=limits_text(allowed_limits(settings)),
        redoc_url=None,
        license_info={"name": "Data: CC0 1.0. Code: Apache 2.0."},
    )
    app.state.settings = settings
    if graph is None:
        graph = open_graph(settings)
        note_served(settings, graph)
    app.state.graph = graph
    app.state.history = open_history(settings)
    app.state.noted = is_noted(app.state.history, graph.version)
    app.state.since = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    app.state.workers = Workers(Desk(app.state.graph.store, settings), settings)
    app.state.cache = Cache[Entry](settings.cache_bytes)
    sources = [lambda: app.state.workers.figures(), app.state.cache.figures]
    app.state.rendering = {}
    app.state.metrics = Metrics(lambda: app.state.graph, sources)
    app.state.readiness = Readiness()
    app.state.accepting = asyncio.Lock()
    app.state.directory = Directory(app)
    app.state.names = Names(app.state.graph.store)
    app.state.assuming = threading.BoundedSemaphore(settings.workers)
    app.state.assuming_line = threading.BoundedSemaphore(settings.workers + _ASSUMING_WAIT)
    app.add_exception_handler(TreatygraphError, problems.on_error)
    app.add_exception_handler(HTTPException, problems.on_http_exception)
    app.add_exception_handler(Exception, problems.on_failure)
    app.add_middleware(Methods, routes=app.routes)
    app.add_middleware(Sparql, settings=settings, cache=app.state.cache)
    app.add_middleware(Compression)
    app.add_middleware(Recall, most=settings.cache_bytes // 4)
    app.add_middleware(Rates, settings=settings)
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_headers=["*"], expose_headers=_EXPOSED,
        allow_methods=["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"],
    )  # fmt: skip
    app.add_middleware(Patience, settings=settings)
    observers = [app.state.metrics.count]
    if log:
        observers.append(AccessLog(log, settings).write)
    app.add_middleware(Access, observers=observers)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    add_operations(app, app.state.metrics, app.state.readiness)
    _add_routes(app)
    app.openapi = partial(describe_api, app)  # type: ignore[method-assign]
    return app


def _add_routes(app: FastAPI) -> None:
    # Others serve these; what the framework gets is their documentation.
    describe = partial(app.api_route, response_class=Response)
    for method, extra in (("GET", None), ("POST", QUERY_BODY)):
        describe(
            "/sparql", methods=[method], tags=["query"], responses=QUERY_RESPONSES,
            name=f"query by {method}", openapi_extra=extra,
        )(query_form)  # fmt: skip

    app.add_route("/.well-known/void", void, methods=["GET"])
    describe(
        "/.well-known/void", tags=["things"], responses=VOID_RESPONSES, name="description"
    )(void_form)  # fmt: skip

    for path, answer, name in (
        ("/status", status.status, "status"),
        ("/explain", status.explain, "explanation"),
    ):
        app.add_route(path, answer, methods=["GET"])
        describe(path, tags=["status"], responses=STATUS_RESPONSES, name=name)(status_form)

    app.add_route("/panel", panel.panel, methods=["GET"])
    describe("/panel", tags=["status"], responses=PANEL_RESPONSES, name="panel")(panel_form)

    for path, take, name in (
        ("/validate", checking.validate, "validation"),
        ("/submissions", submit, "submission"),
    ):
        app.add_route(path, take, methods=["POST"])
        describe(
            path, methods=["POST"], tags=["validation"], responses=REPORT_RESPONSES, name=name,
            openapi_extra=FACTS_BODY,
        )(report_form)  # fmt: skip

    app.add_route("/update", update, methods=["POST"])
    app.post("/update", tags=["writing"], responses=UPDATE_RESPONSES, name="update")(update_form)

    app.add_route("/graphs", graphs.graphs, methods=graphs.METHODS)
    app.get("/graphs", tags=["writing"], responses=GRAPH_RESPONSES, name="graph")(graph_form)
    for document, name in (
        (app.put, "replacement of a graph"),
        (app.post, "addition to a graph"),
        (app.delete, "removal of a graph"),
    ):
        document(
            "/graphs", tags=["writing"], responses=GRAPH_WRITE_RESPONSES, name=name,
            status_code=204, response_class=Response,
        )(graph_form)  # fmt: skip

    app.add_route("/validate", checking.show, methods=["GET"])
    app.add_route("/search", search, methods=["GET"])
    describe(
        "/search", tags=["names"], responses=SEARCH_RESPONSES, name="search"
    )(search_form)  # fmt: skip
    add_reconciliation(app)

    app.add_route("/changes", changes.changes, methods=["GET"])
    app.add_route("/changes/{name}", changes.changes, methods=["GET"])
    app.add_route("/changes.atom", changes.feed, methods=["GET"])
    for path, name in (("/changes", "changes"), ("/changes.atom", "feed of changes")):
        describe(path, tags=["changes"], responses=CHANGES_RESPONSES, name=name)(changes_form)
    for path in ("/", "/treaties", "/states", "/about"):
        app.add_route(path, pages.page, methods=["GET"])
    app.add_route("/queries", catalogue.catalogue, methods=["GET"])
    app.add_route("/queries/{name}", catalogue.question, methods=["GET"])
    app.add_route("/shapes", rules.shapes, methods=["GET"])
    app.add_route("/shapes/{name}", rules.shape, methods=["GET"])
    app.add_route("/checks/{name}", rules.check, methods=["GET"])
    app.add_route("/problems", pages.problem_page, methods=["GET"])
    app.add_route("/problems/{slug}", pages.problem_page, methods=["GET"])
    for route in app.routes:
        # The framework's own pages take GET alone.
        if isinstance(route, Route) and not route.include_in_schema and route.methods == {"GET"}:
            route.methods.add("HEAD")
    # The last, for it takes every path.
    app.add_route("/{path:path}", thing, methods=["GET"])
