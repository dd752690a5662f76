"""A campaign: the whole corpus against one server, while somebody else asks plain queries."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count

from tests.web.hostile.cases import Case
from tests.web.hostile.strike import Outcome, strike
from tests.web.hostile.trap import open_trap
from tests.web.server import Server

DEADLINE = 2.0
TOKEN = "open sesame"  # noqa: S105
LIMITS = {
    "query_seconds": DEADLINE,
    "request_seconds": DEADLINE,
    "answer_seconds": DEADLINE,
    "query_megabytes": 300,
    "result_bytes": 20_000_000,
    "workers": 4,
    "token": TOKEN,
}
# With a number behind it, so that it is another each time, and none is answered from memory.
_PLAIN = "/sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fs%20a%20tg%3ATreaty%7D%23"


@dataclass
class Campaign:
    """What came of each case, of the plain queries meanwhile, of memory and of the trap."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    plain: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    left: list[int] = field(default_factory=list)


def run_campaign(
    corpus: Iterable[Case], settings: Mapping[str, object], lanes: int, patience: float
) -> Campaign:
    """Sends every case, so many at once, to a server of its own with small limits."""
    campaign = Campaign()
    over = threading.Event()
    server = Server({**LIMITS, **settings})
    with open_trap() as (trap, asked):
        try:
            server.wait()
            onlookers = [
                threading.Thread(target=onlooker, args=(server, campaign, over))
                for onlooker in (_ask_plainly, _weigh)
            ]
            for onlooker in onlookers:
                onlooker.start()
            try:
                with ThreadPoolExecutor(lanes) as pool:
                    for number, case in enumerate(corpus):
                        # Each case is a client of its own, as limits for each client see it.
                        client = f"127.0.{1 + number // 250}.{1 + number % 250}"
                        pool.submit(_strike, campaign, case, server, client, trap, patience)
            finally:
                over.set()
                for onlooker in onlookers:
                    onlooker.join()
        finally:
            campaign.left = server.stop()
            campaign.asked = asked
    return campaign


def _strike(
    campaign: Campaign, case: Case, server: Server, client: str, trap: str, patience: float
) -> None:
    try:
        outcome = strike(case, server.port, client, trap, patience)
    except Exception as error:
        outcome = Outcome(f"{type(error).__name__}: {error}", 0)
    campaign.outcomes[case.name] = outcome


def _ask_plainly(server: Server, campaign: Campaign, over: threading.Event) -> None:
    for number in count():
        if over.wait(0.1):
            return
        begun = time.monotonic()
        try:
            query = f"{server.address}{_PLAIN}{number}"
            with urllib.request.urlopen(query, timeout=2 * DEADLINE) as answer:  # noqa: S310
                answer.read()
            campaign.plain.append(time.monotonic() - begun)
        except OSError as error:
            campaign.failures.append(f"after {len(campaign.outcomes)} cases: {error}")


def _weigh(server: Server, campaign: Campaign, over: threading.Event) -> None:
    while True:
        campaign.megabytes.append(sum(server.megabytes().values()))
        if over.wait(0.5):
            # Once more when all is over, and what was ended has been replaced.
            time.sleep(1)
            campaign.megabytes.append(sum(server.megabytes().values()))
            return
