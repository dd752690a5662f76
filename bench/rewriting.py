"""Prints what rewriting queries costs, and what EXISTS takes before and after, in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pyoxigraph as ox

from treatygraph.prefixes import prefixes
from treatygraph.query.rewriting import rewrite
from treatygraph.settings import read_settings
from treatygraph.store.build import open_graph

# The engine takes a minute for all participations; what it takes for some tells as much.
SOME = """SELECT (COUNT(*) AS ?n) {
  { SELECT ?p ?treaty { ?p a tg:Participation ; tg:treaty ?treaty } LIMIT 300 } FILTER %s }"""
EXISTS = {
    "two patterns": "NOT EXISTS { ?act a tg:Ratification ; tg:participation ?p }",
    "path of two steps": "EXISTS { ?p ^tg:participation/tg:date ?day }",
    "no later act": """NOT EXISTS { ?act tg:participation ?p ; tg:date ?day .
      ?later tg:participation ?p ; tg:date ?end FILTER(?end > ?day) }""",
}
LONG = "OPTIONAL { ?p tg:treaty ?other } " * 75
COSTS = {
    "nothing to rewrite": "SELECT ?s { ?s a tg:Treaty } LIMIT 10",
    "a sum": "SELECT (?day + ?period AS ?end) { ?s tg:date ?day ; tg:noticePeriod ?period }",
    "NOT EXISTS": SOME % EXISTS["two patterns"],
    "3,000 characters": (SOME % EXISTS["two patterns"]).replace("FILTER", LONG + "FILTER"),
}


def milliseconds(do: Callable[[], object], times: int) -> float:
    """The median of so many runs."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        do()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


def main() -> None:
    store = open_graph(read_settings()).store

    def ask(query: str) -> list[str]:
        found = store.query(query, prefixes=prefixes(), use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return [str(row) for row in found]

    print("rewriting, microseconds")
    for name, query in COSTS.items():
        print(f"  {name:20} {1000 * milliseconds(lambda q=query: rewrite(q), 200):8.1f}")
    print("300 participations, milliseconds    before      after      ratio")
    for name, condition in EXISTS.items():
        query = SOME % condition
        assert ask(query) == ask(rewrite(query))
        before = milliseconds(lambda q=query: ask(q), 3)
        after = milliseconds(lambda q=query: ask(rewrite(q)), 20)
        print(f"  {name:30} {before:10.1f} {after:10.2f} {before / after:10.0f}")


if __name__ == "__main__":
    main()
