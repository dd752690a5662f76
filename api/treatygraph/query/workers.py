"""Workers: every query in a process of its own, which can end without ending the server.

A nursery, forked from the server before that has threads, holds the store copy-on-write. For each
query it forks a worker; the server talks to the worker over a socket. The kernel ends a worker
that takes too long or too much memory, and a worker cannot open a file or a socket: whatever a
query says, nothing is fetched. When a worker has ended, however it did, the nursery adds its wait
status to the answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import resource
import selectors
import shutil
import signal
import socket
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph as ox

from treatygraph.errors import MediaTypeError, QueryError, UsageError
from treatygraph.prefixes import prefixes
from treatygraph.query.engine import Answer, Dataset, answer
from treatygraph.query.formats import by_wish
from treatygraph.settings import Settings

_LENGTH = struct.Struct("!I")
_STATUS = struct.Struct("!i")


class OutOfTime(UsageError):
    """A query took longer than the limit and was ended."""


class GaveUp(UsageError):
    """A query ended its worker: out of memory, nested too deeply, or by a defect of the engine."""


class Busy(UsageError):
    """As many queries wait as the server lets wait."""


@dataclass(frozen=True)
class Task:
    """One query with the client's wishes for the form of its result."""

    query: str
    format: str = ""
    accept: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Workers:
    """The server's end: starts the nursery, hands it tasks, and ends it."""

    def __init__(self, store: ox.Store, settings: Settings) -> None:
        self._settings = settings
        self._folder = Path(tempfile.mkdtemp(prefix="treatygraph-"))
        self._path = str(self._folder / "queries")
        self._places = asyncio.Semaphore(settings.workers)
        self._waiting = 0
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self._path)
        listener.listen(settings.queue + settings.workers)
        # Whatever a worker reads is read now: it cannot open files.
        prefixes()
        # The nursery ends when the writing end of this pipe does, even if the server is killed.
        reading, self._leash = os.pipe()
        self._nursery = os.fork()
        if self._nursery == 0:
            os.close(self._leash)
            _run_nursery(listener, reading, store, settings)
        listener.close()
        os.close(reading)

    async def answer(self, task: Task) -> Answer:
        """The result of a task.

        Raises QueryError and MediaTypeError as the engine does, OutOfTime, GaveUp, and Busy
        where too many tasks wait already.
        """
        if self._waiting >= self._settings.queue:
            raise Busy(f"{self._waiting} queries wait already.")
        self._waiting += 1
        try:
            async with self._places:
                return _read_reply(await self._ask(task), self._settings)
        finally:
            self._waiting -= 1

    async def _ask(self, task: Task) -> bytes:
        reader, writer = await asyncio.open_unix_connection(self._path)
        try:
            body = json.dumps(asdict(task)).encode()
            writer.write(_LENGTH.pack(len(body)) + body)
            await writer.drain()
            return await reader.read()
        finally:
            writer.close()

    def close(self) -> None:
        """Ends the nursery and every worker; a second call does nothing."""
        if self._nursery:
            os.close(self._leash)
            os.waitpid(self._nursery, 0)
            self._nursery = 0
            shutil.rmtree(self._folder, ignore_errors=True)


def _read_reply(reply: bytes, settings: Settings) -> Answer:
    if len(reply) < _STATUS.size:
        raise GaveUp("No process could be had for this query.")
    (status,) = _STATUS.unpack(reply[-_STATUS.size :])
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) == signal.SIGALRM:
            raise OutOfTime(f"The query took longer than {settings.query_seconds} seconds.")
        raise GaveUp(
            "The engine gave up on this query: it needs too much memory, nests too deeply, or "
            "sorts values that cannot be compared. ORDER BY STR(?value) sorts values of any type."
        )
    if os.WEXITSTATUS(status):
        raise GaveUp("The result is too large. Add a LIMIT, or ask for less.")
    head, _, content = reply[: -_STATUS.size].partition(b"\n")
    said: dict[str, Any] = json.loads(head)
    if "reason" in said:
        raise QueryError(**said)
    if "wanted" in said:
        raise MediaTypeError(**said)
    return Answer(content, said["media_type"])


def _run_nursery(
    listener: socket.socket, leash: int, store: ox.Store, settings: Settings
) -> NoReturn:
    """Forks a worker for each connection until the leash is cut; never returns."""
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
        for source in (listener, leash, wake):
            selector.register(source, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if leash in ready:
                break
            if wake in ready:
                wake.recv(4096)
                for pid, status in _ended():
                    _finish(workers.pop(pid), status)
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
                    _work(connection, store, settings)
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
        connection.sendall(_STATUS.pack(status))
    connection.close()


def _work(connection: socket.socket, store: ox.Store, settings: Settings) -> NoReturn:
    """Evaluates one task and ends the process: exit 1 where the result is too large."""
    code = 0
    try:
        (length,) = _LENGTH.unpack(_receive(connection, _LENGTH.size))
        task = Task(**json.loads(_receive(connection, length)))
        _limit(settings)
        head: dict[str, Any]
        content = b""
        try:
            dataset = Dataset(tuple(task.default), tuple(task.named))
            choose = partial(by_wish, name=task.format, accept=task.accept)
            found = answer(store, task.query, choose, dataset)
            head, content = {"media_type": found.media_type}, found.content
        except QueryError as error:
            if os.strerror(errno.EMFILE) in error.reason:
                error = QueryError("The query asks another address, and this endpoint asks none.")
            head = {"reason": error.reason, "line": error.line, "column": error.column}
        except MediaTypeError as error:
            head = {"wanted": error.wanted, "available": error.available}
        if len(content) > settings.result_bytes:
            code = 1
        else:
            connection.sendall(json.dumps(head).encode() + b"\n" + content)
    except MemoryError:
        os.abort()
    except OSError:
        # Who asked has gone.
        code = 0
    finally:
        os._exit(code)


def _limit(settings: Settings) -> None:
    """Lets the kernel end this process in time and memory, and keeps it from opening anything."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, settings.query_seconds)
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if os.path.exists("/proc") else 0
    size = pages * os.sysconf("SC_PAGESIZE") + settings.query_megabytes * 2**20
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is open stays open; the connection is all that a worker needs.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _receive(connection: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        part = connection.recv(length - len(received))
        if not part:
            raise ConnectionError("the server closed the connection")
        received += part
    return bytes(received)
