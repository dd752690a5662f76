"""Lines: the server's ends of the sockets to its workers and to its nursery."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections import deque
from typing import Any, Final

from treatygraph.query.frames import CHANGE, ENDED, HELLO, KILL, Frame, Unpacker, pack

# A longer buffer is taken from the system each time, which takes longer than to read.
_AT_ONCE: Final = 2**16


class Line:
    """A socket that does not block, and the frames that come through it.

    Once somebody has waited for a frame the loop watches the socket until it is closed: to begin
    and end that with each frame takes longer than to read it.
    """

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._socket = end
        self._unpacker = Unpacker()
        self._frames: deque[Frame] = deque()
        self._watching: asyncio.AbstractEventLoop | None = None
        self._waiting: asyncio.Future[None] | None = None
        self._is_over = False

    async def send(self, frame: bytes) -> None:
        """Sends a whole frame; raises ConnectionError where the other end is closed."""
        sent = 0
        with contextlib.suppress(BlockingIOError):
            sent = self._socket.send(frame)
        if sent < len(frame):
            await asyncio.get_running_loop().sock_sendall(self._socket, frame[sent:])

    async def receive(self) -> Frame:
        """The next frame; raises ConnectionError where the other end is closed."""
        while not self._frames:
            if self._is_over:
                raise ConnectionError("the other end closed the connection")
            loop = asyncio.get_running_loop()
            self._watch(loop)
            self._waiting = loop.create_future()
            await self._waiting
        return self._frames.popleft()

    def close(self) -> None:
        """Closes the socket, which ends the process at the other end when it reads next."""
        self._watch(None)
        self._socket.close()

    def _watch(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Has this loop watch the socket, and no other."""
        if loop is self._watching:
            return
        if self._watching and not self._watching.is_closed():
            self._watching.remove_reader(self._socket)
        if loop:
            loop.add_reader(self._socket, self._read)
        self._watching = loop

    def _read(self) -> None:
        try:
            received = self._socket.recv(_AT_ONCE)
        except BlockingIOError:
            return
        except ConnectionError:
            received = b""
        if received:
            self._frames.extend(self._unpacker.feed(received))
        else:
            self._is_over = True
            self._watch(None)
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)


class WorkerLine(Line):
    """The line to one worker, and the number of its process: 0 until it has said it.

    `age` is how often the store had changed when the worker was asked for.
    """

    def __init__(self, path: str, age: int) -> None:
        end = socket.socket(socket.AF_UNIX)
        try:
            end.connect(path)
        except OSError:
            end.close()
            raise
        super().__init__(end)
        self.pid, self.age = 0, age

    async def meet(self) -> None:
        """Waits until the worker has said its number; raises ConnectionError if there is none."""
        if not self.pid:
            kind, content = await self.receive()
            assert kind == HELLO
            self.pid = int(content)


class NurseryLine(Line):
    """The line to the nursery: what it is told to do, and what it tells of workers that ended.

    Whoever asks gets an answer while somebody listens.
    """

    def __init__(self, end: socket.socket) -> None:
        super().__init__(end)
        self._statuses: dict[int, int] = {}
        self._forgotten: set[int] = set()
        self._asked: dict[int, asyncio.Future[int]] = {}
        self._changing: deque[asyncio.Future[bool]] = deque()
        self.is_gone = False

    async def listen(self) -> None:
        """Takes in what the nursery tells, until it has ended."""
        try:
            while True:
                self._take(await self.receive())
        except ConnectionError as error:
            self.is_gone = True
            waiting: list[asyncio.Future[Any]] = [*self._asked.values(), *self._changing]
            for future in waiting:
                if not future.done():
                    future.set_exception(error)

    async def change(self, quads: bytes) -> bool:
        """True when the nursery has changed its store; False where it could not.

        Raises ConnectionError where it has ended.
        """
        changed: asyncio.Future[bool] = self._expect()
        self._changing.append(changed)
        await self.send(pack(CHANGE, quads))
        return await changed

    async def status(self, pid: int) -> int:
        """The wait status of a worker that has ended or is about to.

        Raises ConnectionError where the nursery has ended.
        """
        if pid in self._statuses:
            return self._statuses.pop(pid)
        self._asked[pid] = self._expect()
        try:
            return await self._asked[pid]
        finally:
            del self._asked[pid]

    def forget(self, pid: int, kill: bool = False) -> None:
        """Lets a worker end, or has the nursery end it, without asking how it did."""
        if kill:
            # So short that it is sent at once; without a nursery there is nobody to kill.
            with contextlib.suppress(OSError):
                self._socket.send(pack(KILL, str(pid).encode()))
        if self._statuses.pop(pid, None) is None:
            self._forgotten.add(pid)

    def _expect(self) -> asyncio.Future[Any]:
        if self.is_gone:
            raise ConnectionError("the nursery has ended")
        return asyncio.get_running_loop().create_future()

    def _take(self, frame: Frame) -> None:
        kind, content = frame
        if kind != ENDED:
            changed = self._changing.popleft()
            if not changed.done():
                changed.set_result(bool(content))
            return
        told: dict[str, int] = json.loads(content)
        pid, asked = told["pid"], self._asked.get(told["pid"])
        if pid in self._forgotten:
            self._forgotten.discard(pid)
        elif asked and not asked.done():
            asked.set_result(told["status"])
        else:
            self._statuses[pid] = told["status"]
