"""Prints what becomes of a server under so many requests, good and hostile: `python -m bench.soak`.

Arguments: requests (200,000) and clients (6). Good requests that fail, memory of each process at
five moments, throughput, and hostile requests that got another answer than the corpus expects.
"""

from __future__ import annotations

import http.client
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from bench.plain import GoodRequest, good_requests
from tests.web.hostile.cases import Case, cases
from tests.web.hostile.strike import strike
from tests.web.hostile.trap import open_trap
from tests.web.server import Server

from treatygraph.settings import Settings

LIMITS = {
    "query_seconds": 5, "request_seconds": 2, "answer_seconds": 2, "query_megabytes": 300,
    "token": "open sesame", "client_connections": 800,
}  # fmt: skip
# Of a hundred thousand requests: those that take a worker up to the deadline, and others.
_COSTLY, _HOSTILE = 50, 5_000
_MOMENTS = (0.0, 0.25, 0.5, 0.75, 1.0)
_done: Synchronized[int]


@dataclass
class Share:
    """What one client saw."""

    good: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    hostile: int = 0


def main(requests: int = 200_000, clients: int = 6) -> int:
    """Runs the soak; 1 where a good request failed or the trap was asked."""
    with tempfile.TemporaryDirectory() as folder, open_trap() as (trap, asked):
        here = {"build_folder": Settings().build_folder, "submissions_folder": folder}
        server = Server({**LIMITS, **here})
        try:
            print(f"first answer after {server.wait():.1f} s")
            good = good_requests(server.port)
            done = multiprocessing.Value("q", 0)
            begun = time.monotonic()
            with ProcessPoolExecutor(clients, initializer=_begin, initargs=(done,)) as pool:
                shares = [
                    pool.submit(_run, number, requests // clients, server.port, trap, good)
                    for number in range(clients)
                ]
                _weigh(server, done, requests // clients * clients, shares)
                told = [share.result() for share in shares]
            taken = time.monotonic() - begun
        finally:
            left = server.stop()
    return _report(told, taken, len(asked), len(left))


def _begin(done: Synchronized[int]) -> None:
    global _done
    _done = done


def _run(number: int, requests: int, port: int, trap: str, good: list[GoodRequest]) -> Share:
    chance, share = random.Random(number), Share()  # noqa: S311
    quick = [
        case
        for case in cases().values()
        if case.theme not in ("costly", "patience", "too-many", "too-much")
    ]
    costly = [case for case in cases().values() if case.theme == "costly"]
    client = f"127.0.2.{number + 1}"
    connection = http.client.HTTPConnection("127.0.0.1", port, 20, source_address=(client, 0))
    for _ in range(requests):
        drawn = chance.randrange(100_000)
        if drawn < _COSTLY + _HOSTILE:
            case = chance.choice(costly if drawn < _COSTLY else quick)
            # The server may end a connection that is not used for seconds.
            connection.close()
            _strike(share, case, port, f"127.0.3.{number + 1}", trap)
        else:
            _ask(share, connection, chance.choice(good))
        with _done.get_lock():
            _done.value += 1
    connection.close()
    return share


def _strike(share: Share, case: Case, port: int, client: str, trap: str) -> None:
    share.hostile += 1
    outcome = strike(case, port, client, trap, 20)
    if outcome.got not in case.expect:
        share.wrong[f"{case.name}: {outcome.got}"] += 1


def _ask(share: Share, connection: http.client.HTTPConnection, good: GoodRequest) -> None:
    begun = time.monotonic()
    try:
        connection.request(good.method, good.target, good.body or None, good.headers)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        share.failures[f"{good.kind}: {type(error).__name__}"] += 1
        return
    share.good.append(time.monotonic() - begun)
    if answer.status != 200 or good.holds not in body:
        share.failures[f"{good.kind}: {answer.status}"] += 1


def _weigh(
    server: Server, done: Synchronized[int], requests: int, shares: list[Future[Share]]
) -> None:
    moments: Iterator[float] = iter(_MOMENTS)
    moment = next(moments)
    while True:
        if done.value >= moment * requests:
            if moment == 1:
                time.sleep(3)
            held = server.megabytes()
            each = " ".join(f"{pid}: {megabytes:.0f}" for pid, megabytes in held.items())
            print(f"after {done.value} requests {sum(held.values()):.0f} MB in all; {each}")
            if moment == 1:
                return
            moment = next(moments)
        if all(share.done() for share in shares) and done.value < requests:
            return
        time.sleep(0.1)


def _report(told: list[Share], taken: float, asked: int, left: int) -> int:
    good = sorted(seconds for share in told for seconds in share.good)
    hostile = sum(share.hostile for share in told)
    failures: Counter[str] = sum((share.failures for share in told), Counter[Any]())
    wrong: Counter[str] = sum((share.wrong for share in told), Counter[Any]())
    print(f"{len(good)} good and {hostile} hostile requests in {taken:.0f} s")
    print(f"{(len(good) + hostile) / taken:.0f} requests a second")
    print(
        f"good: median {1000 * statistics.median(good):.1f} ms, "
        f"95 % {1000 * good[len(good) * 19 // 20]:.1f} ms, most {1000 * good[-1]:.0f} ms"
    )
    print(f"good requests that failed: {failures.total()} {dict(failures.most_common(10))}")
    print(f"hostile, other answer than expected: {wrong.total()} {dict(wrong.most_common(10))}")
    print(f"the trap was asked {asked} times; {left} processes left")
    return int(failures.total() + asked + left > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
