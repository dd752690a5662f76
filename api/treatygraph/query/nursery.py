"""The nursery: a process that holds the store, forks workers, and tells how they ended.

A worker ends without ending the server. The kernel ends one that takes too long or too much
memory, and a worker cannot open a file or a socket: whatever a task says, nothing is fetched.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import selectors
import signal
import socket
from collections.abc import Iterator
from typing import Final, NoReturn

from treatygraph.query.frames import CHANGED, ENDED, KILL, pack, pack_object, receive_frame
from treatygraph.query.limits import Limits
from treatygraph.query.worker import Desk, run_worker

_OVER: Final = object()


def run_nursery(
    listener: socket.socket, control: socket.socket, desk: Desk, limits: Limits
) -> NoReturn:
    """Forks a worker for each connection to `listener` until `control` is closed; never returns.

    Through `control` the server changes the store and ends workers, and is told of each worker
    that has ended its number and its wait status.
    """
    workers: set[int] = set()
    change = _Change(desk, control)
    try:
        wake = _prepare()
        selector = selectors.DefaultSelector()
        for source in (listener, control, wake):
            selector.register(source, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select(0 if change.goes_on else None)}
            if wake in ready:
                wake.recv(4096)
                for pid, status in _ended():
                    workers.discard(pid)
                    control.sendall(pack_object(ENDED, {"pid": pid, "status": status}))
            if control in ready:
                kind, content = receive_frame(control)
                if kind == KILL and int(content) in workers:
                    os.kill(int(content), signal.SIGKILL)
                elif kind != KILL:
                    change.begin(content)
            if listener in ready:
                connection, _ = listener.accept()
                with contextlib.closing(connection):
                    # Where no process is to be had, the server learns it as the connection ends.
                    with contextlib.suppress(OSError):
                        pid = os.fork()
                        if pid == 0:
                            signal.set_wakeup_fd(-1)
                            listener.close()
                            control.close()
                            run_worker(connection, desk, limits)
                        workers.add(pid)
            change.step()
    except ConnectionError:
        # The server has ended or needs no more workers.
        pass
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        os._exit(0)


def _prepare() -> socket.socket:
    """What can be read from whenever a worker has ended."""
    # The server ends the nursery; the keyboard and the group that both are in do not.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # The engine tells the backtrace of a panic; the wait status says what clients need.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    faulthandler.disable()
    # What is there now is shared by all workers as long as none of them writes to it.
    gc.collect()
    gc.freeze()
    wake, woken = socket.socketpair()
    for end in (wake, woken):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(os.dup(woken.fileno()), warn_on_full_buffer=False)
    return wake


def _ended() -> Iterator[tuple[int, int]]:
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            yield found


class _Change:
    """A change that the desk makes, in steps where it takes long; the server is told of its end."""

    def __init__(self, desk: Desk, control: socket.socket) -> None:
        self._desk, self._control = desk, control
        self._steps: Iterator[None] | None = None

    @property
    def goes_on(self) -> bool:
        """True between the steps of a change."""
        return self._steps is not None

    def begin(self, told: bytes) -> None:
        """Begins a change; what is being made of the store as it was is given up."""
        if self.goes_on:
            self._end(b"")
        self._steps = self._start(told)
        self.step()

    def _start(self, told: bytes) -> Iterator[None]:
        yield from self._desk.change(told) or ()

    def step(self) -> None:
        """Goes on with a change, if there is one, until its next step."""
        if self._steps is None:
            return
        try:
            if next(self._steps, _OVER) is _OVER:
                self._end(b"1")
        except (ValueError, SyntaxError, MemoryError):
            self._end(b"")

    def _end(self, done: bytes) -> None:
        self._steps = None
        self._control.sendall(pack(CHANGED, done))
