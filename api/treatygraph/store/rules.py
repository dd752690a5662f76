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


def run_rules(store: ox.Store) -> None:
    """Fills the derived graph of the store anew, by one pass over the rules in their order.

    Each rule reads the record and what rules before it derived, so that one pass is the fixpoint;
    a rule whose header says `recursive: true` reads what it writes itself, and is repeated until
    it adds nothing. Raises RuntimeError where it never does.
    """
    store.remove_graph(ox.NamedNode(DERIVED_GRAPH))
    for path, (text, recursive) in rules().items():
        # Counting takes time: only what may have to be repeated is counted.
        size = len(store) if recursive else 0
        for _ in range(_ROUNDS):
            add_derived(store, text)
            if not recursive or len(store) == size:
                break
            size = len(store)
        else:
            raise RuntimeError(f"{path.name} reaches no fixpoint within {_ROUNDS} rounds")


@cache
def rules() -> Mapping[Path, tuple[str, bool]]:
    """The text of each rule, and whether it is recursive, in the order in which they run."""
    return {
        path: (path.read_text(encoding="utf-8"), bool(read_header(path).get("recursive")))
        for path in rule_files()
    }


def add_derived(store: ox.Store, rule: str) -> None:
    """Adds what one rule derives from the store to its derived graph."""
    derived = store.query(rule, use_default_graph_as_union=True)
    assert isinstance(derived, ox.QueryTriples)
    # From engine to engine as text: a Python object for each triple costs more.
    text = derived.serialize(format=ox.RdfFormat.N_TRIPLES)
    graph = ox.NamedNode(DERIVED_GRAPH)
    store.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)
