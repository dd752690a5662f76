"""Deadlines: norm and party period give the day due, and what a source reports is found from it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from tests.conftest import Ask, rows

from treatygraph import resources
from treatygraph.terms import BASE

RULE = resources.root() / "shapes/rules/50-deadlines.rq"
HEAD = f"""
@prefix : <{BASE}> .
@prefix tg: <{BASE}ontology#> .
@prefix tgv: <{BASE}vocab/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<{BASE}participation/t/FIN> tg:treaty <{BASE}treaty/t> .
<{BASE}treaty/t> tg:enteredIntoForceOn "1997-04-29"^^xsd:date .
<{BASE}provision/t/5.1> tg:partOf <{BASE}provision/t/5> .
"""


def _norm(within: str, origin: str = "entryIntoForceForState") -> str:
    return f"""<{BASE}obligation/n> tg:performWithin "{within}"^^xsd:duration ;
    tg:provision <{BASE}provision/t/5.1> ; tg:treaty <{BASE}treaty/t> ;
    tg:countedFrom tgv:{origin} ."""


def _period(start: str, end: str = "", act: str = "ratification", renews: str = "") -> str:
    until = f' ; tg:until "{end}"^^xsd:date' if end else ""
    again = f"<{BASE}action/{act}> tg:renews <{BASE}action/{renews}> ." if renews else ""
    return f"""<{BASE}party-period/t/FIN/{act}> a tg:PartyPeriod ;
    tg:startedBy <{BASE}action/{act}> ; tg:participation <{BASE}participation/t/FIN> ;
    tg:from "{start}"^^xsd:date{until} . {again}"""


LATER = _period("2020-05-01", "", "accession", "ratification")


def _report(due: str = "", provision: str = "5") -> str:
    day = f' ; tg:dueOn "{due}"^^xsd:date' if due else ""
    return f"""<{BASE}deadline/t/FIN/clearance> a tg:Deadline ;
    tg:participation <{BASE}participation/t/FIN> ;
    tg:provision <{BASE}provision/t/{provision}>{day} ."""


def _deadlines(*facts: str) -> list[dict[str, str]]:
    store = ox.Store()
    store.load(HEAD + "\n".join(facts), format=ox.RdfFormat.TURTLE)
    derived = store.query(RULE.read_text(encoding="utf-8"))
    assert isinstance(derived, ox.QueryTriples)
    store.extend(ox.Quad(*triple, ox.DefaultGraph()) for triple in derived)
    return rows(store, """
    SELECT ?due ?computation ?away ?reported WHERE {
      ?deadline a tg:ComputedDeadline ; tg:dueOn ?due ; tg:computation ?computation
      OPTIONAL { ?deadline tg:fallsAwayOn ?away } OPTIONAL { ?deadline tg:recordedAs ?reported }
    } ORDER BY ?due""")  # fmt: skip


@pytest.mark.parametrize(
    ("start", "within", "computation"),
    [
        ("2012-07-01", "P4Y", "2012-07-01 + 4 years = 2016-07-01"),
        ("2012-07-01", "P180D", "2012-07-01 + 180 days = 2012-12-28"),
        ("2021-01-31", "P1M", "2021-01-31 + 1 month = 2021-02-28"),
        ("2024-02-29", "P1Y", "2024-02-29 + 1 year = 2025-02-28"),
        ("2024-02-29", "P4Y", "2024-02-29 + 4 years = 2028-02-29"),
        ("2022-08-31", "P1Y6M", "2022-08-31 + 1 year and 6 months = 2024-02-29"),
    ],
)
def test_period_and_time_limit_give_the_day_in_words(
    start: str, within: str, computation: str
) -> None:
    [deadline] = _deadlines(_norm(within), _period(start))
    assert deadline["computation"] == computation


def test_each_period_has_a_deadline_of_its_own() -> None:
    found = _deadlines(
        _norm("P10Y"),
        _period("2000-03-01", "2012-01-01"),
        LATER,
    )
    assert [row["due"] for row in found] == ["2010-03-01", "2030-05-01"]


def test_a_report_belongs_to_the_period_in_which_its_day_lies() -> None:
    found = _deadlines(
        _norm("P10Y"), _period("2000-03-01", "2012-01-01"), LATER,
        _report("2010-03-01"),
    )  # fmt: skip
    assert [row["reported"] for row in found] == [f"{BASE}deadline/t/FIN/clearance", ""]


@pytest.mark.parametrize(
    ("left", "away"),
    [("2010-02-28", "2010-02-28"), ("2010-03-01", "2010-03-01"), ("2010-03-02", "")],
)
def test_a_deadline_falls_away_if_the_state_has_left_by_the_day_due(left: str, away: str) -> None:
    [deadline] = _deadlines(_norm("P10Y"), _period("2000-03-01", left))
    assert deadline["away"] == away


def test_an_extension_leaves_the_computed_day_and_is_found_from_it() -> None:
    [deadline] = _deadlines(_norm("P10Y"), _period("2000-03-01"), _report("2020-03-01"))
    assert deadline["due"] == "2010-03-01"
    assert deadline["reported"] == f"{BASE}deadline/t/FIN/clearance"


def test_a_report_on_another_article_is_not_taken() -> None:
    [deadline] = _deadlines(_norm("P10Y"), _period("2000-03-01"), _report("2010-03-01", "7"))
    assert deadline["reported"] == ""


def test_from_general_entry_into_force_a_late_party_has_no_deadline() -> None:
    norm = _norm("P10Y", "generalEntryIntoForce")
    assert [row["due"] for row in _deadlines(norm, _period("2007-04-29"))] == ["2007-04-29"]
    assert _deadlines(norm, _period("2007-04-30")) == []


def test_a_computed_deadline_of_the_record_names_what_it_comes_from(ask: Ask) -> None:
    found = ask(f"""
    SELECT ?due ?source WHERE {{
      <{BASE}deadline/26-5/FIN/mbt-4/accession> tg:dueOn ?due ; prov:wasDerivedFrom ?source .
    }} ORDER BY ?source""")
    assert {row["due"] for row in found} == {"2016-07-01"}
    assert [row["source"].removeprefix(BASE) for row in found] == [
        "obligation/mbt-4", "party-period/26-5/FIN/accession",
    ]  # fmt: skip


def test_every_report_of_a_state_with_a_known_first_day_is_found(ask: Ask) -> None:
    """South Sudan succeeded: its first day is not computed."""
    found = ask("""
    SELECT ?deadline WHERE {
      ?deadline a tg:Deadline MINUS { ?computed tg:recordedAs ?deadline }
    }""")
    assert [row["deadline"] for row in found] == [f"{BASE}deadline/26-5/SSD/clearance"]
