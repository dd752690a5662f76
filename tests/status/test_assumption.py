"""Assumptions: what would follow, by the same rules, and nothing of it is kept."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest
from tests.conftest import rows

from treatygraph.errors import InvalidValue
from treatygraph.ingest.names import Names
from treatygraph.status.answer import find_status, tell_status
from treatygraph.status.assumption import Assumptions, assume
from treatygraph.status.inquiry import read_inquiry
from treatygraph.store.build import Graph
from treatygraph.store.rules import run_rules
from treatygraph.terms import BASE, XSD, tg

ON = "2026-02-20"


def _tell(store: ox.Store, treaty: str, state: str, on: str, **assumed: str) -> dict[str, Any]:
    names = Names(store)
    inquiry = read_inquiry(names, store, treaty, state, on)
    return tell_status(assume(store, names, inquiry, Assumptions(**assumed)), names, inquiry)


def test_an_open_conflict_leaves_poland_undetermined(graph: Graph) -> None:
    told = _tell(graph.store, "26-5", "POL", ON, conflict="2026-02-01")
    assert told["status"] == "undetermined"
    assert told["undetermined_from"] == ON
    assert "armed conflict" in told["because"]


@pytest.mark.parametrize(
    ("conflict", "until"),
    [
        ("2026-02-01/2026-05-01", "2026-05-01"),  # not before the end of the conflict
        ("2026-02-20/2026-02-21", "2026-02-21"),  # tested on the day on which the period ends
        ("2026-02-01/2026-02-20", "2026-02-20"),  # over on that day
        ("2026-02-21", "2026-02-20"),  # begun too late to defer anything
        ("none", "2026-02-20"),
    ],
)
def test_the_condition_is_tested_on_the_last_day(graph: Graph, conflict: str, until: str) -> None:
    assert _tell(graph.store, "26-5", "POL", ON, conflict=conflict)["in_force_until"] == until


def test_deleting_the_conflict_changes_the_answer_for_ukraine(two_treaties: ox.Store) -> None:
    before = _tell(two_treaties, "26-5", "UKR", ON, notice="2025-07-18")
    assert (before["status"], before["in_force_until"]) == ("undetermined", None)
    assert "Russian full-scale invasion of Ukraine" in before["basis"][1]["computation"]
    party = ox.NamedNode(tg("conflictParty"))
    for quad in list(two_treaties.quads_for_pattern(None, party, ox.NamedNode(BASE + "state/UKR"))):
        two_treaties.remove(quad)
    after = _tell(two_treaties, "26-5", "UKR", ON, notice="2025-07-18")
    assert (after["status"], after["in_force_until"]) == ("withdrawn", "2026-01-18")


def test_who_is_assumed_to_consent_is_bound_by_the_clause(graph: Graph) -> None:
    told = _tell(graph.store, "26-5", "IND", "2027-05-31", consent="2026-12-10")
    assert (told["status"], told["in_force_from"]) == ("contracting", "2027-06-01")


@pytest.mark.parametrize(
    ("pair", "assumed", "status", "until"),
    [
        ("26-5/POL", {"consent": "2025-12-20"}, "party", None),  # it returns
        ("26-5/POL", {"consent": "2012-12-27"}, "withdrawn", "2026-02-20"),
        ("26-5/POL", {"notice": "2025-08-20"}, "withdrawn", "2026-02-20"),
        ("26-5/POL", {"consent": "2026-02-20", "notice": "2026-02-21"}, "contracting", None),
        ("27-7-d/USA", {"notice": "2025-01-27"}, "withdrawn", "2026-01-27"),
    ],
)
def test_an_assumption_beside_recorded_acts_has_one_answer(
    graph: Graph, pair: str, assumed: dict[str, str], status: str, until: str | None
) -> None:
    names = Names(graph.store)
    inquiry = read_inquiry(names, graph.store, *pair.split("/"), "2026-06-20")
    [row] = find_status(assume(graph.store, names, inquiry, Assumptions(**assumed)), names, inquiry)
    assert (row["status"], row.get("until")) == (status, until)


def test_a_notice_whose_condition_lies_after_the_record_is_undetermined(graph: Graph) -> None:
    told = _tell(graph.store, "26-5", "NOR", "2027-06-01", notice="2026-11-22")
    assert (told["status"], told["undetermined_from"]) == ("undetermined", "2027-05-22")


def test_a_running_term_ends_before_a_withdrawal_does(graph: Graph) -> None:
    early = _tell(graph.store, "4-1", "NOR", "2026-02-03", notice="2025-07-12")
    late = _tell(graph.store, "4-1", "NOR", "2026-02-03", notice="2025-07-13")
    assert (early["in_force_until"], late["in_force_until"]) == ("2026-01-12", "2031-01-12")


def test_a_premature_notice_is_undetermined(graph: Graph) -> None:
    told = _tell(graph.store, "27-7-d", "GMB", "2019-01-01", notice="2017-01-01")
    assert told["status"] == "undetermined"
    assert "first notice possible on 2019-12-07" in told["basis"][1]["computation"]


def test_the_drug_conventions_wait_for_january(graph: Graph) -> None:
    by_july = _tell(graph.store, "6-15", "NOR", "2013-01-01", notice="2010-07-01")
    later = _tell(graph.store, "6-15", "NOR", "2013-01-01", notice="2010-07-02")
    assert (by_july["in_force_until"], later["in_force_until"]) == ("2011-01-01", "2012-01-01")


def test_an_amendment_binds_from_the_day_of_membership(graph: Graph) -> None:
    told = _tell(graph.store, "9-1-a", "NRU", "1994-05-09", conflict="1999-01-01")
    assert told["in_force_from"] == "1994-05-09"


def test_nothing_is_written(graph: Graph) -> None:
    before = len(graph.store)
    _tell(graph.store, "26-5", "UKR", ON, notice="2025-07-18", conflict="none")
    assert len(graph.store) == before


@pytest.mark.parametrize(
    ("assumed", "told"),
    [
        ({"conflict": "2026-05-01/2026-02-01"}, "ends before it begins"),
        ({"conflict": "yes"}, "assume-conflict: .*YYYY-MM-DD"),
        ({"consent": "1997-09-17"}, "assume-consent: The treaty did not exist on 1997-09-17"),
        ({"notice": "2026-02-30"}, "assume-notice: The calendar has no 2026-02-30"),
    ],
)
def test_a_bad_assumption_is_told(graph: Graph, assumed: dict[str, str], told: str) -> None:
    with pytest.raises(InvalidValue, match=told):
        _tell(graph.store, "26-5", "UKR", ON, **assumed)


def test_an_assumption_needs_a_state(graph: Graph) -> None:
    with pytest.raises(InvalidValue, match="name it as well"):
        _tell(graph.store, "26-5", "", ON, notice="2025-01-01")


COMPUTED = """
SELECT ?act ?day WHERE {
  ?participation tg:treaty <https://w3id.org/treatygraph/treaty/26-5> .
  ?act tg:participation ?participation ; tg:computedEffectiveDate ?day ; tg:computedUnder ?clause .
}"""


def test_a_longer_period_in_the_clause_moves_every_dependent_day(two_treaties: ox.Store) -> None:
    before = {row["act"]: row["day"] for row in rows(two_treaties, COMPUTED)}
    duration = ox.NamedNode(XSD + "duration")
    for clause in ("17-1/entry-into-force", "17-2/entry-into-force-for-state", "20-3/withdrawal"):
        node, period = ox.NamedNode(f"{BASE}clause/26-5/{clause}"), ox.NamedNode(tg("period"))
        [quad] = two_treaties.quads_for_pattern(node, period, None)
        two_treaties.remove(quad)
        two_treaties.add(
            ox.Quad(node, period, ox.Literal("P12M", datatype=duration), quad.graph_name)
        )
    run_rules(two_treaties)
    after = {row["act"]: row["day"] for row in rows(two_treaties, COMPUTED)}
    general = "1999-03-01"
    # The general day is published, so that who is bound from it stays so unless its own is later.
    moved = {act for act, day in before.items() if day != general}
    assert len(moved) > 100
    assert all(after[act] > before[act] for act in moved)
    assert after[f"{BASE}withdrawal/26-5/POL"] == "2026-08-20"
    assert after[f"{BASE}action/26-5/FIN/accession"] == "2013-01-01"
    [reached] = rows(
        two_treaties,
        f"""
    SELECT ?day WHERE {{
      <{BASE}clause/26-5/17-1/entry-into-force> tg:computedEntryIntoForce ?day }}""",
    )
    assert reached["day"] == "1999-09-01"
