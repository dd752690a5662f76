"""Summaries: SPARQL CONSTRUCT files under `shapes/summaries/` that say what the graph holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.graphs import into_graph
from treatygraph.terms import DESCRIPTION_GRAPH, THINGS_GRAPH

# The whole is described apart from each treaty, participant and year: one page shows the former.
_GRAPHS = {"summaries": DESCRIPTION_GRAPH, "things": THINGS_GRAPH}
SUMMARY_GRAPHS = frozenset(_GRAPHS.values())


@cache
def read_summaries() -> tuple[tuple[ox.NamedNode, str], ...]:
    """Each summary with the graph that it fills; read once, for a worker can open no file."""
    return tuple(
        (ox.NamedNode(_GRAPHS[path.parent.name]), path.read_text(encoding="utf-8"))
        for path in summary_files()
    )


def summary_files() -> list[Path]:
    """All summaries; none reads what another wrote, so that their order does not matter."""
    return resources.files("shapes/summaries", "*.rq")


def run_summaries(store: ox.Store) -> int:
    """Fills the graphs of summaries of the store anew; returns the number of their triples.

    What was described before is dropped first, so that a description never counts itself.
    """
    for graph in SUMMARY_GRAPHS:
        store.remove_graph(ox.NamedNode(graph))
    described = set(summarise(store))
    store.extend(described)
    return len(described)


def summarise(store: ox.Store) -> Iterator[ox.Quad]:
    """What the summaries say of a store that holds none, each in the graph of its folder."""
    for graph, query in read_summaries():
        found = store.query(query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QueryTriples)
        yield from into_graph(found, graph.value)
