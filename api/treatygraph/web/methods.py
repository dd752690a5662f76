"""Methods: what each address takes, told to those who ask, and to those who send something else."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from treatygraph.web.problems import problem


class Methods:
    """Answers OPTIONS for every address, and 405 where it does not take the method.

    Both tell in Allow what it takes (RFC 9110, sections 9.3.7 and 15.5.6). The last of the routes
    takes every path, and counts for those alone that no other takes: GET of an address to which
    one can only POST is a wrong method there, and no unknown thing.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app, self._routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request, or hands it on."""
        if scope["type"] == "http":
            allowed = self._allowed(scope)
            # What no route takes is for the framework to refuse: nothing is there.
            if allowed and (scope["method"] not in allowed or scope["method"] == "OPTIONS"):
                await answer_method(Request(scope), allowed)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _allowed(self, scope: Scope) -> list[str]:
        methods: set[str] = set()
        for route in self._routes:
            if methods and route is self._routes[-1]:
                break
            if route.matches(scope)[0] != Match.NONE:
                taken = route.methods if isinstance(route, Route) else None
                methods |= taken or {"GET", "HEAD"}
        return sorted({*methods, "OPTIONS"}) if methods else []


def answer_method(request: Request, allowed: Sequence[str]) -> Response:
    """What OPTIONS gets of an address that takes these methods, and any method besides them."""
    allow = ", ".join(allowed)
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": allow})
    detail = f"{request.url.path} takes {allow}."
    answer = problem(request, "method-not-allowed", detail)
    answer.headers["Allow"] = allow
    return answer
