"""Rules: SPARQL CONSTRUCT files under `shapes/rules/`, run in order into the derived graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.headers import read_header
from treatygraph.terms import DERIVED_GRAPH, tg

# A recursive rule reaches its fixpoint in a few steps; more mean that it chases itself.
_ROUNDS = 20


def rule_files() -> list[Path]:
    """All rules in the order in which they run, which is that of their names."""
    return resources.files("shapes/rules", "*.rq")


@dataclass(frozen=True)
class Rule:
    """One rule. A `recursive` one reads what it writes itself.

    `touched` is empty, or asks of a store with a change in it whether the rule may derive something
    else because of it: such a rule joins all parties to a treaty, every other one joins the acts
    of one party with what holds for the treaty as a whole.
    """

    name: str
    text: str
    recursive: bool
    touched: str
    needs: ox.NamedNode | None


def run_rules(store: ox.Store, given: Iterable[ox.Quad] | None = None) -> None:
    """Fills the derived graph of the store anew, by one pass over the rules in their order.

    Each rule reads the record and what rules before it derived, so that one pass is the fixpoint;
    a rule whose header says `recursive: true` reads what it writes itself, and is repeated until
    it adds nothing. Raises RuntimeError where it never does. What is `given` stands for what the
    rules that join all parties to a treaty derive, and these do not run.
    """
    store.remove_graph(ox.NamedNode(DERIVED_GRAPH))
    store.extend(given or ())
    for rule in rules():
        if rule.touched and given is not None:
            continue
        # In a slice few rules have anything to do, and the engine plans each for up to 2 ms.
        if rule.needs and not any(store.quads_for_pattern(None, rule.needs, None)):
            continue
        known: set[bytes] = set()
        for _ in range(_ROUNDS):
            derived = add_derived(store, rule.text)
            # Not by the size of the store: to count it takes longer than most rules do.
            if not rule.recursive or known.issuperset(derived.splitlines()):
                break
            known.update(derived.splitlines())
        else:
            raise RuntimeError(f"{rule.name} reaches no fixpoint within {_ROUNDS} rounds")


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in the order in which they run."""
    found = []
    for path in rule_files():
        header = read_header(path)
        text = path.read_text(encoding="utf-8")
        recursive, touched = bool(header.get("recursive")), header.get("touched", "")
        needs = ox.NamedNode(tg(header["needs"])) if "needs" in header else None
        found.append(Rule(path.name, text, recursive, touched, needs))
    return tuple(found)


def add_derived(store: ox.Store, rule: str) -> bytes:
    """What one rule derives from the store, in N-Triples; adds it to the derived graph."""
    derived = store.query(rule, use_default_graph_as_union=True)
    assert isinstance(derived, ox.QueryTriples)
    # From engine to engine as text: a Python object for each triple costs more.
    text = derived.serialize(format=ox.RdfFormat.N_TRIPLES)
    assert text is not None  # for no file was named to write it to
    graph = ox.NamedNode(DERIVED_GRAPH)
    store.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)
    return text
