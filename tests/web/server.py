"""A real server, started as a user starts it, for tests that speak HTTP to it or end it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

TOKEN = {"Authorization": "Bearer open sesame"}


@contextmanager
def serving(build: Path, submissions: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address and the process of `treatygraph serve`, which takes the token above."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", "from treatygraph.cli import app; app()", "serve", f"--port={port}"],
        env={
            **os.environ,
            "TREATYGRAPH_BUILD_FOLDER": str(build),
            "TREATYGRAPH_SUBMISSIONS_FOLDER": str(submissions),
            "TREATYGRAPH_TOKEN": "open sesame",
        },
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx2.get(f"{address}/healthz", timeout=1)
                break
            except httpx2.TransportError:
                assert process.poll() is None, "the server ended before it answered"
                time.sleep(0.1)
        yield address, process
    finally:
        process.kill()
        process.wait(timeout=10)
