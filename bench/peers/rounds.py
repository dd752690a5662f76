"""Rounds: all servers are compared on every query, then asked in turn, one at a time."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Mapping, Sequence

from peers.answers import difference, read_answer
from peers.direct import Direct
from peers.load import SLOW, put_load
from peers.peer import Peer, say
from peers.runs import Figure, Runs

# A server that takes longer for one answer is asked in the first round only.
ONCE = 0.25


def compare(runs: Runs, queries: Mapping[str, str], peers: Sequence[Peer], limit: float) -> None:
    """Asks every server every query, and leaves out what is wrong or takes too long.

    The first server that answers a query tells the others what is right; it is this project's.
    """
    for name, query in queries.items():
        right = None
        for peer in peers:
            pair = peer.name, name
            try:
                answer = read_answer(*peer.server.ask(query, limit))
                for varied, text in ((True, f"{query}#"), (False, query)):
                    begun = time.perf_counter()
                    peer.server.ask(text, limit)
                    runs.alone[*pair, varied] = time.perf_counter() - begun
            except TimeoutError:
                runs.left_out[pair] = f"no answer in {limit:.0f} s"
                peer.restart()
            except (OSError, SyntaxError) as error:
                runs.left_out[pair] = str(error)
            else:
                right = answer if right is None else right
                if wrong := difference(right, answer):
                    runs.left_out[pair] = f"another answer: {wrong}"
            if pair in runs.left_out:
                say(f"{peer.name}, {name}: {runs.left_out[pair]}")


def take_round(
    number: int, runs: Runs, queries: Mapping[str, str], peers: Sequence[Peer], engine: Direct,
    given: Namespace,
) -> None:  # fmt: skip
    """Adds the figures of one round; who comes first changes with the round."""
    turn = number % len(peers)
    order = [*peers[turn:], *peers[:turn]]
    for name, query in queries.items():
        say(f"round {number + 1}: {name}")
        runs.direct.setdefault(name, []).append(engine.median(query, given.seconds / 3))
        for varied in (True, False):
            for clients in given.clients:
                for peer in order:
                    alone = runs.alone.get((peer.name, name, varied), 0)
                    out = (peer.name, name) in runs.left_out or alone * clients > given.limit
                    if out or (alone > ONCE and number):
                        continue
                    slow = alone > SLOW
                    taken = put_load(
                        peer.server, query, clients, vary=varied, slow=slow,
                        seconds=min(given.limit, max(given.seconds, alone * clients))
                        if slow else given.seconds,
                        limit=3 * given.limit,
                    )  # fmt: skip
                    runs.figures.append(Figure(number, name, peer.name, clients, varied, taken))
