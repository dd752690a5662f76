"""Prints what clients see when processes are killed under load: `python -m bench.kills`.

First the other processes are killed in turn, in the order of their age, as many as the argument
says (5); then the first one, which is started anew as soon as it has ended, as a service manager
would. Each time: requests that failed and how, and the time from the kill to the last failure and
to the first answer after it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from functools import partial
from http.client import HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import quote

from tests.web.server import Server

from treatygraph.settings import Settings

_CLIENTS = 4
_SECONDS_BEFORE, _SECONDS_AFTER = 2.0, 8.0


def main(times: int = 5) -> int:
    """Kills and reports; 1 where the server did not recover."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"build_folder": Settings().build_folder, "submissions_folder": folder}
        servers = [Server(settings)]
        servers[0].wait()

        def kill_other(number: int) -> None:
            others = servers[0].processes()[1:]
            pid = others[number % len(others)]
            print(
                f"of {len(others)} others, one {_depth(pid, servers[0])} below the first: ", end=""
            )
            os.kill(pid, signal.SIGKILL)

        def kill_first() -> None:
            killed = servers[0]
            killed.process.kill()
            killed.process.wait()
            servers.insert(0, Server(settings, killed.port))

        try:
            good = True
            for number in range(times):
                # One that does not recover has no other processes to kill.
                good = good and _watch(
                    f"other process {number + 1}", servers, partial(kill_other, number)
                )
            good &= _watch("first process", servers, kill_first)
            print(f"processes of the killed server that run on: {len(servers[1].processes())}")
        finally:
            left = [pid for server in servers for pid in server.stop()]
    print(f"processes left at the end: {len(left)}")
    return int(not good)


def _depth(pid: int, server: Server) -> int:
    parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 1 if parent in (1, server.process.pid) else 1 + _depth(parent, server)


def _watch(what: str, servers: list[Server], kill: Callable[[], None]) -> bool:
    """Prints what clients saw of one kill; false where none was answered in the end."""
    over, seen = threading.Event(), list[tuple[float, str]]()
    clients = [
        threading.Thread(target=_ask, args=(servers[0].port, number, over, seen))
        for number in range(_CLIENTS)
    ]
    for client in clients:
        client.start()
    time.sleep(_SECONDS_BEFORE)
    killed = time.monotonic()
    kill()
    time.sleep(_SECONDS_AFTER)
    over.set()
    for client in clients:
        client.join()
    failed = [(when, told) for when, told in seen if told != "200"]
    answered = [when for when, told in seen if told == "200" and when > killed]
    last = max((when for when, _ in failed), default=killed)
    after = min((when for when in answered if when > last), default=None)
    print(
        f"{what} killed: {len(seen)} requests, {len(failed)} failed "
        f"{dict(Counter(told for _, told in failed))}; last failure after "
        f"{1000 * (last - killed):.0f} ms, answered again after "
        + ("never" if after is None else f"{1000 * (after - killed):.0f} ms")
    )
    return after is not None


def _ask(port: int, client: int, over: threading.Event, seen: list[tuple[float, str]]) -> None:
    for number in count():
        if over.is_set():
            return
        # Each another, so that none is answered from memory.
        query = f"SELECT (COUNT(*) AS ?n{client}x{number}) {{ ?x a tg:Treaty }}"
        try:
            target = f"http://127.0.0.1:{port}/sparql?query={quote(query)}"
            with urllib.request.urlopen(target, timeout=10) as answer:
                answer.read()
            told = "200"
        except urllib.error.HTTPError as error:
            told = f"{error.code} {json.load(error)['detail']}"
        except (OSError, HTTPException) as error:
            told = type(getattr(error, "reason", error)).__name__
            # A server that is not there refuses thousands in a second.
            time.sleep(0.01)
        seen.append((time.monotonic(), told))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
