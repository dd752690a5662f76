"""Differences: where the record and an extract of Wikidata say otherwise, with our source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.graphs import into_graph
from treatygraph.query.engine import evaluate
from treatygraph.terms import BASE
from treatygraph.wikidata.extract import ENTITY

_CLAIM = BASE + "claim#"


@dataclass(frozen=True)
class Difference:
    """One row of `queries/wikidata/differences.rq`; what is unbound there is empty here.

    Items are numbers such as Q36, properties such as P1891, days are YYYY-MM-DD or shorter.
    """

    finding: str
    thing: str
    thingLabel: str
    itemNow: str
    property: str
    slot: str
    participant: str
    participantLabel: str
    value: str
    statement: str
    guid: str
    theirs: str
    calendar: str
    ours: str
    until: str
    kind: str
    fact: str
    exports: str
    source: str
    sourceLabel: str
    address: str
    read: str
    remark: str


@dataclass(frozen=True)
class Comparison:
    """What differs, in the order of the query, and which linked treaties were not compared."""

    differences: Sequence[Difference]
    compared: int
    not_fetched: Sequence[str]  # labels of linked treaties whose item the extract lacks


def compare(record: ox.Store, extract: ox.Store, treaty: str = "") -> Comparison:
    """What differs between the record and the extract, of one treaty or of all that are linked.

    `treaty` is an IRI. The two sides are first put into the same few words, each in a graph of its
    own; what differs is found between these.
    """
    claims = ox.Store()
    for side, store in (("record", record), ("wikidata", extract)):
        said = evaluate(store, _query(f"claims-of-{side}"))
        assert isinstance(said, ox.QueryTriples)
        claims.extend(into_graph(said, _CLAIM + side))
    found = [_read(row) for row in _select(claims, "differences")]
    fetched = {row["thing"].value: row for row in _select(claims, "compared")}
    wanted = {thing: row for thing, row in fetched.items() if treaty in ("", thing)}
    return Comparison(
        differences=[row for row in found if treaty in ("", row.thing)],
        compared=sum(row["fetched"].value == "true" for row in wanted.values()),
        not_fetched=[
            row["thingLabel"].value for row in wanted.values() if row["fetched"].value == "false"
        ],
    )


def _query(name: str) -> str:
    path = resources.root() / "queries" / "wikidata" / f"{name}.rq"
    return path.read_text(encoding="utf-8")


def _select(store: ox.Store, name: str) -> ox.QuerySolutions:
    rows = evaluate(store, _query(name))
    assert isinstance(rows, ox.QuerySolutions)
    return rows


def _read(row: ox.QuerySolution) -> Difference:
    values = {}
    for field in fields(Difference):
        term = row[field.name]
        text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
        if field.name in ("itemNow", "value", "calendar"):
            text = text.removeprefix(ENTITY)
        values[field.name] = text
    return Difference(**values)
