"""Rules: days of effect come out as published, and each reading of a clause does."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.conftest import Ask, lines, rows

from treatygraph.store.build import Graph
from treatygraph.store.rules import add_derived, rule_files, rules, run_rules
from treatygraph.terms import BASE, DERIVED_GRAPH, GRAPH, RDF_TYPE, XSD, tg

EXAMPLES = Path(__file__).parent / "worked-examples.csv"


def _examples() -> list[dict[str, str]]:
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DAYS = """
SELECT ?participation ?kind ?given ?day WHERE {
  ?act tg:participation ?participation ; tg:computedEffectiveDate ?day .
  { ?act tg:date ?given BIND("entry-into-force-for-state" AS ?kind) }
  UNION { ?act tg:notificationDate ?given BIND("withdrawal" AS ?kind) }
}"""
REPORTED = """
SELECT ?participation ?given WHERE {
  ?report a tg:ReportedAct ; tg:registerId ?id ; tg:date ?given ;
    tg:reports/tg:participation ?participation .
  FILTER(STRSTARTS(?id, "reported-"))
}"""


@pytest.fixture(scope="module")
def computed(graph: Graph) -> dict[tuple[str, ...], set[str]]:
    """Computed days by treaty, participant, kind and day of the act, all in one reading.

    What only a source beside the depositary reports is read as if it were an act of the record.
    """
    store = ox.Store()
    store.extend(graph.store)
    for report in rows(store, REPORTED):
        act = report["participation"].replace("participation", "action") + "/as-reported"
        given = date.fromisoformat(report["given"])
        _add(store, act.removeprefix(BASE), a=tg("ConsentOfUnknownKind"),
             participation=report["participation"], date=given)  # fmt: skip
    run_rules(store)
    days: dict[tuple[str, ...], set[str]] = {}
    for row in rows(store, DAYS):
        pair = row["participation"].removeprefix(f"{BASE}participation/")
        days.setdefault((*pair.split("/"), row["kind"], row["given"]), set()).add(row["day"])
    return days


@pytest.mark.parametrize(
    "example", _examples(), ids=lambda e: f"{e['treaty']}-{e['participant']}-{e['kind']}"
)
def test_days_come_out(computed: dict[tuple[str, ...], set[str]], example: dict[str, str]) -> None:
    act = example["treaty"], example["participant"], example["kind"], example["given"]
    assert computed.get(act) == {example["computed"]}


def test_examples_that_differ_from_the_published_day_say_why() -> None:
    examples = _examples()
    assert len(examples) == 66 + 443
    differing = [row for row in examples if row["computed"] != row["published"]]
    assert differing == [row for row in examples if row["explanation"]]
    assert len(differing) == 16


def test_where_sources_disagree_the_published_day_begins_the_period(ask: Ask) -> None:
    """The depositary lists Palestine's deposit months before the day that the OPCW announced."""
    [row] = ask(f"""
    SELECT ?published ?computed ?reason ?from WHERE {{
      ?act tg:participation <{BASE}participation/26-3/PSE> ; tg:effectiveDate ?published ;
        tg:computedEffectiveDate ?computed ; tg:effectReason ?reason .
      ?period tg:startedBy ?act ; tg:from ?from .
    }}""")
    assert (row["published"], row["computed"]) == ("2018-06-16", "2018-01-28")
    assert row["from"] == row["published"]
    assert "17 May 2018" in row["reason"]


def test_every_rule_says_what_law_it_applies() -> None:
    for path in rule_files():
        text = path.read_text(encoding="utf-8")
        assert "#+ summary: " in text
        law = "Vienna Convention on the Law of Treaties, Article"
        assert f"#+ law: {law}" in text or "#+ law: none; " in text


def test_one_pass_is_the_fixpoint(graph: Graph) -> None:
    """A rule that reads what a later one writes would derive something in a second pass."""
    derived = ox.NamedNode(DERIVED_GRAPH)
    known = graph.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=derived)
    before = set(known.splitlines())
    for rule in rules():
        found = graph.store.query(rule.text, use_default_graph_as_union=True)
        assert isinstance(found, ox.QueryTriples)
        assert before.issuperset(found.serialize(format=ox.RdfFormat.N_TRIPLES).splitlines())


def test_a_rule_derives_nothing_without_what_it_needs(two_treaties: ox.Store) -> None:
    for rule in rules():
        if rule.needs:
            for quad in list(two_treaties.quads_for_pattern(None, rule.needs, None)):
                two_treaties.remove(quad)
            assert add_derived(two_treaties, rule.text) == b"", rule.name


