"""Workers: every task in a process of its own, which can end without ending the server.

A nursery (`nursery.py`), forked from the server before that has threads, holds the store
copy-on-write; the server talks to its workers over a socket.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import signal
import socket
import tempfile
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from treatygraph.errors import MediaTypeError, QueryError, UsageError
from treatygraph.prefixes import prefixes
from treatygraph.query.engine import Answer, Dataset, answer
from treatygraph.query.formats import by_wish
from treatygraph.query.nursery import LENGTH, STATUS, Desk, run_nursery
from treatygraph.settings import Settings


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

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._settings = settings
        self._folder = Path(tempfile.mkdtemp(prefix="treatygraph-"))
        self._path, self._changes = str(self._folder / "tasks"), str(self._folder / "changes")
        self._places = asyncio.Semaphore(settings.workers)
        self._waiting = 0
        listener = _listen(self._path, settings.queue + settings.workers)
        changes = _listen(self._changes, 1)
        # Whatever a worker reads is read now: it cannot open files.
        prefixes()
        # The nursery ends when the writing end of this pipe does, even if the server is killed.
        reading, self._leash = os.pipe()
        self._nursery = os.fork()
        if self._nursery == 0:
            os.close(self._leash)
            run_nursery(listener, changes, reading, desk, settings)
        listener.close()
        changes.close()
        os.close(reading)

    async def answer(self, task: Task) -> Answer:
        """The result of a query.

        Raises QueryError and MediaTypeError as the engine does, and what `do` raises.
        """
        head, content = await self.do(asdict(task))
        if "reason" in head:
            raise QueryError(**head)
        if "wanted" in head:
            raise MediaTypeError(**head)
        return Answer(content, head["media_type"])

    async def do(self, task: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The head and the content of what the desk answers to a task.

        Raises OutOfTime, GaveUp, and Busy where too many tasks wait already.
        """
        if self._waiting >= self._settings.queue:
            raise Busy(f"{self._waiting} queries wait already.")
        self._waiting += 1
        try:
            async with self._places:
                reply = await _ask(self._path, json.dumps(task).encode())
                return _read_reply(reply, self._settings)
        finally:
            self._waiting -= 1

    async def change(self, quads: bytes) -> None:
        """Has the store of the nursery changed; raises GaveUp where that cannot be told."""
        if await _ask(self._changes, quads) != b"1":
            raise GaveUp("The change did not reach the store.")

    def figures(self) -> dict[str, float]:
        """How many workers are busy, and how many tasks wait for one."""
        busy = min(self._waiting, self._settings.workers)
        return {"workers_busy": busy, "queue_length": self._waiting - busy}

    def close(self) -> None:
        """Ends the nursery and every worker; a second call does nothing."""
        if self._nursery:
            os.close(self._leash)
            os.waitpid(self._nursery, 0)
            self._nursery = 0
            shutil.rmtree(self._folder, ignore_errors=True)


def _listen(path: str, backlog: int) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(backlog)
    return listener


async def _ask(path: str, body: bytes) -> bytes:
    reader, writer = await asyncio.open_unix_connection(path)
    try:
        writer.write(LENGTH.pack(len(body)) + body)
        await writer.drain()
        return await reader.read()
    finally:
        writer.close()


def _read_reply(reply: bytes, settings: Settings) -> tuple[dict[str, Any], bytes]:
    if len(reply) < STATUS.size:
        raise GaveUp("No process could be had for this query.")
    (status,) = STATUS.unpack(reply[-STATUS.size :])
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) == signal.SIGALRM:
            raise OutOfTime(f"The query took longer than {settings.query_seconds} seconds.")
        raise GaveUp(
            "The engine gave up on this query: it needs too much memory, nests too deeply, or "
            "sorts values that cannot be compared. ORDER BY STR(?value) sorts values of any type."
        )
    if os.WEXITSTATUS(status) == 1:
        raise GaveUp("The result is too large. Add a LIMIT, or ask for less.")
    if os.WEXITSTATUS(status):
        raise GaveUp("The server could not do this: please report it with what you sent.")
    head, _, content = reply[: -STATUS.size].partition(b"\n")
    return json.loads(head), content


class Queries:
    """The desk that answers queries over a store, and nothing else."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    def answer(self, task: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The result of a query as `answer_query` gives it."""
        return answer_query(self.store, task)

    def change(self, quads: bytes) -> None:
        """Does nothing: what holds no more than a store has nobody who changes it."""


def answer_query(store: ox.Store, task: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What a desk answers to a task that is a query: its media type or its error, its result."""
    asked = Task(**task)
    dataset = Dataset(tuple(asked.default), tuple(asked.named))
    choose = partial(by_wish, name=asked.format, accept=asked.accept)
    try:
        found = answer(store, asked.query, choose, dataset)
    except QueryError as error:
        if os.strerror(errno.EMFILE) in error.reason:
            error = QueryError("The query asks another address, and this endpoint asks none.")
        return {"reason": error.reason, "line": error.line, "column": error.column}, b""
    except MediaTypeError as error:
        return {"wanted": error.wanted, "available": error.available}, b""
    return {"media_type": found.media_type}, found.content
