"""A server in processes of its own, what it holds, and a trap that counts who asks it."""

from __future__ import annotations

import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_SERVE = [sys.executable, "-c", "from treatygraph.cli import app; app()", "serve"]


class Server:
    """A running server: its port, and the processes that it consists of."""

    def __init__(self, settings: Mapping[str, object], port: int = 0) -> None:
        self.port = port or _free_port()
        given = {f"TREATYGRAPH_{name.upper()}": str(value) for name, value in settings.items()}
        # A session of its own: whatever the server forks stays in it.
        self.process = subprocess.Popen(
            [*_SERVE, f"--port={self.port}"],
            env={**os.environ, **given}, start_new_session=True,
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
        """The processes of the server that run, the first first."""
        return sorted(pid for pid in _pids() if _session(pid) == self.process.pid)

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


def _session(pid: int) -> int:
    try:
        # After the name, which may hold anything: state, parent, group, session.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[3]) if fields[0] != "Z" else 0


def _held(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@contextmanager
def open_trap() -> Iterator[tuple[str, list[str]]]:
    """The address, host and port, of a server on loopback, and the list of what it was asked."""
    asked: list[str] = []

    class Trap(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_HEAD = do_OPTIONS = do_PUT = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trap)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