def test_rules_derive_from_the_record_alone(two_treaties: ox.Store) -> None:
    before = lines(two_treaties)
    run_rules(two_treaties)
    assert lines(two_treaties) == before


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + name)


def _add(store: ox.Store, subject: str, **values: str | date) -> None:
    for name, value in values.items():
        term = (
            ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))
            if isinstance(value, date)
            else ox.NamedNode(value)
        )
        predicate = RDF_TYPE if name == "a" else tg(name)
        store.add(ox.Quad(_node(subject), ox.NamedNode(predicate), term, ox.NamedNode(GRAPH + "x")))


def _periods(store: ox.Store, pair: str) -> list[dict[str, str]]:
    return rows(store, f"""
    SELECT ?from ?until WHERE {{
      ?period a tg:PartyPeriod ; tg:participation <{BASE}participation/{pair}> ; tg:from ?from
      OPTIONAL {{ ?period tg:until ?until }}
    }} ORDER BY ?from""")  # fmt: skip


def _withdraw(store: ox.Store, pair: str, notified: date, **more: date) -> None:
    values = {"participation": f"{BASE}participation/{pair}", "notificationDate": notified, **more}
    _add(store, f"withdrawal/{pair}", a=tg("Withdrawal"), **values)


def test_a_state_that_rejoins_has_two_periods(two_treaties: ox.Store) -> None:
    pair = "26-5/FIN"
    _add(two_treaties, f"action/{pair}/accession-2030-03-15", a=tg("Accession"),
         participation=f"{BASE}participation/{pair}", date=date(2030, 3, 15))  # fmt: skip
    run_rules(two_treaties)
    assert _periods(two_treaties, pair) == [
        {"from": "2012-07-01", "until": "2026-01-10"},
        {"from": "2030-09-01", "until": ""},
    ]


def test_a_second_consent_without_exit_begins_nothing(two_treaties: ox.Store) -> None:
    pair = "26-5/NOR"
    before = _periods(two_treaties, pair)
    _add(two_treaties, f"action/{pair}/accession", a=tg("Accession"),
         participation=f"{BASE}participation/{pair}", date=date(2020, 3, 15))  # fmt: skip
    run_rules(two_treaties)
    assert _periods(two_treaties, pair) == before


def test_a_state_at_peace_leaves_when_the_period_ends(two_treaties: ox.Store) -> None:
    _withdraw(two_treaties, "26-5/NOR", date(2025, 1, 31))
    run_rules(two_treaties)
    assert [period["until"] for period in _periods(two_treaties, "26-5/NOR")] == ["2025-07-31"]


def test_an_open_conflict_leaves_the_end_undetermined(two_treaties: ox.Store) -> None:
    _withdraw(two_treaties, "26-5/UKR", date(2025, 7, 18))
    run_rules(two_treaties)
    found = rows(two_treaties, f"""
    SELECT DISTINCT ?until ?undetermined ?why WHERE {{
      ?period tg:startedBy/tg:participation <{BASE}participation/26-5/UKR> ;
        tg:undeterminedFrom ?undetermined ; tg:undeterminedBecause/skos:notation ?why .
      OPTIONAL {{ ?period tg:until ?until }}
    }}""")  # fmt: skip
    assert found == [{"until": "", "undetermined": "2026-01-18", "why": "open-conflict"}]


def test_without_conflict_condition_the_computed_day_ends_the_period(
    two_treaties: ox.Store,
) -> None:
    _withdraw(two_treaties, "26-8/NOR", date(2025, 1, 31))
    run_rules(two_treaties)
    assert [period["until"] for period in _periods(two_treaties, "26-8/NOR")] == ["2025-05-01"]


def test_a_retracted_notice_ends_nothing(two_treaties: ox.Store) -> None:
    _withdraw(two_treaties, "26-8/NOR", date(2025, 1, 31), retractedOn=date(2025, 2, 1))
    run_rules(two_treaties)
    assert [period["until"] for period in _periods(two_treaties, "26-8/NOR")] == [""]


def test_month_ends_stay_within_the_month(two_treaties: ox.Store) -> None:
    _withdraw(two_treaties, "26-5/NOR", date(2025, 8, 31))
    run_rules(two_treaties)
    query = f"SELECT ?day WHERE {{ <{BASE}withdrawal/26-5/NOR> tg:computedEffectiveDate ?day }}"
    assert rows(two_treaties, query) == [{"day": "2026-02-28"}]
