"""The outlet of a connection: what is written at a time is sent at once.

uvicorn writes the head of an answer and its content one after the other, and the loop sends either
alone: a call of the system and a packet more than a short answer needs.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

# The loop is to know soon of what a client does not take.
_MOST_HELD: Final = 65_536


class Outlet:
    """A transport that holds back what is written until the loop goes round, or it is long."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._held: list[bytes] = []
        self._size = 0

    def __getattr__(self, name: str) -> Any:
        """What is not about writing is the matter of the transport."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Sends data, after what was written before."""
        if not self._held:
            self._loop.call_soon(self._send)
        self._held.append(data)
        self._size += len(data)
        if self._size >= _MOST_HELD:
            self._send()

    def get_write_buffer_size(self) -> int:
        """How many bytes wait to be sent."""
        return self._size + self._transport.get_write_buffer_size()

    def write_eof(self) -> None:
        """Ends what is written."""
        self._send()
        self._transport.write_eof()

    def close(self) -> None:
        """Ends the connection when all is sent."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        held, self._held, self._size = self._held, [], 0
        # Where the connection has been lost, nobody is there to take it.
        if held and not self._transport.is_closing():
            self._transport.write(b"".join(held))
