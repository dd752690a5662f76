"""A worker: a process that does one task after the other, until one of them ends it."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NoReturn, Protocol

from treatygraph.query.frames import (
    CONTENT,
    END,
    HEAD,
    HELLO,
    pack,
    pack_object,
    receive_frame,
)
from treatygraph.query.limits import Limits

# What is held back before it is sent. A small answer takes one system call, and what goes wrong
# within this length is told in place of an answer.
_HELD_BYTES: Final = 2**16
# A worker that has grown by this share of what a query may take is replaced: what the engine keeps
# of the memory of one query would be missing to the next.
_GROWTH: Final = 0.25


class TooLarge(Exception):
    """An answer is longer than its limit."""


class Reply:
    """What a task writes its answer to; a file to the engine."""

    def __init__(self, connection: socket.socket, most: int) -> None:
        self._connection, self._most = connection, most
        self._head: dict[str, Any] = {}
        self._tail: dict[str, Any] = {}
        self._held = bytearray()
        self._wanted = ""
        self._size = 0
        self._begun = False

    def begin(self, head: dict[str, Any]) -> Reply:
        """The reply itself, for content; its head is sent with the first of it."""
        self._head = head
        return self

    def write(self, content: bytes) -> int:
        """The number of bytes taken, which is all; raises TooLarge past the limit."""
        self._size += len(content)
        if self._size > self._most:
            raise TooLarge
        self._held += content
        if len(self._held) >= _HELD_BYTES:
            self._send(b"")
        return len(content)

    def flush(self) -> None:
        """Does nothing: the end of the answer sends what is held back."""

    def fail(self, what: dict[str, Any]) -> None:
        """Tells what went wrong in place of the answer or, once that has begun, at its end."""
        self._held.clear()
        self._head, self._tail = what, what

    def want(self, what: str) -> None:
        """Asks for what the nursery can make, so that later workers have it."""
        self._wanted = what

    def end(self, last: bool) -> None:
        """Sends what is held back, that this is all, and whether it is the last of the worker."""
        self._send(pack_object(END, {**self._tail, "last": last, "wanted": self._wanted}))

    def _send(self, after: bytes) -> None:
        parts = b"" if self._begun else pack_object(HEAD, self._head)
        if self._held:
            parts += pack(CONTENT, bytes(self._held))
        self._begun = True
        self._held.clear()
        self._connection.sendall(parts + after)


class Desk(Protocol):
    """What tasks are handed to; it holds the store. Whatever it reads from files it has read."""

    def answer(self, task: dict[str, Any], reply: Reply) -> bool:
        """True where the next task may find the store as this one found it; runs in a worker."""

    def change(self, told: bytes) -> Iterator[None] | None:
        """Changes the store, or makes what was wanted; every later worker sees it.

        Runs in the nursery: what takes long is done in steps, between which others are served, and
        given up for the next change.
        """


def run_worker(connection: socket.socket, desk: Desk, limits: Limits) -> NoReturn:
    """Does the tasks of a connection and ends the process: exit 0, or 2 for a defect.

    The kernel ends it in the middle of a task that takes too long (SIGALRM), too much memory
    (SIGABRT, from the engine) or too much stack (SIGSEGV).
    """
    code = 2
    try:
        # As long as a task runs, and no longer, the alarm ends the process.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        fence = _Fence(limits)
        connection.sendall(pack(HELLO, str(os.getpid()).encode()))
        lasting = True
        while lasting:
            _, said = receive_frame(connection)
            lasting = _do(json.loads(said), connection, desk, fence)
        code = 0
    except MemoryError:
        os.abort()
    except ConnectionError:
        # The server needs this worker no more.
        code = 0
    finally:
        os._exit(code)


def _do(said: dict[str, Any], connection: socket.socket, desk: Desk, fence: _Fence) -> bool:
    limits = Limits(**said["limits"])
    reply = Reply(connection, limits.result_bytes)
    fence.close_in(limits)
    try:
        lasting = desk.answer(said["task"], reply)
    except TooLarge:
        reply.fail({"error": "too-large"})
        lasting = True
    fence.open()
    lasting = lasting and not fence.is_strained()
    reply.end(last=not lasting)
    return lasting


class _Fence:
    """The limits that the kernel keeps for this process."""

    def __init__(self, limits: Limits) -> None:
        pages = 0
        if os.path.exists("/proc/self/statm"):
            pages = int(Path("/proc/self/statm").read_text().split()[0])
        self._size = pages * os.sysconf("SC_PAGESIZE")
        self._most = limits.megabytes
        self._used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # What is open stays open; the connection is all that a worker needs.
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))

    def close_in(self, limits: Limits) -> None:
        """Lets the kernel end the process past these limits."""
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        with contextlib.suppress(ValueError, OSError):
            size = self._size + limits.megabytes * 2**20
            resource.setrlimit(resource.RLIMIT_AS, (size, hard))

    def open(self) -> None:
        """Stops the clock."""
        signal.setitimer(signal.ITIMER_REAL, 0)

    def is_strained(self) -> bool:
        """True where tasks have made the process grow so much that it should be replaced."""
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - self._used
        # Kilobytes, on macOS bytes; there the address space is not limited either.
        return grown > self._most * 1024 * _GROWTH
