"""Load on one server: so many connections that repeat one query, and what each answer costs."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from peers.server import Server, wanted

HERE = Path(__file__).parent
# Above this many seconds an answer the cost of the client is nothing, and whole answers count.
SLOW = 0.02
_numbers = itertools.count(int(time.time()) % 100_000 * 1_000_000_000, 1_000_000)


@dataclass(frozen=True)
class Taken:
    """Figures of one run in seconds; CPU seconds of the client and the server for all answers."""

    answers: int
    seconds: float
    p50: float
    p95: float
    failed: int
    client_cpu: float = 0
    server_cpu: float = 0

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return self.answers / self.seconds


def put_load(
    server: Server,
    query: str,
    clients: int,
    *,
    vary: bool,
    seconds: float,
    limit: float,
    slow: bool,
) -> Taken:
    """What was taken while so many clients asked for so long; `slow` counts whole answers.

    With `vary` each request ends with a comment of its own, so that no cache has its answer.
    """
    url = server.url(query)
    first = next(_numbers) if vary else -1
    target = ""
    if not slow and shutil.which("wrk"):
        headers = [f"-HAccept: {wanted(query)}"] + ["-HConnection: close"] * (not server.keep)
        whole = max(1, round(seconds))
        command = ["wrk", "-t1", f"-c{clients}", f"-d{whole}s", "--timeout", "60s", *headers]
        command += ["-s", str(HERE / "wrk.lua"), url, "--", str(first)]
    else:
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}"
        figures = (parts.port, clients, seconds, limit, first, int(server.keep), wanted(query))
        command = [sys.executable, "-IS", str(HERE / "client.py"), *map(str, figures)]
    server.settle()
    served, before = server.cpu_seconds(), os.times()
    found = subprocess.run(command, input=target, capture_output=True, text=True, check=True)  # noqa: S603
    after = os.times()
    server.settle()
    used = sum(after[2:4]) - sum(before[2:4])
    said = json.loads(found.stdout.splitlines()[-1])
    return Taken(**said, client_cpu=used, server_cpu=server.cpu_seconds() - served)
