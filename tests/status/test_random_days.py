"""The question `status` and a naive reading of the clauses agree on any day of random histories."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pyoxigraph as ox
from tests.conftest import rows
from tests.rules import naive
from tests.rules.histories import random_treaty
from tests.rules.naive import Participant, Treaty
from tests.rules.record import recorded

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import find_question
from treatygraph.ingest.names import Names
from treatygraph.store.files import load_ontology
from treatygraph.store.rules import run_rules
from treatygraph.terms import BASE, XSD, tg


def _days(treaty: Treaty, participant: Participant) -> set[date]:
    """The days on which something of a participant changes, and those before."""
    turns = {act.day for act in participant.acts}
    for bound in naive.times_bound(treaty, participant):
        turns |= {bound.since, bound.until or bound.since, bound.undetermined_from or bound.since}
    return turns | {day - timedelta(days=1) for day in turns}


def test_status_says_what_the_clauses_say() -> None:
    ontology = ox.Store()
    load_ontology(ontology)
    quads = list(ontology)
    compared: Counter[str] = Counter()
    chance = Random(1)  # noqa: S311  # the same treaties at every run
    for _ in range(20):
        batch = [random_treaty(chance) for _ in range(10)]
        store = ox.Store()
        store.extend(quads)
        for index, treaty in enumerate(batch):
            store.extend(recorded(f"T{index}", treaty))
            node, name = ox.NamedNode(f"{BASE}treaty/T{index}"), ox.Literal(f"T{index}")
            store.add(ox.Quad(node, ox.NamedNode(tg("registerId")), name))
            # With a horizon the list is complete, and who never acted has no status.
            end = ox.Literal("2030-01-01", datatype=ox.NamedNode(XSD + "date"))
            store.add(ox.Quad(node, ox.NamedNode(tg("dataHorizon")), end))
        run_rules(store)
        names = Names(store)
        for index, treaty in enumerate(batch):
            days = set().union(*(_days(treaty, who) for who in treaty.participants))
            for day in sorted(days)[:: max(1, len(days) // 12)]:
                asked = {"treaty": f"{BASE}treaty/T{index}", "on": day.isoformat()}
                told = rows(store, bind(find_question("status"), asked, names))
                found = {row["state"].rpartition("-")[2]: row["status"] for row in told}
                assert len(found) == len(told), "one row a participant"
                read = {
                    str(number): naive.status_on(treaty, who, day)
                    for number, who in enumerate(treaty.participants)
                }
                wrong = {who: found.get(who) for who in read if found.get(who) != read[who]}
                people = [treaty.participants[int(who)] for who in wrong]
                assert not wrong, f"on {day}: {wrong} of {people}"
                compared.update(read.values())
    assert set(compared) == {"none", "contracting", "party", "withdrawn", "undetermined"}
    assert sum(compared.values()) >= 2000
