"""The nursery: a process that holds the store and forks a worker for each task.

A worker ends without ending the server. The kernel ends one that takes too long or too much
memory, and a worker cannot open a file or a socket: whatever a task says, nothing is fetched. When
a worker has ended, however it did, the nursery adds its wait status to the answer.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import selectors
import signal
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NoReturn, Protocol

from treatygraph.settings import Settings

LENGTH: Final = struct.Struct("!I")
STATUS: Final = struct.Struct("!i")


class Desk(Protocol):
    """What tasks are handed to; it holds the store. Whatever it reads from files it has read."""

    def answer(self, task: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The head and the content of the answer to one task; runs in a worker."""

    def change(self, quads: bytes) -> None:
        """Changes the store; runs in the nursery, so that every later worker sees it."""


def run_nursery(
    listener: socket.socket, changes: socket.socket, leash: int, desk: Desk, settings: Settings
) -> NoReturn:
    """Forks a worker for each connection until the leash is cut; never returns.

    A connection to `changes` changes the store, and is answered when that is done.
    """
    workers: dict[int, socket.socket] = {}
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # The engine tells the backtrace of a panic; the wait status says what clients need.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        wake, woken = socket.socketpair()
        for end in (wake, woken):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)
        selector = selectors.DefaultSelector()
        for source in (listener, changes, leash, wake):
            selector.register(source, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if leash in ready:
                break
            if wake in ready:
                wake.recv(4096)
                for pid, status in _ended():
                    _finish(workers.pop(pid), status)
            if changes in ready:
                _change(changes, desk)
            if listener in ready:
                connection, _ = listener.accept()
                try:
                    pid = os.fork()
                except OSError:
                    # No process is to be had: this query goes unanswered, the next may not.
                    connection.close()
                    continue
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    # A connection that a later worker holds too would end with that worker.
                    for other in workers.values():
                        other.close()
                    _work(connection, desk, settings)
                workers[pid] = connection
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        os._exit(0)


def _ended() -> Iterator[tuple[int, int]]:
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            yield found


def _finish(connection: socket.socket, status: int) -> None:
    # Who asked may have gone; then nobody needs the status.
    with contextlib.suppress(OSError):
        connection.sendall(STATUS.pack(status))
    connection.close()


def _change(changes: socket.socket, desk: Desk) -> None:
    connection, _ = changes.accept()
    with contextlib.closing(connection), contextlib.suppress(OSError, ValueError, SyntaxError):
        desk.change(receive(connection))
        connection.sendall(b"1")


def _work(connection: socket.socket, desk: Desk, settings: Settings) -> NoReturn:
    """Does one task and ends the process: exit 1 for too large a result, 2 for a defect."""
    code = 2
    try:
        task = json.loads(receive(connection))
        _limit(settings, task.get("seconds", settings.query_seconds))
        head, content = desk.answer(task)
        if len(content) > settings.result_bytes:
            code = 1
        else:
            connection.sendall(json.dumps(head).encode() + b"\n" + content)
            code = 0
    except MemoryError:
        os.abort()
    except ConnectionError:
        # Who asked has gone.
        code = 0
    finally:
        os._exit(code)


def _limit(settings: Settings, seconds: float) -> None:
    """Lets the kernel end this process in time and memory, and keeps it from opening anything."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if os.path.exists("/proc") else 0
    size = pages * os.sysconf("SC_PAGESIZE") + settings.query_megabytes * 2**20
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is open stays open; the connection is all that a worker needs.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def receive(connection: socket.socket) -> bytes:
    """What the other end sends after its length; raises ConnectionError where that ends early."""
    (length,) = LENGTH.unpack(_receive(connection, LENGTH.size))
    return _receive(connection, length)


def _receive(connection: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        part = connection.recv(length - len(received))
        if not part:
            raise ConnectionError("the server closed the connection")
        received += part
    return bytes(received)
