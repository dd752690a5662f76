"""`/healthz`, `/readyz` and `/metrics`: what those who run a server ask it."""

from __future__ import annotations

import asyncio

from fastapi import FastAPI
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from pydantic import BaseModel
from starlette.responses import Response

from treatygraph.query.workers import Task, Workers
from treatygraph.store.build import Graph
from treatygraph.web.documentation import HEALTH_RESPONSES, READY_RESPONSES
from treatygraph.web.metrics import Metrics
from treatygraph.web.problems import RequestProblem

# Seconds; monitors wait some ten.
_PATIENCE = 5.0


class Health(BaseModel):
    """State of the server."""

    status: str
    version: str
    triples: int


class Readiness:
    """Whether the workers answer; `unready` holds why nobody should ask now, empty otherwise."""

    def __init__(self) -> None:
        self.unready = ""
        self._probe: asyncio.Task[str] | None = None

    async def check(self, workers: Workers) -> None:
        """Raises the problem `not-ready` unless a worker answers the smallest query soon.

        However many ask at a time, the workers get one query.
        """
        trouble = self.unready or await self._ask(workers)
        if trouble:
            raise RequestProblem("not-ready", trouble)

    async def _ask(self, workers: Workers) -> str:
        if not self._probe or self._probe.done():
            self._probe = asyncio.create_task(_trouble(workers))
        try:
            return await asyncio.wait_for(asyncio.shield(self._probe), _PATIENCE)
        except TimeoutError:
            return f"No worker has answered for {_PATIENCE:g} seconds."


async def _trouble(workers: Workers) -> str:
    try:
        (await workers.answer(Task("ASK {}"))).close()
    except Exception as error:
        # Whatever it is: it keeps queries from being answered.
        return f"No worker answers: {error}"
    return ""


def add_operations(app: FastAPI, metrics: Metrics, readiness: Readiness) -> None:
    """Adds the three routes, each for GET and HEAD."""

    def told() -> Health:
        graph: Graph = app.state.graph
        return Health(status="ok", version=graph.version, triples=graph.size)

    @app.head("/healthz", include_in_schema=False)
    @app.get("/healthz", tags=["operations"], responses=HEALTH_RESPONSES)
    def healthz() -> Health:
        """Says that the server lives, with the version and the size of its data."""
        return told()

    @app.head("/readyz", include_in_schema=False)
    @app.get("/readyz", tags=["operations"], responses=READY_RESPONSES)
    async def readyz() -> Health:
        """Says that the workers answer queries."""
        await readiness.check(app.state.workers)
        return told()

    @app.head("/metrics", include_in_schema=False)
    @app.get("/metrics", tags=["operations"], response_class=Response)
    def metrics_page() -> Response:
        """Tells in the text format of Prometheus what the server has done and how it is."""
        return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})
