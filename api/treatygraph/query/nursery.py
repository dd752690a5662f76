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
from typing import NoReturn

from treatygraph.query.frames import CHANGED, ENDED, KILL, pack, pack_object, receive_frame
from treatygraph.query.limits import Limits
from treatygraph.query.worker import Desk, run_worker


def run_nursery(
    listener: socket.socket, control: socket.socket, desk: Desk, limits: Limits
) -> NoReturn:
    """Forks a worker for each connection to `listener` until `control` is closed; never returns.

    Through `control` the server changes the store and ends workers, and is told of each worker
    that has ended its number and its wait status.
    """
    workers: set[int] = set()
    try:
        wake = _prepare()
        selector = selectors.DefaultSelector()
        for source in (listener, control, wake):
            selector.register(source, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
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
                    control.sendall(pack(CHANGED, _change(desk, content)))
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


def _change(desk: Desk, quads: bytes) -> bytes:
    try:
        desk.change(quads)
    except (ValueError, SyntaxError):
        return b""
    return b"1"
