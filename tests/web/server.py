"""A server as a user starts it, in processes of its own, for tests that speak HTTP to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx2

TOKEN = {"Authorization": "Bearer open sesame"}

SERVE = [sys.executable, "-c", "from treatygraph.cli import app; app()", "serve"]

Process = subprocess.Popen[bytes]


@contextmanager
def serving(**settings: object) -> Iterator[tuple[str, Process]]:
    """The address and the first process of `treatygraph serve`, which takes the token above.

    Settings are given by their environment variables without `TREATYGRAPH_`. At the end all its
    processes are killed, and at once: it has no time to put anything right.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {"token": "open sesame", **settings}
    process = subprocess.Popen(
        [*SERVE, f"--port={port}"],
        env={**os.environ, **{f"TREATYGRAPH_{k.upper()}": str(v) for k, v in given.items()}},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _await(address, process)
        yield address, process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def _await(address: str, process: Process) -> None:
    for _ in range(600):
        try:
            httpx2.get(f"{address}/healthz", timeout=1)
        except httpx2.TransportError:
            assert process.poll() is None, "the server ended before it answered"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")
