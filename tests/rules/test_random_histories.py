"""Rules and a naive reading of the clauses agree on random histories.

A history is one treaty and one participant with all its acts and conflicts. A batch of
treaties stands in one store, for which the rules run once. The test counts the histories
under treaties that entered into force; under the others nothing follows, which is checked too.
"""

from __future__ import annotations

from datetime import date
from random import Random

import pyoxigraph as ox
from tests.conftest import rows
from tests.rules import naive
from tests.rules.histories import random_treaty
from tests.rules.naive import Bound, Treaty
from tests.rules.record import recorded

from treatygraph.store.files import load_ontology
from treatygraph.store.rules import run_rules

BATCHES, TREATIES = 120, 20

Answers = dict[str, object]


def _read(name: str, treaty: Treaty) -> Answers:
    """What the naive reading says: entry into force, the computed day of each act, periods."""
    entry, reached = naive.entry_into_force(treaty), naive.number_reached_on(treaty)
    found: Answers = {name: (_text(reached), _text(naive.computed_entry(treaty)), _text(entry))}
    for index, participant in enumerate(treaty.participants):
        for number, act in enumerate(participant.acts):
            computed = (
                naive.effect_of_consent(treaty, act.day)
                if isinstance(act, naive.Consent)
                else naive.expiry_of_notice(treaty, act)
            )
            if computed is not None:
                found[f"{name}/{index}/{number}"] = computed.isoformat()
        if bound := naive.times_bound(treaty, participant):
            found[f"{name}/{index}"] = [_times(period) for period in bound]
    return found


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _times(bound: Bound) -> tuple[str, str, str]:
    return _text(bound.since), _text(bound.until), _text(bound.undetermined_from)


def _derived(store: ox.Store) -> Answers:
    """What the rules say, in the form of `_read`."""
    found: Answers = {}
    for row in rows(store, """
    SELECT ?treaty ?reached ?computed ?entry WHERE {
      ?clause a tg:EntryIntoForceClause ; tg:treaty ?treaty
      OPTIONAL { ?clause tg:numberReachedOn ?reached }
      OPTIONAL { ?clause tg:computedEntryIntoForce ?computed }
      OPTIONAL { ?treaty tg:enteredIntoForceOn ?entry }
    }"""):  # fmt: skip
        name = row["treaty"].rsplit("/", 1)[1]
        found[name] = (row["reached"], row["computed"], row["entry"])
    for row in rows(store, "SELECT ?act ?day WHERE { ?act tg:computedEffectiveDate ?day }"):
        act = row["act"].split("/action/")[1]
        assert act not in found, f"two computed days: {row}"
        found[act] = row["day"]
    for row in rows(store, """
    SELECT ?pair ?from ?until ?doubt WHERE {
      ?period a tg:PartyPeriod ; tg:participation ?pair ; tg:from ?from
      OPTIONAL { ?period tg:until ?until }
      OPTIONAL { ?period tg:undeterminedFrom ?doubt }
    } ORDER BY ?from"""):  # fmt: skip
        pair = row["pair"].split("/participation/")[1]
        periods = found.setdefault(pair, [])
        assert isinstance(periods, list)
        periods.append((row["from"], row["until"], row["doubt"]))
    return found


def test_rules_say_what_the_clauses_say() -> None:
    ontology = ox.Store()
    load_ontology(ontology)
    quads = list(ontology)
    chance = Random(1)  # noqa: S311  # the same treaties at every run
    compared, differing = 0, []
    for _ in range(BATCHES):
        store = ox.Store()
        store.extend(quads)
        named = {f"T{index}": random_treaty(chance) for index in range(TREATIES)}
        for name, treaty in named.items():
            store.extend(recorded(name, treaty))
        run_rules(store)
        found = _derived(store)
        for name, treaty in named.items():
            about = {key: said for key, said in found.items() if key.split("/")[0] == name}
            if about != (read := _read(name, treaty)):
                differing.append((about, read, treaty))
            compared += len(treaty.participants) if naive.entry_into_force(treaty) else 0
    for about, read, treaty in differing:
        assert about == read, f"one of {len(differing)}: {treaty}"
    assert compared >= 5000
