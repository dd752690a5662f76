"""Prints the time of the rules over the record at several times its size."""

from __future__ import annotations

import sys
import time

import pyoxigraph as ox

from treatygraph.store.copies import assemble_copies
from treatygraph.store.rules import run_rules
from treatygraph.terms import tg


def measure(times: int) -> tuple[int, float]:
    """The number of acts and the least CPU seconds of three runs (of one, from ten times on)."""
    store = assemble_copies(times)
    acts = len({quad.subject for quad in store.quads_for_pattern(
        None, ox.NamedNode(tg("participation")), None) if "/party-period/" not in str(quad.subject)
        and "/deadline/" not in str(quad.subject)})  # fmt: skip
    taken = []
    for _ in range(3 if times < 10 else 1):
        begun = time.process_time()
        run_rules(store)
        taken.append(time.process_time() - begun)
    return acts, min(taken)


def main() -> None:
    print("times  acts       CPU s    microseconds an act")
    for times in [int(word) for word in sys.argv[1:]] or [1]:
        acts, seconds = measure(times)
        print(f"{times:5}  {acts:9,}  {seconds:7.2f}  {1e6 * seconds / acts:6.1f}", flush=True)


if __name__ == "__main__":
    main()
