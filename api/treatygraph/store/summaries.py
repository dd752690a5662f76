"""Summaries: SPARQL CONSTRUCT files under `shapes/summaries/` that say what the graph holds."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.graphs import into_graph
from treatygraph.terms import DESCRIPTION_GRAPH


def summary_files() -> list[Path]:
    """All summaries; none reads what another wrote, so that their order does not matter."""
    return resources.files("shapes/summaries", "*.rq")


def run_summaries(store: ox.Store) -> int:
    """Fills the description graph of the store anew; returns the number of its triples.

    What was described before is dropped first, so that a description never counts itself.
    """
    store.remove_graph(ox.NamedNode(DESCRIPTION_GRAPH))
    described: set[ox.Triple] = set()
    for path in summary_files():
        found = store.query(path.read_text(encoding="utf-8"), use_default_graph_as_union=True)
        assert isinstance(found, ox.QueryTriples)
        described.update(found)
    store.extend(into_graph(described, DESCRIPTION_GRAPH))
    return len(described)
