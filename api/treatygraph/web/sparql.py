"""`/sparql`: the query operation of the SPARQL 1.1 Protocol (section 2.1)."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from treatygraph.errors import TreatygraphError
from treatygraph.query.formats import SOLUTIONS
from treatygraph.query.guard import check_query
from treatygraph.query.limits import allowed_limits
from treatygraph.query.staff import Answer
from treatygraph.query.workers import Task, Workers
from treatygraph.settings import Settings
from treatygraph.web import problems
from treatygraph.web.access import note_query
from treatygraph.web.asked import Asked, read_asked
from treatygraph.web.cache import Cache, Entry
from treatygraph.web.delivery import Delivery
from treatygraph.web.description import describe_service
from treatygraph.web.editor import show_editor, show_results
from treatygraph.web.flights import Flights, Gone
from treatygraph.web.headers import encode_headers
from treatygraph.web.limits import limit_headers, lower
from treatygraph.web.methods import answer_method
from treatygraph.web.negotiation import wants_html

PATH: Final = "/sparql"
_METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST")
_TABLE: Final = SOLUTIONS[0].media_type


class Sparql:
    """Answers queries itself, and hands every other request on.

    It stands before the framework, which takes longer than a short answer does.
    """

    def __init__(self, app: ASGIApp, settings: Settings, cache: Cache[Entry]) -> None:
        self._app, self._settings, self._cache = app, settings, cache
        self._allowed = allowed_limits(settings)
        self._usual = encode_headers(limit_headers(self._allowed, {}))
        self._flights = Flights()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers whatever is sent to its address."""
        if (
            scope["type"] != "http"
            or scope["path"].removeprefix(scope.get("root_path", "")) != PATH
        ):
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["route"] = PATH
        request = Request(scope, receive)
        if scope["method"] not in _METHODS or scope["method"] == "OPTIONS":
            await answer_method(request, _METHODS)(scope, receive, send)
            return
        try:
            asked = await read_asked(request, self._settings)
            if asked:
                await self._answer(asked, request, send)
                return
            wants_page = wants_html(request)
            response = show_editor(request) if wants_page else describe_service(request)
        except TreatygraphError as error:
            response = await problems.on_error(request, error)
        except Gone:
            return
        await response(scope, receive, send)

    async def _answer(self, asked: Asked, request: Request, send: Send) -> None:
        task, version = asked.task, request.app.state.graph.version
        state: dict[str, Any] = request.scope["state"]
        note_query(request.scope, task.query)
        tag = f'"{version}-{asked.digest}"' if asked.digest else ""
        limits, told = self._allowed, self._usual
        if asked.wish:
            limits = lower(self._allowed, asked.wish)
            told = encode_headers(limit_headers(self._allowed, asked.wish))
        delivery = Delivery(request, send, told, "" if asked.page else tag)
        if await delivery.tell_held():
            return
        key = (version, task)
        entry = self._cache.get(key) if tag else None
        if entry and len(entry.content) <= limits.result_bytes:
            state["outcome"], state["cache"] = "cached", "hit"
            await self._send(asked, request, delivery, entry, cached=True)
            # A coding may have been added to it.
            self._cache.put(key, entry)
            return
        state["cache"] = "miss"
        check_query(task.query, self._settings)
        workers: Workers = request.app.state.workers
        # What is volatile is worked out for each client alone.
        alike = (key, limits) if tag else object()
        with self._flights.join(alike) as flight:
            answer = await flight.land(lambda: workers.answer(task, limits), request.receive)
            state["outcome"] = "answered"
            if answer.content.is_whole:
                entry = Entry(answer.head["media_type"], await answer.content.read())
                await self._send(asked, request, delivery, entry, cached=False)
                if tag:
                    self._cache.put(key, entry)
            elif asked.page and answer.head["media_type"] == _TABLE:
                start = answer.content.so_far()
                await delivery.send(show_results(request, task.query, start, whole=False))
            else:
                await delivery.stream(answer)
                if tag and answer.content.is_whole:
                    # It was long, but perhaps not too long to keep.
                    await self._keep(key, answer)

    async def _keep(self, key: tuple[str, Task], answer: Answer) -> None:
        if self._cache.takes(answer.content.size):
            content = await answer.content.read()
            self._cache.put(key, Entry(answer.head["media_type"], content))

    async def _send(
        self, asked: Asked, request: Request, delivery: Delivery, entry: Entry, cached: bool
    ) -> None:
        if asked.page and entry.media_type == _TABLE:
            await delivery.send(show_results(request, asked.task.query, entry.content, whole=True))
        else:
            await delivery.send_entry(entry, cached)
