"""Comparing: each side put into the same words, in a small store with a graph for each."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.graphs import into_graph
from treatygraph.query.engine import evaluate
from treatygraph.terms import BASE

_CLAIM = BASE + "claim#"


def put_side_by_side(words: str, record: ox.Store, extract: ox.Store) -> ox.Store:
    """A store with what both sides say, in the graphs claim:record and claim:wikidata.

    `words` names the two queries that say it: `claims` or `signs`.
    """
    both = ox.Store()
    for side, store in (("record", record), ("wikidata", extract)):
        said = evaluate(store, _query(f"{words}-of-{side}"))
        assert isinstance(said, ox.QueryTriples)
        both.extend(into_graph(said, _CLAIM + side))
    return both


def select(store: ox.Store, name: str) -> Iterator[dict[str, str]]:
    """The rows of `queries/wikidata/{name}.rq`, each as text by variable; unbound is empty."""
    rows = evaluate(store, _query(name))
    assert isinstance(rows, ox.QuerySolutions)
    names = [variable.value for variable in rows.variables]
    for row in rows:
        yield {
            name: term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
            for name, term in zip(names, row, strict=True)
        }


def _query(name: str) -> str:
    path = resources.root() / "queries" / "wikidata" / f"{name}.rq"
    return path.read_text(encoding="utf-8")
