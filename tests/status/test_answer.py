"""Status: who is bound on which day, held against what depositaries printed."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest
from tests.data.test_record import PRINTED_PARTIES

from treatygraph.errors import InvalidValue, UnknownName
from treatygraph.ingest.names import Names
from treatygraph.status.answer import tell_status
from treatygraph.status.inquiry import read_inquiry
from treatygraph.store.build import Graph
from treatygraph.store.rules import run_rules
from treatygraph.terms import BASE, GRAPH, RDF_TYPE, XSD, tg


@pytest.fixture(scope="session")
def names(graph: Graph) -> Names:
    return Names(graph.store)


@pytest.fixture(scope="session")
def tell(graph: Graph, names: Names) -> Any:
    def tell(treaty: str, state: str = "", on: str = "") -> dict[str, Any]:
        return tell_status(graph.store, names, read_inquiry(names, graph.store, treaty, state, on))

    return tell


@pytest.mark.parametrize("treaty", PRINTED_PARTIES)
def test_counts_are_those_that_the_depositary_printed(tell: Any, treaty: str) -> None:
    assert tell(treaty, on="2026-02-03")["consents"] == PRINTED_PARTIES[treaty]


@pytest.mark.parametrize(
    ("day", "parties"),
    [("2025-08-31", 164), ("2025-09-01", 165), ("2025-12-01", 166), ("2025-12-27", 163),
     ("2026-01-10", 162), ("2026-02-20", 161)],
)  # fmt: skip
def test_parties_of_the_mine_ban_convention(tell: Any, day: str, parties: int) -> None:
    assert tell("26-5", on=day)["counts"]["party"] == parties


@pytest.mark.parametrize(
    ("treaty", "state", "on", "status"),
    [
        ("26-5", "POL", "2026-02-19", "party"),
        ("26-5", "POL", "2026-02-20", "withdrawn"),
        ("26-5", "UKR", "2026-02-03", "party"),  # a notice of suspension ends nothing
        ("26-5", "TON", "2025-08-01", "contracting"),
        ("26-5", "POL", "2012-12-26", "signatory"),
        ("26-5", "USA", "2026-02-03", "none"),
        ("26-4", "DEU", "2026-02-03", "contracting"),  # the treaty is not in force
        ("26-4", "RUS", "2023-11-02", "contracting"),
        ("26-4", "RUS", "2023-11-03", "signatory"),  # revoked before entry into force
        ("3-5", "USA", "2019-10-11", "party"),
        ("3-5", "USA", "2019-10-12", "undetermined"),  # the protocol is silent on withdrawal
        ("27-10", "CAN", "2014-03-27", "party"),
        ("27-10", "CAN", "2014-03-28", "undetermined"),  # recorded with low confidence
        ("4-4", "PRK", "2026-02-03", "party"),  # contested, and listed by the depositary
        ("4-5", "JAM", "1998-01-22", "party"),
        ("4-5", "JAM", "1998-01-23", "withdrawn"),
        ("27-7-d", "USA", "2026-02-01", "withdrawn"),  # its consent is not on record
        ("27-7-d", "USA", "2022-01-01", "not-computed"),
        ("10-9", "USA", "1990-01-01", "undetermined"),  # in brackets, without a day
        ("10-9", "USA", "2013-06-13", "withdrawn"),
        ("4-5", "GUY", "1999-04-05", "party"),  # acceded again on the day of its notice
        ("4-5", "TTO", "1998-09-01", "contracting"),  # acceded again on the day of effect
        ("4-5", "TTO", "2000-06-27", "withdrawn"),
        ("27-7-d", "USA", "2020-12-01", "not-computed"),  # it left, and left again later
        ("27-7-d", "FRA", "2022-01-01", "not-computed"),  # the record holds no list
        ("1-4", "AUS", "2022-01-01", "not-computed"),
        ("new-start", "RUS", "2025-01-01", "not-computed"),
        ("11-a-5", "MCO", "2010-01-01", "none"),
        ("4-3", "SVN", "1992-01-01", "undetermined"),  # notified its succession later that year
        ("26-3", "PSE", "2018-06-15", "contracting"),  # a published day wins
        ("26-3", "PSE", "2018-06-16", "party"),
        ("9-1-a", "NRU", "1994-05-08", "none"),  # the amendment binds members: it was none
        ("9-1-a", "NRU", "1994-05-09", "party"),
        ("9-1-a", "ROU", "1960-10-25", "party"),  # a member that deposited later
    ],
)
def test_status_on_a_day(tell: Any, treaty: str, state: str, on: str, status: str) -> None:
    assert tell(treaty, state, on)["status"] == status


def test_of_several_exits_without_consent_the_next_is_told(tell: Any) -> None:
    until = {day: tell("27-7-d", "USA", day)["in_force_until"] for day in
             ("2020-11-03", "2020-11-04", "2026-01-26", "2026-02-01")}  # fmt: skip
    assert list(until.values()) == ["2020-11-04", "2026-01-27", "2026-01-27", "2026-01-27"]


def test_an_exit_is_told_though_the_consent_is_not_on_record(tell: Any) -> None:
    [step] = tell("icrw", "JPN", "2020-01-01")["basis"]
    assert step["act"] == f"{BASE}withdrawal/icrw/JPN"
    assert step["computation"].startswith("published: 2019-06-30")


def test_an_end_without_exit_has_its_reason(tell: Any) -> None:
    told = tell("19-39", "AUS", "2026-02-03")["basis"][-1]
    assert (told["act"], told["computation"]) == (None, "the treaty ended on 2011-12-07")


def test_an_unencoded_clause_is_no_guess(tell: Any, graph: Graph) -> None:
    told = tell("6-7", on="2013-01-01")
    consented = [row for row in told["states"] if row["consented_on"]]
    assert consented
    assert {row["status"] for row in consented} == {"not-computed"}
    assert all("not in the record" in row["because"] for row in consented)


def test_the_basis_names_acts_provisions_and_arithmetic(tell: Any) -> None:
    consent, withdrawal = tell("26-5", "POL", "2026-02-20")["basis"]
    assert consent == {
        "act": f"{BASE}action/26-5/POL/ratification",
        "provision": f"{BASE}provision/26-5/17.2",
        "computation": "2012-12-27 + 6 months, first day of the month = 2013-06-01",
    }
    assert withdrawal == {
        "act": f"{BASE}withdrawal/26-5/POL",
        "provision": f"{BASE}provision/26-5/20.3",
        "computation": "published: 2026-02-20; computed: 2025-08-20 + 6 months = 2026-02-20; "
        "engaged in no recorded armed conflict on that day",
    }


def test_readings_stand_side_by_side_and_one_is_the_default(tell: Any) -> None:
    told = tell("26-5", "UKR", "2026-02-03")
    readings = {reading["holder_label"]: reading for reading in told["readings"]}
    assert readings["Ukraine"]["status"] == "operation suspended"
    assert readings["Ukraine"]["legal_basis"]
    assert {readings[name]["status"] for name in ("Norway", "Russian Federation")} == {"party"}
    [default] = [reading for reading in told["readings"] if reading["default"]]
    assert default["holder"] == f"{BASE}body/22msp"
    assert "depositary" in default["default_because"]
    assert "changes no status" in told["basis"][-1]["computation"]
    before = tell("26-5", "UKR", "2025-07-10")["readings"]
    assert "Ukraine" not in {reading["holder_label"] for reading in before}


@pytest.mark.parametrize(
    "given",
    [
        "POL",
        "pl",
        "Poland",
        "Polska",
        "Q36",
        "wd:Q36",
        "http://www.wikidata.org/entity/Q36",
        f"{BASE}state/POL",
    ],
)
def test_a_state_is_known_by_many_names(tell: Any, given: str) -> None:
    assert tell("26-5", given, "2026-02-03")["state"] == f"{BASE}state/POL"


def test_without_a_day_the_horizon_bounds_today(tell: Any) -> None:
    told = tell("26-5", "POL")
    assert told["on"] == told["horizon"] == "2026-02-20"


@pytest.mark.parametrize(
    ("treaty", "state", "on", "error", "told"),
    [
        ("Otawa Treaty", "POL", "", UnknownName, "Ottawa Treaty"),
        ("26-5", "Polnd", "", UnknownName, "Poland"),
        ("26-5", "POL", "2026-02-30", InvalidValue, "The calendar has no 2026-02-30"),
        ("26-5", "POL", "1997-09-17", InvalidValue, "adopted on 1997-09-18"),
    ],
)
def test_bad_input_is_told(
    tell: Any, treaty: str, state: str, on: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        tell(treaty, state, on)


def test_a_second_consent_without_exit_is_a_discrepancy_and_still_an_answer(
    two_treaties: ox.Store,
) -> None:
    act = ox.NamedNode(f"{BASE}action/26-5/NOR/accession")
    day = ox.Literal("2020-03-15", datatype=ox.NamedNode(XSD + "date"))
    for predicate, value in (
        (RDF_TYPE, ox.NamedNode(tg("Accession"))),
        (tg("participation"), ox.NamedNode(f"{BASE}participation/26-5/NOR")),
        (tg("date"), day),
    ):
        two_treaties.add(ox.Quad(act, ox.NamedNode(predicate), value, ox.NamedNode(GRAPH + "x")))
    run_rules(two_treaties)
    names = Names(two_treaties)
    inquiry = read_inquiry(names, two_treaties, "26-5", "NOR", "2021-01-01")
    told = tell_status(two_treaties, names, inquiry)
    assert (told["status"], told["consented_on"]) == ("party", "1998-07-09")
    [quad] = two_treaties.quads_for_pattern(None, ox.NamedNode(tg("discrepancyIn")), act)
    used = two_treaties.quads_for_pattern(quad.subject, ox.NamedNode(tg("usedInstead")), None)
    assert [q.object for q in used] == [ox.NamedNode(f"{BASE}action/26-5/NOR/ratification")]
