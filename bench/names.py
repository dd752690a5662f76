"""Prints how well names are matched, and how long it takes: in the process, and over HTTP."""

from __future__ import annotations

import csv
import json
import statistics
import sys
import time
from pathlib import Path

from starlette.testclient import TestClient

from treatygraph.reconciliation.finding import find
from treatygraph.reconciliation.reading import open_index
from treatygraph.settings import read_settings
from treatygraph.store.build import open_graph
from treatygraph.web.app import create_app

ROOT = Path(__file__).parents[1]
BATCH = 500
ROUNDS = 10


def read_names() -> list[str]:
    """The names of the sets that tests measure, in their order."""
    names = []
    for path in sorted((ROOT / "tests" / "reconciliation").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            names += [row["query"] for row in csv.DictReader(file)]
    return names


def main() -> None:
    """Prints the figures."""
    sys.path.insert(0, str(ROOT))
    from tests.reconciliation.measures import measure

    settings = read_settings(rate_per_minute=0)
    graph = open_graph(settings)
    open_index(graph.store, settings)
    begun = time.perf_counter()
    index = open_index(graph.store, settings)
    print(f"index of {len(index.names):,} names: {time.perf_counter() - begun:.2f} s")
    for path in sorted((ROOT / "tests" / "reconciliation").glob("*.csv")):
        told = measure(index, path)
        print(f"{path.name}: precision {told.precision:.3f}, recall {told.recall:.3f}")
    names = read_names()
    taken = sorted(_time(lambda name=name: find(index, name)) for name in names)
    print(
        f"one name, ms: median {1000 * statistics.median(taken):.2f}, "
        f"of a hundred the slowest {1000 * taken[int(0.99 * len(taken))]:.2f}, "
        f"slowest {1000 * taken[-1]:.2f}"
    )
    batch = {f"q{n}": {"query": names[n % len(names)]} for n in range(BATCH)}
    form = {"queries": json.dumps(batch)}
    with TestClient(create_app(settings, graph)) as client:
        client.post("/reconcile", data=form)
        rounds = [_time(lambda: client.post("/reconcile", data=form)) for _ in range(ROUNDS)]
        print(f"batch of {BATCH}, s: least {min(rounds):.3f}, most {max(rounds):.3f}")
        for path in ("/search?q=ottawa+treaty", "/reconcile/suggest/entity?prefix=con"):
            rounds = [_time(lambda path=path: client.get(path)) for _ in range(10 * ROUNDS)]
            print(f"{path}, ms: median {1000 * statistics.median(rounds):.1f}")


def _time(work: object) -> float:
    begun = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
