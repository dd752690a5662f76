"""A server as a user starts it, in processes of its own, for tests that speak HTTP to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from treatygraph import resources

_PROGRAM = [sys.executable, "-c", "from treatygraph.cli import app; app()"]
_SERVE = [*_PROGRAM, "serve", "--port={port}"]


TOKEN = {"Authorization": "Bearer open sesame"}


class Server:
    """A running server: its port, and the processes that it consists of."""

    def __init__(
        self, settings: Mapping[str, object], port: int = 0, command: Sequence[str] = _SERVE
    ) -> None:
        self.port = port or _free_port()
        given = {f"TREATYGRAPH_{name.upper()}": str(value) for name, value in settings.items()}
        # A session of its own: whatever the server forks stays in it.
        self.process = subprocess.Popen(
            [part.format(port=self.port) for part in command],
            cwd=resources.root(), env={**os.environ, **given}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @property
    def address(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def wait(self, seconds: float = 60) -> float:
        """Seconds until the server has answered; raises AssertionError where it ended before."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            assert self.process.poll() is None, "the server ended before it answered"
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=1):  # noqa: S310
                    return time.monotonic() - begun
            except OSError:
                time.sleep(0.02)
        raise AssertionError(f"no answer after {seconds} seconds")

    def processes(self) -> list[int]:
        """The processes of the server that run, the oldest first."""
        found = [(_born(pid), pid) for pid in _pids() if _session(pid) == self.process.pid]
        return [pid for _, pid in sorted(found)]

    def megabytes(self) -> dict[int, float]:
        """What each process holds, with its share of what several hold (PSS)."""
        return {pid: held for pid in self.processes() if (held := _held(pid))}

    def stop(self) -> list[int]:
        """Ends the server as a service manager does; the processes that are left ten seconds on."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            pass
        end = time.monotonic() + 2
        while self.processes() and time.monotonic() < end:
            time.sleep(0.05)
        left = self.processes()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        return left


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _pids() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def _stat(pid: int) -> list[str]:
    """What the kernel tells of a process after its name: state, parent, group, session, …"""
    try:
        # The name may hold anything, also brackets.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _session(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[3]) if fields and fields[0] != "Z" else 0


def _born(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[19]) if fields else 0


def _held(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@contextmanager
def serving(**settings: object) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address and the first process of a server with these settings, which takes the token.

    At the end all its processes are killed, and at once: it has no time to put anything right.
    """
    server = Server({"token": "open sesame", **settings})
    try:
        server.wait()
        yield server.address, server.process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait(timeout=10)
