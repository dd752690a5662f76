"""General entry into force: computed from the deposits, held against the published days."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.conftest import Ask, Rows

PUBLISHED = Path(__file__).parent / "general-dates.csv"


def _published() -> dict[str, dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return {row["treaty"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def computed(ask: Ask) -> Rows:
    return ask("""
    SELECT ?id ?inForce ?computed ?reason WHERE {
      ?clause tg:computedEntryIntoForce ?computed ; tg:treaty ?treaty .
      ?treaty tg:registerId ?id .
      OPTIONAL { ?treaty tg:enteredIntoForceOn ?inForce }
      OPTIONAL {
        ?discrepancy tg:discrepancyIn ?treaty ; tg:reason ?reason ;
          tg:discrepancyKind tgv:generalDateDiffers .
      }
    }""")  # fmt: skip


def test_deposits_bring_out_every_day_that_they_should(computed: Rows) -> None:
    days = {row["id"]: row["computed"] for row in computed}
    wanted = {
        t: row["published"] for t, row in _published().items() if row["computed_agrees"] == "yes"
    }
    assert len(wanted) == 99
    assert {treaty: days.get(treaty) for treaty in wanted} == wanted


def test_each_difference_is_a_discrepancy_with_its_reason(computed: Rows) -> None:
    differing = [row for row in computed if row["inForce"] and row["inForce"] != row["computed"]]
    assert len(differing) == 55
    assert [row["id"] for row in differing if not row["reason"]] == []
    agreeing = [row for row in computed if row["inForce"] == row["computed"]]
    assert [row["id"] for row in agreeing if row["reason"]] == []


def test_the_published_day_is_used(ask: Ask) -> None:
    found = ask("SELECT ?id ?day { ?treaty tg:registerId ?id ; tg:enteredIntoForceOn ?day }")
    used = {row["id"]: row["day"] for row in found}
    wanted = {t: row["published"] for t, row in _published().items() if row["published"]}
    assert {treaty: used.get(treaty) for treaty in wanted} == wanted
