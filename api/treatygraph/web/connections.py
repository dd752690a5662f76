"""Connections: how many there may be, and how long one may say nothing or take nothing.

uvicorn lets a client send the head of a request for ever, and never ends a connection whose client
does not read. Its protocol, whichever it is, is watched here from outside.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections import Counter
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from treatygraph.settings import Settings
from treatygraph.web.outlet import Outlet
from treatygraph.web.problems import KINDS

# Closing sends a reset: neither end keeps what was not taken.
_AT_ONCE = struct.pack("ii", 1, 0)
# Seconds that a server which ends leaves to a client that has connected and said nothing yet.
_LAST_CALL = 0.5
# Seconds that are left to a client that was refused, to read why.
_FAREWELL = 1.0


class Watched(asyncio.Protocol):
    """A connection of uvicorn, ended where its client is too slow or has too many of them."""

    settings: Settings
    clients: Counter[str]
    # What uvicorn keeps.
    loop: asyncio.AbstractEventLoop
    cycle: Any
    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes the connection in, or refuses it where there are too many."""
        super().connection_made(cast(asyncio.Transport, Outlet(cast(asyncio.Transport, transport))))
        self._refused = False
        # Bytes of a head that came so far.
        self._heard = 0
        self._asking: float | None = self.loop.time()
        self._owing: float | None = None
        self._client = str((transport.get_extra_info("peername") or [""])[0])
        self.clients[self._client] += 1
        settings = self.settings
        self._pause = min(settings.request_seconds, settings.answer_seconds) / 8
        self._watch = self.loop.call_later(self._pause, self._look)
        if self.clients[self._client] > settings.client_connections:
            self._refuse("busy", "This client has too many connections.")
        elif self.clients.total() > settings.connections:
            self._refuse("busy", "The server has too many connections.")

    def connection_lost(self, error: Exception | None) -> None:
        """Forgets the connection."""
        self._watch.cancel()
        self.clients[self._client] -= 1
        if not self.clients[self._client]:
            del self.clients[self._client]
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Passes on what came, and notes whether that was all of a head."""
        if self._refused:
            return
        self._heard += len(data)
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._asking, self._heard = None, 0
            return
        self._asking = self._asking or self.loop.time()
        if self._heard > 2 * self.settings.head_bytes and not self._is_rest() and not self._refused:
            self._refuse("headers-too-large", "The head of the request does not end.")

    def shutdown(self) -> None:
        """Ends the connection when it has been answered; its first request may come yet."""
        end = super().shutdown  # type: ignore[misc] # of uvicorn's protocols alone
        if self.cycle is None:
            self.loop.call_later(_LAST_CALL, end)
        else:
            end()

    def resume_writing(self) -> None:
        """Notes that the client has taken what waited for it."""
        self._owing = None
        super().resume_writing()

    def send_400_response(self, message: str) -> None:
        """Refuses what is no HTTP, with a problem that says so."""
        self._refuse("bad-request", message)

    def _look(self) -> None:
        now = self.loop.time()
        settings = self.settings
        self._watch = self.loop.call_later(self._pause, self._look)
        if not self.transport.get_write_buffer_size():
            self._owing = None
        elif self._owing is None:
            self._owing = now
        elif now - self._owing > settings.answer_seconds:
            self._break()
        if self._asking is not None and now - self._asking > settings.request_seconds:
            self._asking = None
            if self._heard and not self._is_rest():
                self._refuse("too-slow", "The head of the request took too long to come.")
            else:
                self.transport.close()

    def _is_rest(self) -> bool:
        """True where what comes is the body of a request that is answered already."""
        return self.cycle is not None and self.cycle.more_body

    def _break(self) -> None:
        connection: socket.socket = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()

    def _refuse(self, slug: str, detail: str) -> None:
        kind = KINDS[slug]
        told = {"type": f"/problems/{slug}", "title": kind.title, "status": kind.status}
        body = json.dumps({**told, "detail": detail}).encode()
        head = (
            f"HTTP/1.1 {kind.status} {HTTPStatus(kind.status).phrase}\r\n"
            f"Content-Type: application/problem+json\r\nContent-Length: {len(body)}\r\n"
            f"{'Retry-After: 2' + chr(13) + chr(10) if slug == 'busy' else ''}"
            "Connection: close\r\n\r\n"
        )
        self._refused = True
        if self.cycle is not None:
            # Whoever still reads the body of it learns that no more will come.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.write(head.encode() + body)
        # A connection that is closed while data still comes is reset, and the answer is lost.
        self.transport.write_eof()
        self.loop.call_later(_FAREWELL, self.transport.close)


def watched_protocol(settings: Settings) -> type[asyncio.Protocol]:
    """The protocol for uvicorn with these limits; all its connections are counted together."""
    members = {"settings": settings, "clients": Counter[str]()}
    return type("WatchedProtocol", (Watched, AutoHTTPProtocol), members)
