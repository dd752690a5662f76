"""Patience: what the application lets a client take, in bytes of a head and seconds of a body.

This much holds under any server; what concerns connections is in `connections.py`.
"""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from treatygraph.settings import Settings
from treatygraph.web.problems import RequestProblem, on_error

# Bodies leave in pieces of so many bytes: a server can tell of none how much of it was taken.
PIECE = 65_536


class Patience:
    """The application, with requests refused that are too long in the head or too slow to come."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, its body by a deadline, and its answer in pieces."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_pieces(message: Message) -> None:
            nonlocal begun
            begun = True
            body = message.get("body", b"")
            for start in range(0, len(body) - PIECE, PIECE):
                await send({**message, "body": body[start : start + PIECE], "more_body": True})
            if len(body) > PIECE:
                message = {**message, "body": body[-(len(body) % PIECE or PIECE) :]}
            await send(message)

        try:
            self._check_head(scope)
            await self._app(scope, self._by_deadline(receive), send_pieces)
        except RequestProblem as error:
            if begun:
                raise
            answer = await on_error(Request(scope), error)
            await answer(scope, receive, send)
        except ClientDisconnect:
            # Nobody is there to be answered, and nothing went wrong.
            pass

    def _check_head(self, scope: Scope) -> None:
        hosts = sum(name == b"host" for name, _ in scope["headers"])
        # RFC 9112, section 3.2; not all servers see to it.
        if scope["http_version"] == "1.1" and hosts != 1:
            raise RequestProblem("bad-request", f"The request has {hosts} headers Host: send one.")
        most = self._settings.head_bytes
        address = len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])
        if address > most:
            raise RequestProblem(
                "address-too-long",
                f"The address has {address} bytes; {most} are allowed. Send a long query by POST.",
            )
        # As HTTP/2 counts them (RFC 9113, section 6.5.2), less its 32 bytes for each.
        headers = sum(len(name) + len(value) for name, value in scope["headers"])
        if headers > most:
            raise RequestProblem(
                "headers-too-large", f"The headers have {headers} bytes; {most} are allowed."
            )

    def _by_deadline(self, receive: Receive) -> Receive:
        seconds = self._settings.request_seconds
        end = asyncio.get_running_loop().time() + seconds
        more = True

        async def receive_in_time() -> Message:
            nonlocal more
            if not more:
                return await receive()
            try:
                async with asyncio.timeout_at(end):
                    message = await receive()
            except TimeoutError:
                raise RequestProblem(
                    "too-slow", f"The body did not arrive within {seconds} seconds."
                ) from None
            more = message.get("more_body", False)
            return message

        return receive_in_time
