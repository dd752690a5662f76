"""The staff: the worker processes of a server, and one task done by one of them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treatygraph.errors import Busy, GaveUp, UsageError
from treatygraph.query.frames import CONTENT, HEAD, TASK, pack_object, read_object
from treatygraph.query.limits import Limits
from treatygraph.query.lines import NurseryLine, WorkerLine
from treatygraph.query.nursery import run_nursery
from treatygraph.query.outcomes import explain_answer, explain_end, name_end
from treatygraph.query.spool import Spool
from treatygraph.query.worker import Desk

# How often a task is begun whose workers are killed from outside.
_TRIES = 3
# Without a nursery a server ends, to be started anew.
_ENDING = "The server is about to start anew."


@dataclass
class Answer:
    """The head of an answer, and its content: whole, or still coming in."""

    head: dict[str, Any]
    content: Spool
    rest: asyncio.Task[None] | None = None

    def close(self) -> None:
        """Gives up the content; what has not come in yet will not."""
        if self.rest:
            self.rest.cancel()
        self.content.close()


class Staff:
    """Starts the nursery, opens a line to a new worker whenever none is idle, and ends them all."""

    def __init__(self, desk: Desk, limits: Limits, backlog: int) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="treatygraph-"))
        self._path = str(self._folder / "workers")
        self._idle: list[WorkerLine] = []
        self._lines: set[WorkerLine] = set()
        self._changes = 0
        self._making: dict[str, tuple[int, asyncio.Task[None]]] = {}
        self._ends: Counter[str] = Counter()
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self._path)
        listener.listen(backlog)
        ours, theirs = socket.socketpair()
        self._nursery = os.fork()
        if self._nursery == 0:
            ours.close()
            run_nursery(listener, theirs, desk, limits)
        listener.close()
        theirs.close()
        self._control = NurseryLine(ours)
        self._listening: asyncio.Task[None] | None = None

    async def run(self, task: dict[str, Any], limits: Limits, enough: int) -> Answer:
        """An answer that is whole, or of which there is enough; the rest comes in by itself.

        Raises what the answer says of itself, what the end of its worker stands for, and Busy
        where no worker is to be had.
        """
        self._listen()
        frame = pack_object(TASK, {"task": task, "limits": vars(limits)})
        for left in reversed(range(_TRIES)):
            line = self._line(fresh=left < _TRIES - 1)
            answer = Answer({}, Spool())
            try:
                await line.meet()
                await line.send(frame)
                if not await self._fill(line, answer, enough):
                    answer.rest = asyncio.create_task(self._finish(line, answer, limits))
                return answer
            except ConnectionError:
                answer.close()
                status = await self._end(line)
                # Whoever killed the worker did not do so for what this task had done.
                if not left or name_end(status) != "killed":
                    raise explain_end(status, limits) from None
            except UsageError:
                answer.close()
                raise
            except BaseException:
                answer.close()
                self._drop(line, kill=True)
                raise
        raise AssertionError

    async def _fill(self, line: WorkerLine, answer: Answer, enough: int | None) -> bool:
        """True when the answer is whole, False when there is enough of it.

        Raises what it says of itself, and ConnectionError where the worker ended over it.
        """
        while True:
            kind, content = await line.receive()
            if kind == HEAD:
                answer.head = read_object(content)
            elif kind == CONTENT:
                answer.content.write(content)
                if enough is not None and answer.content.size >= enough:
                    return False
            else:
                end = read_object(content)
                if end["last"]:
                    self._drop(line)
                else:
                    self._release(line)
                if end["wanted"] and line.age == self._changes:
                    self._make(end["wanted"])
                error = explain_answer(answer.head) or explain_answer(end)
                if error:
                    raise error
                answer.content.end()
                return True

    async def _finish(self, line: WorkerLine, answer: Answer, limits: Limits) -> None:
        try:
            try:
                await self._fill(line, answer, None)
            except ConnectionError:
                # To ask how it ended may fail as well; the reader has to learn of either.
                raise explain_end(await self._end(line), limits) from None
        except UsageError as error:
            answer.content.end(error)
        except BaseException:
            self._drop(line, kill=True)
            raise

    def _line(self, fresh: bool) -> WorkerLine:
        """A line to a worker that has nothing to do: a new one if there is none, or if fresh."""
        while self._idle:
            line = self._idle.pop()
            if not fresh and line.age == self._changes:
                return line
            self._drop(line)
        try:
            line = WorkerLine(self._path, self._changes)
        except OSError:
            raise Busy(_ENDING) from None
        self._lines.add(line)
        return line

    def _release(self, line: WorkerLine) -> None:
        if line.age == self._changes:
            self._idle.append(line)
        else:
            self._drop(line)

    def _drop(self, line: WorkerLine, kill: bool = False) -> None:
        self._lines.discard(line)
        self._control.forget(line.pid, kill)
        line.close()

    async def _end(self, line: WorkerLine) -> int:
        """The wait status of a worker that has ended."""
        self._lines.discard(line)
        line.close()
        if not line.pid:
            raise Busy("No process could be had for this query.")
        try:
            status = await self._control.status(line.pid)
        except ConnectionError:
            raise Busy(_ENDING) from None
        self._ends[name_end(status)] += 1
        return status

    def _listen(self) -> None:
        """Has the nursery listened to, so that the server ends with it.

        Workers that live do what they do to the end; who asks later is answered by another server.
        """
        if not self._nursery or self._control.is_gone:
            return
        if not self._listening or self._listening.done():
            self._listening = asyncio.create_task(self._control.listen())
            self._listening.add_done_callback(self._end_server)

    def _end_server(self, listening: asyncio.Task[None]) -> None:
        if self._nursery and not listening.cancelled():
            os.kill(os.getpid(), signal.SIGTERM)

    async def change(self, quads: bytes) -> None:
        """Has the store of the nursery changed, and every worker replaced that is older.

        Raises GaveUp where the nursery did not do so.
        """
        self._listen()
        try:
            changed = await self._control.change(quads)
        except ConnectionError:
            raise Busy(_ENDING) from None
        if not changed:
            raise GaveUp("The change did not reach the store.")
        self._changes += 1
        while self._idle:
            self._drop(self._idle.pop())

    def _make(self, wanted: str) -> None:
        """Has the nursery make what a worker wants, once for each state of the store."""
        if wanted not in self._making or self._making[wanted][0] != self._changes:
            self._making[wanted] = self._changes, asyncio.create_task(self._try(wanted))

    async def _try(self, wanted: str) -> None:
        # Where it cannot be made, answers are as they were.
        with contextlib.suppress(UsageError):
            await self.change(wanted.encode())

    def figures(self) -> Mapping[str, float | Mapping[str, float]]:
        """How many workers there are and how many work; how many were replaced, by why."""
        alive = len(self._lines)
        return {
            "workers_alive": alive,
            "workers_busy": alive - len(self._idle),
            "worker_restarts": self._ends,
        }

    def close(self) -> None:
        """Ends the nursery and every worker; a second call does nothing."""
        if self._nursery:
            if self._listening:
                self._listening.cancel()
            for _, making in self._making.values():
                making.cancel()
            self._control.close()
            for line in self._lines:
                line.close()
            os.waitpid(self._nursery, 0)
            self._nursery = 0
            shutil.rmtree(self._folder, ignore_errors=True)
