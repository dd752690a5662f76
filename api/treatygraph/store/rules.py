"""Rules: SPARQL CONSTRUCT files under `shapes/rules/`, run to a fixpoint into the derived graph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.terms import DERIVED_GRAPH

# Rules feed each other over a few steps at most; more rounds mean that they chase each other.
_ROUNDS = 20


def rule_files() -> list[Path]:
    """All rules in the order in which they run, which is that of their names."""
    return resources.files("shapes/rules", "*.rq")


def run_rules(store: ox.Store) -> int:
    """Fills the derived graph of the store anew; returns the number of derived triples.

    What was derived before is dropped first, so that the result depends on the record alone.
    Raises RuntimeError where the rules reach no fixpoint.
    """
    graph = ox.NamedNode(DERIVED_GRAPH)
    store.remove_graph(graph)
    rules = [path.read_text(encoding="utf-8") for path in rule_files()]
    recorded, size = len(store), -1
    for _ in range(_ROUNDS):
        for rule in rules:
            derived = store.query(rule, use_default_graph_as_union=True)
            assert isinstance(derived, ox.QueryTriples)
            # From engine to engine as text: a Python object for each triple costs more.
            text = derived.serialize(format=ox.RdfFormat.N_TRIPLES)
            store.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)
        before, size = size, len(store) - recorded
        if size == before:
            return size
    raise RuntimeError(f"the rules reach no fixpoint within {_ROUNDS} rounds")
