"""Accounting: every row of the tables that the record was loaded from is in the graph.

Each query gives the rows of one table back from the graph. Its header says how many the table
has and the digest of their text, so that a row lost, doubled or changed fails the test.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest
from tests.conftest import Ask

from treatygraph.headers import read_header

FOLDER = Path(__file__).parent / "accounting"
TABLES = sorted(FOLDER.glob("*.rq"))


def digest_of(rows: list[dict[str, str]]) -> str:
    """Sixteen hexadecimal digits of the rows, whatever their order."""
    lines = sorted("|".join(row.values()) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_row_is_in_the_graph(path: Path, ask: Ask) -> None:
    expected = read_header(path)
    rows = ask(path.read_text(encoding="utf-8"))
    print(f"{path.stem}: {len(rows)} of {expected['rows']} rows")
    assert len(rows) == expected["rows"]
    assert digest_of(rows) == expected["digest"]


def test_a_changed_row_changes_the_digest() -> None:
    rows = [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert digest_of(rows) == digest_of(rows[::-1])
    assert digest_of(rows) != digest_of([{"a": "1", "b": "2"}, {"a": "3", "b": "5"}])


ACTS_OF_2015 = {
    "signature": 8908, "ratification": 7360, "accession": 7090, "acceptance": 3052,
    "application": 1602, "succession": 1207, "other": 1012, "consent-to-be-bound": 360,
    "definitive-signature": 291, "provisional-application": 237, "approval": 197,
    "succession-to-signature": 36, "formal-confirmation": 10,
}  # fmt: skip


def test_acts_by_kind(ask: Ask) -> None:
    counts = ask("""
    SELECT ?kind (COUNT(?act) AS ?count) WHERE {
      ?act prov:wasDerivedFrom <https://w3id.org/treatygraph/source/snap-2015> ; a ?class .
      ?class rdfs:subClassOf* tg:TreatyAction ; skos:notation ?kind
      FILTER(?class != tg:ConsentByOtherAct)
    } GROUP BY ?kind""")
    assert {row["kind"]: int(row["count"]) for row in counts} == ACTS_OF_2015


def test_every_person_body_and_place_is_there_under_its_name(ask: Ask) -> None:
    with (FOLDER / "actors.csv").open(encoding="utf-8", newline="") as file:
        wanted = {(row["thing"], row["name"]) for row in csv.DictReader(file)}
    assert len(wanted) == 85
    found = ask("""
    SELECT DISTINCT ?thing ?name WHERE {
      ?thing rdfs:label|skos:altLabel|tg:officialTitle|tg:officialName|tg:abbreviation ?name
    }""")
    base = "https://w3id.org/treatygraph/"
    assert wanted <= {(row["thing"].removeprefix(base), row["name"]) for row in found}
