"""The supervisor: a process that holds the graph and keeps a server running over it.

The server is forked, so that another takes its place within moments where it ends by mistake, or
without a gap where the data has changed: both listen at the same socket, and the older one ends
when it has answered whom it has taken.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from treatygraph.errors import TreatygraphError
from treatygraph.store.build import Graph

_SIGNALS: Final = frozenset({signal.SIGCHLD, signal.SIGHUP, signal.SIGINT, signal.SIGTERM})


@dataclass(frozen=True)
class Ties:
    """What ties a server to its supervisor: it tells that it serves, and ends with it."""

    ready: int
    leash: int

    def tell_ready(self) -> None:
        """Lets the supervisor know that requests are answered."""
        os.write(self.ready, b"1")
        os.close(self.ready)


class Supervisor:
    """Keeps a server running until it is told to end.

    `serve` answers requests over a graph until SIGTERM, in a process forked for it. `reopen` gives
    the graph of the present data, and `is_current` says whether a graph is that already.
    """

    def __init__(
        self,
        serve: Callable[[Graph, Ties], None],
        reopen: Callable[[], Graph],
        is_current: Callable[[Graph], bool],
        complain: Callable[[str], None],
    ) -> None:
        self._serve, self._reopen, self._is_current = serve, reopen, is_current
        self._complain = complain
        self._leash = os.pipe()

    def run(self, graph: Graph) -> int:
        """The exit code, when SIGINT or SIGTERM has ended the server, or it cannot be started.

        SIGHUP has the present data served.
        """
        # Signals wait until they are asked for: none is missed, and none comes in between.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        current = self._start(graph)
        ending = False
        while current:
            got = signal.sigwait(_SIGNALS)
            if got in (signal.SIGINT, signal.SIGTERM):
                ending = True
                os.kill(current, signal.SIGTERM)
            elif got == signal.SIGHUP and not ending:
                current, graph = self._renew(current, graph)
            elif current in _ended():
                if ending:
                    return 0
                self._complain("The server has ended; another takes its place.")
                if not self._is_current(graph):
                    graph = self._reopen()
                current = self._start(graph)
        return 1

    def _renew(self, current: int, graph: Graph) -> tuple[int, Graph]:
        try:
            newer = self._reopen()
        except TreatygraphError as error:
            self._complain(f"{error}\nThe data that is served stays as it is.")
            return current, graph
        successor = self._start(newer)
        if not successor:
            return current, graph
        os.kill(current, signal.SIGTERM)
        return successor, newer

    def _start(self, graph: Graph) -> int:
        """The process that serves, when it does; 0 where it ended before."""
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.close(reading)
                os.close(self._leash[1])
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
                # The terminal tells its whole group; the supervisor decides.
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                self._serve(graph, Ties(writing, self._leash[0]))
                code = 0
            finally:
                os._exit(code)
        os.close(writing)
        with open(reading, "rb") as ready:
            return pid if ready.read(1) else 0


def _ended() -> set[int]:
    ended = set()
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            ended.add(found[0])
    return ended
