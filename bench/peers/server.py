"""A running server: where it is asked, what its processes cost, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
_GRAPH = re.compile(r"^(CONSTRUCT|DESCRIBE)\b", re.MULTILINE)


@dataclass(frozen=True)
class Server:
    """One server: `address` of its endpoint without parameters, `session` of its processes.

    `ready` is how many seconds passed from start to the first answer. `before` is text that this
    server needs before each query; `keep` is false where it answers sooner on new connections.
    """

    name: str
    address: str
    session: int
    ready: float
    before: str = ""
    keep: bool = True

    def url(self, query: str) -> str:
        """The address of the answer to a query."""
        return f"{self.address}?query={urllib.parse.quote(self.before + query)}"

    def ask(self, query: str, limit: float) -> tuple[bytes, str]:
        """The body and the media type of an answer; raises OSError where there is none in time."""
        asked = urllib.request.Request(self.url(query), headers={"Accept": wanted(query)})  # noqa: S310
        with urllib.request.urlopen(asked, timeout=limit) as found:  # noqa: S310
            return found.read(), found.headers.get_content_type()

    def cpu_seconds(self) -> float:
        """CPU seconds of all processes of the server until now, ended ones included."""
        return sum(sum(map(int, fields[11:15])) for fields in _stats(self.session)) / TICK

    def settle(self, limit: float = 60) -> None:
        """Waits until the server computes nothing, so that no peer is measured beside it."""
        end = time.monotonic() + limit
        before = -1.0
        while before != (now := self.cpu_seconds()) and time.monotonic() < end:
            before = now
            time.sleep(2 / TICK)


@contextmanager
def running(
    name: str,
    command: Sequence[str | Path],
    address: str,
    *,
    settings: Mapping[str, str] | None = None,
    before: str = "",
    keep: bool = True,
    limit: float = 1800,
) -> Iterator[Server]:
    """A server that answers, in a session of its own, all of which ends with the context.

    Raises TimeoutError where it does not answer in so many seconds, or ends before it does.
    """
    begun = time.monotonic()
    process = subprocess.Popen(  # noqa: S603
        command,
        env={**os.environ, **(settings or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        trial = Server(name, address, process.pid, 0)
        while True:
            try:
                trial.ask("ASK {}", 60)
                break
            except urllib.error.HTTPError:
                raise
            except OSError:
                if process.poll() is not None or time.monotonic() - begun > limit:
                    raise TimeoutError(f"{name} does not answer") from None
                time.sleep(0.01)
        yield Server(name, address, process.pid, time.monotonic() - begun, before, keep)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wanted(query: str) -> str:
    """The media type to ask for: one that all servers have."""
    return "text/turtle" if _GRAPH.search(query) else "application/sparql-results+json"


def free_port() -> int:
    """A port of the loopback address that nobody has at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _stats(session: int) -> Iterator[list[str]]:
    # proc(5): behind the name in brackets come state, ppid, pgrp, session, …, utime at index 11.
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session:
                yield fields
