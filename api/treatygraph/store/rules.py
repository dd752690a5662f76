"""Rules: SPARQL CONSTRUCT files under `shapes/rules/`, run in order into the derived graph."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.headers import read_header
from treatygraph.terms import DERIVED_GRAPH

# A recursive rule reaches its fixpoint in a few steps; more mean that it chases itself.
_ROUNDS = 20


def rule_files() -> list[Path]:
    """All rules in the order in which they run, which is that of their names."""
    return resources.files("shapes/rules", "*.rq")


def run_rules(store: ox.Store) -> int:
    """Fills the derived graph of the store anew; returns the number of derived triples.

    Each rule reads the record and what rules before it derived, so that one pass in their order
    is the fixpoint; a rule whose header says `recursive: true` reads what it writes itself, and is
    repeated until it adds nothing. What was derived before is dropped first. Raises RuntimeError
    where a recursive rule reaches no fixpoint.
    """
    store.remove_graph(ox.NamedNode(DERIVED_GRAPH))
    recorded = len(store)
    for text, recursive in rules().values():
        rounds = 0
        while add_derived(store, text) and recursive:
            rounds += 1
            if rounds == _ROUNDS:
                raise RuntimeError(f"a rule reaches no fixpoint within {_ROUNDS} rounds: {text}")
    return len(store) - recorded


@cache
def rules() -> Mapping[Path, tuple[str, bool]]:
    """The text of each rule, and whether it is recursive, in the order in which they run."""
    return {
        path: (path.read_text(encoding="utf-8"), bool(read_header(path).get("recursive")))
        for path in rule_files()
    }


def add_derived(store: ox.Store, rule: str) -> int:
    """Runs one rule over the store; returns the number of triples that were not there before."""
    before = len(store)
    derived = store.query(rule, use_default_graph_as_union=True)
    assert isinstance(derived, ox.QueryTriples)
    # From engine to engine as text: a Python object for each triple costs more.
    text = derived.serialize(format=ox.RdfFormat.N_TRIPLES)
    graph = ox.NamedNode(DERIVED_GRAPH)
    store.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)
    return len(store) - before
