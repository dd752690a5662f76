"""Differences: where the record and an extract of Wikidata say otherwise, with our source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from treatygraph.wikidata.comparing import put_side_by_side, select
from treatygraph.wikidata.extract import ENTITY


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
    claims = put_side_by_side("claims", record, extract)
    found = [_read(row) for row in select(claims, "differences")]
    linked = [row for row in select(claims, "compared") if treaty in ("", row["thing"])]
    return Comparison(
        differences=[row for row in found if treaty in ("", row.thing)],
        compared=sum(row["fetched"] == "true" for row in linked),
        not_fetched=[row["thingLabel"] for row in linked if row["fetched"] == "false"],
    )


def _read(row: Mapping[str, str]) -> Difference:
    short = {name: row[name].removeprefix(ENTITY) for name in ("itemNow", "value", "calendar")}
    return Difference(**{**row, **short})
