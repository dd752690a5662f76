"""The contents of a graph, which a worker writes and the client gets as they come."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from treatygraph.query.formats import Form
from treatygraph.query.workers import Workers
from treatygraph.web.delivery import Delivery
from treatygraph.web.headers import encode_headers


class Contents(Response):
    """All triples of a graph in a form; `graph` is its IRI, empty for the unnamed one."""

    def __init__(self, graph: str, form: Form, headers: Mapping[str, str]) -> None:
        super().__init__(headers=dict(headers))
        self._task = {"graph": graph, "form": form.name}
        self._told = encode_headers({"Cache-Control": "no-cache", **headers})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends them; raises what the workers raise, before anything is sent."""
        request = Request(scope, receive)
        workers: Workers = request.app.state.workers
        answer = await workers.do(self._task, hasty=True)
        with contextlib.closing(answer):
            await Delivery(request, send, self._told, "").stream(answer)
