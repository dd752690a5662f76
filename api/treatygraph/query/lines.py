"""Lines: the server's ends of the sockets to its workers and to its nursery."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections import deque

from treatygraph.query.frames import CHANGE, ENDED, HELLO, KILL, Frame, Unpacker, pack

_AT_ONCE = 2**18


class Line:
    """A socket that does not block, and the frames that come through it."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._socket = end
        self._unpacker = Unpacker()
        self._frames: deque[Frame] = deque()

    async def send(self, frame: bytes) -> None:
        """Sends a whole frame; raises ConnectionError where the other end is closed."""
        await asyncio.get_running_loop().sock_sendall(self._socket, frame)

    async def receive(self) -> Frame:
        """The next frame; raises ConnectionError where the other end is closed."""
        while not self._frames:
            received = await asyncio.get_running_loop().sock_recv(self._socket, _AT_ONCE)
            if not received:
                raise ConnectionError("the other end closed the connection")
            self._frames.extend(self._unpacker.feed(received))
        return self._frames.popleft()

    def close(self) -> None:
        """Closes the socket, which ends the process at the other end when it reads next."""
        self._socket.close()


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
    """The line to the nursery: what it is told to do, and what it tells of workers that ended."""

    def __init__(self, end: socket.socket) -> None:
        super().__init__(end)
        self._statuses: dict[int, int] = {}
        self._forgotten: set[int] = set()
        self._changed: deque[bool] = deque()
        self._reading = asyncio.Lock()

    async def change(self, quads: bytes) -> bool:
        """True when the nursery has changed its store; False where it could not."""
        await self.send(pack(CHANGE, quads))
        async with self._reading:
            while not self._changed:
                self._take(await self.receive())
        return self._changed.popleft()

    async def status(self, pid: int) -> int:
        """The wait status of a worker that has ended or is about to."""
        async with self._reading:
            while pid not in self._statuses:
                self._take(await self.receive())
        return self._statuses.pop(pid)

    def forget(self, pid: int, kill: bool = False) -> None:
        """Lets a worker end, or has the nursery end it, without asking how it did."""
        if kill:
            # So short that it is sent at once; without a nursery there is nobody to kill.
            with contextlib.suppress(OSError):
                self._socket.send(pack(KILL, str(pid).encode()))
        if self._statuses.pop(pid, None) is None:
            self._forgotten.add(pid)

    def catch_up(self) -> None:
        """Takes in what the nursery has told already: it waits where nobody ever does."""
        if not self._reading.locked():
            with contextlib.suppress(BlockingIOError):
                while received := self._socket.recv(_AT_ONCE):
                    self._frames.extend(self._unpacker.feed(received))
            while self._frames:
                self._take(self._frames.popleft())

    def _take(self, frame: Frame) -> None:
        kind, content = frame
        if kind != ENDED:
            self._changed.append(bool(content))
            return
        told: dict[str, int] = json.loads(content)
        if told["pid"] in self._forgotten:
            self._forgotten.discard(told["pid"])
        else:
            self._statuses[told["pid"]] = told["status"]
