"""The record agrees with what the depositary printed on 3 February 2026, row for row."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.conftest import Ask

STATUS = Path(__file__).parent / "depositary-status-2026-02-03.csv"
DAY = "2026-02-03"
PRINTED_PARTIES = {
    "4-2": 182, "4-3": 173, "4-3-a": 31, "4-4": 175, "4-5": 116, "4-8": 189, "4-8-b": 116,
    "4-9": 175, "4-9-b": 96, "4-11": 196, "4-11-b": 173, "4-11-c": 178, "4-11-d": 53, "4-12": 92,
    "4-13": 60, "4-15": 193, "4-15-a": 108, "4-16": 78,
    "26-1": 78, "26-2": 128, "26-2-a": 111, "26-2-b": 107, "26-2-c": 90, "26-2-d": 99,
    "26-3": 193, "26-4": 178, "26-5": 162, "26-6": 112, "26-8": 117, "26-9": 74,
}  # fmt: skip

# The acts that the status tables of that day show; what only an end note tells is left out.
ACTS = """
SELECT ?treaty ?participant ?code ?date ?kind ?until ?endedBy WHERE {
  ?about tg:dataHorizon ?horizon ; tg:registerId ?treaty FILTER(?horizon >= "2026-02-03"^^xsd:date)
  ?participation tg:treaty ?about ; tg:participant/tg:registerId ?participant .
  ?act tg:participation ?participation ; tg:date ?date ; a ?class .
  VALUES ?root { tg:Signature tg:ConsentToBeBound tg:ProvisionalApplication }
  ?class rdfs:subClassOf* ?root ; skos:notation ?code .
  OPTIONAL { ?class rdfs:subClassOf* tg:ConsentToBeBound BIND("consent" AS ?kind) }
  OPTIONAL { ?act tg:standsUntil ?until ; tg:takenBackBy/a ?endedBy }
  OPTIONAL { ?act tg:inSource ?endNote }
  OPTIONAL { ?act tg:asWritten ?cell }
  FILTER(!BOUND(?endNote) || BOUND(?cell))
} ORDER BY ?treaty ?participant ?date"""


def _printed() -> dict[tuple[str, str], tuple[str, str, str, str, bool]]:
    with STATUS.open(encoding="utf-8", newline="") as file:
        return {
            (row["treaty"], row["participant"]): (
                row["signed"], row["provisionally_applied"], row["consent"], row["consented"],
                row["bracketed"] == "yes",
            )
            for row in csv.DictReader(file)
        }  # fmt: skip


def _recorded(ask: Ask) -> dict[tuple[str, str], tuple[str, str, str, str, bool]]:
    pairs: dict[tuple[str, str], list[object]] = {}
    for act in ask(ACTS):
        signed = pairs.setdefault((act["treaty"], act["participant"]), ["", "", "", "", False])
        if act["kind"] == "consent":
            # A revoked ratification vanishes from the table; a withdrawn one stays in brackets.
            if act["endedBy"].endswith("#RevocationOfConsent"):
                continue
            signed[2:] = [act["code"], act["date"], act["until"] != "" and act["until"] <= DAY]
        elif act["code"] == "provisional-application":
            signed[1] = act["date"]
        else:
            assert act["code"] in ("signature", "succession-to-signature")
            signed[0] = act["date"]
    return {pair: tuple(row) for pair, row in pairs.items()}


def test_agrees_row_for_row(ask: Ask) -> None:
    printed, recorded = _printed(), _recorded(ask)
    assert len(printed) == 1546 + 2564
    assert recorded == printed


def test_party_counts(ask: Ask) -> None:
    """Counted from acts, brackets and days of effect; no stored count is read."""
    parties: dict[str, set[str]] = {}
    for act in ask(ACTS):
        stands = not act["until"] or act["until"] > DAY
        if act["kind"] == "consent" and act["date"] <= DAY and stands:
            parties.setdefault(act["treaty"], set()).add(act["participant"])
    assert {treaty: len(those) for treaty, those in parties.items()} == PRINTED_PARTIES


@pytest.mark.parametrize(
    ("day", "parties"),
    [
        ("1999-02-28", 0),
        ("1999-03-01", 45),
        ("2025-08-31", 164),
        ("2025-09-01", 165),
        ("2025-12-01", 166),
        ("2025-12-26", 166),
        ("2025-12-27", 163),
        ("2026-01-10", 162),
        ("2026-02-19", 162),
        ("2026-02-20", 161),
    ],
)
def test_parties_of_the_mine_ban_convention(ask: Ask, day: str, parties: int) -> None:
    found = ask(f"""
    SELECT DISTINCT ?participation WHERE {{
      ?period a tg:PartyPeriod ; tg:participation ?participation .
      ?participation tg:treaty <https://w3id.org/treatygraph/treaty/26-5> .
      OPTIONAL {{ ?period tg:from ?from }}
      OPTIONAL {{ ?period tg:fromNoLaterThan ?atLatest }}
      OPTIONAL {{ ?period tg:until ?until }}
      BIND("{day}"^^xsd:date AS ?on)
      FILTER(COALESCE(?from, ?atLatest) <= ?on && (!BOUND(?until) || ?until > ?on))
    }}""")
    assert len(found) == parties


def test_all_participants_are_there(ask: Ask) -> None:
    kinds = ask("""
    SELECT ?code (COUNT(?participant) AS ?count) WHERE {
      ?participant a ?class . ?class rdfs:subClassOf tg:Participant ; skos:notation ?code
    } GROUP BY ?code""")
    assert {row["code"]: int(row["count"]) for row in kinds} == {
        "state": 197, "former-state": 9, "organisation": 27, "territory": 5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "count"),
    [("Norm", 202), ("Clause", 858), ("Deadline", 65), ("Withdrawal", 69), ("Suspension", 6),
     ("RevocationOfConsent", 1), ("IntentionNotToBecomeParty", 1), ("Cessation", 2),
     ("TerminationOfProvisionalApplication", 2), ("Plan", 17), ("Quantity", 127),
     ("Source", 312), ("Treaty", 420), ("Provision", 1166)],
)  # fmt: skip
def test_nothing_was_lost_on_the_way(ask: Ask, name: str, count: int) -> None:
    found = ask(f"SELECT DISTINCT ?thing WHERE {{ ?thing a/rdfs:subClassOf* tg:{name} }}")
    assert len(found) == count


def test_unconfirmed_facts_are_marked(ask: Ask) -> None:
    unmarked = ask("""
    SELECT ?fact ?confidence WHERE {
      ?fact prov:wasDerivedFrom <https://w3id.org/treatygraph/source/unconfirmed> ; a ?class .
      OPTIONAL { ?fact tg:confidence ?confidence }
      OPTIONAL { ?fact tg:verification ?verified }
      # A participation only ties acts together; each of them bears its own mark.
      FILTER(?class != tg:Participation)
      FILTER(COALESCE(?confidence, ?verified, tgv:high) NOT IN (tgv:low, tgv:ownKnowledge))
    }""")
    assert unmarked == []


def test_no_candidate_link_is_asserted(ask: Ask) -> None:
    asserted = ask("""
    SELECT ?subject WHERE {
      ?link owl:annotatedSource ?subject ; owl:annotatedTarget ?object ; sssom:confidence ?sure .
      ?subject skos:exactMatch ?object FILTER(?sure < 0.8)
    }""")
    candidates = ask("SELECT ?l WHERE { ?l sssom:confidence ?sure FILTER(?sure < 0.8) }")
    assert (len(asserted), len(candidates)) == (0, 2)


def test_the_suspension_of_ukraine_ends_nothing(ask: Ask) -> None:
    [period] = ask("""
    SELECT ?from ?until WHERE {
      ?period tg:participation <https://w3id.org/treatygraph/participation/26-5/UKR> ;
        a tg:PartyPeriod ; tg:from ?from
      OPTIONAL { ?period tg:until ?until }
    }""")
    assert period == {"from": "2006-06-01", "until": ""}
