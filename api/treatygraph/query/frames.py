"""Frames: what the server, its nursery and its workers say to each other over sockets."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

HEADER: Final = struct.Struct("!BI")
_MOST_AT_ONCE: Final = 2**18
# Heads and ends of answers are mostly shorter, and few differ.
_SHORT: Final = 128

# Kinds of frames. A worker says its number once, and of each answer the head, then content, then
# the end: an empty object, or what went wrong after content was sent.
HELLO, TASK, HEAD, CONTENT, END, CHANGE, CHANGED, KILL, ENDED = range(9)

Frame = tuple[int, bytes]


def pack(kind: int, content: bytes = b"") -> bytes:
    """One frame as bytes: its kind, the length of its content, its content."""
    return HEADER.pack(kind, len(content)) + content


def pack_object(kind: int, content: dict[str, Any]) -> bytes:
    """A frame whose content is an object of JSON."""
    return pack(kind, json.dumps(content).encode())


def read_object(content: bytes) -> dict[str, Any]:
    """The object of JSON that is the content of a frame."""
    return dict((_read_again if len(content) < _SHORT else json.loads)(content))


_read_again = lru_cache(maxsize=100)(json.loads)


class Unpacker:
    """Frames out of bytes as they come in, in whatever pieces."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, received: bytes) -> Iterator[Frame]:
        """The frames that are complete now; the rest waits for more."""
        self._rest += received
        at, size = 0, len(self._rest)
        while size - at >= HEADER.size:
            kind, length = HEADER.unpack_from(self._rest, at)
            begin, end = at + HEADER.size, at + HEADER.size + length
            if end > size:
                break
            at = end
            yield kind, bytes(memoryview(self._rest)[begin:end])
        del self._rest[:at]


def receive_frame(connection: socket.socket) -> Frame:
    """The next frame of a socket that blocks; raises ConnectionError where it ends."""
    kind, length = HEADER.unpack(_receive(connection, HEADER.size))
    return kind, _receive(connection, length)


def _receive(connection: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        part = connection.recv(min(length - len(received), _MOST_AT_ONCE))
        if not part:
            raise ConnectionError("the other end closed the connection")
        received += part
    return bytes(received)
