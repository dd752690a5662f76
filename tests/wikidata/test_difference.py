"""Differences: those that were planted in the items are found, and no others."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import re
from collections.abc import Sequence

import pyoxigraph as ox
import pytest

from treatygraph.store.build import Graph
from treatygraph.wikidata.difference import Comparison, Difference, compare
from treatygraph.wikidata.exports import (
    as_json,
    as_mismatches,
    as_page,
    as_quickstatements,
)

Rows = Sequence[Difference]
WIKIBASE = "http://wikiba.se/ontology#"
_COLUMNS = (
    "item_id,statement_guid,property_id,wikidata_value,meta_wikidata_value,"
    "external_value,external_url,type"
)
# What was planted, by property: participant, what Wikidata says, what the record says.
PLANTED = [
    ("day differs", "P1891", "Poland", "2001-06-02", "2001-06-01"),
    ("day differs", "P6193", "Finland", "2002-05", "2002-06-01"),
    ("day differs", "P7588", "", "2003-01-02", "2003-01-01"),
    ("day missing in Wikidata", "P1891", "France", "", "2001-06-01"),
    ("day missing in the record", "P6193", "Sweden", "2002-04-01", ""),
    ("deprecated in Wikidata", "P1891", "Italy", "", "2001-06-01"),
    ("end differs", "P6193", "Austria", "2010-01-01", "2011-01-01"),
    ("end missing in Wikidata", "P6193", "Canada", "", "2009-01-01"),
    ("end missing in Wikidata", "P6193", "Iceland", "", "2014-01-01"),  # computed, not published
    ("end missing in the record", "P6193", "Spain", "2012-01-01", ""),
    ("less exact in Wikidata", "P6193", "France", "2002", "2002-02-01"),
    ("missing in Wikidata", "P1891", "Belgium", "", "2001-06-01"),  # superseded in the record
    ("missing in Wikidata", "P1891", "Germany", "", "2001-06-01"),
    ("missing in Wikidata", "P6193", "Germany", "", "2002-02-02"),
    ("missing in Wikidata", "P6193", "Netherlands (Kingdom of the)", "", "2002-03-05"),
    ("missing in Wikidata", "P6193", "Serbia", "", "2006-10-24"),  # a succession
    ("missing in the record", "P1891", "United States of America", "2001-06-03", ""),
    ("missing in the record", "P6193", "Mexico", "2026-10-01", ""),
    ("moved item", "", "", "", ""),  # that of Iceland
    ("moved item", "", "", "", ""),  # that of the treaty
    ("not a linked participant", "P1891", "", "", ""),  # Q237, near to the Holy See
    ("not a linked participant", "P1891", "", "2001-06-01", ""),  # Q55, not the Kingdom
]


@pytest.fixture(scope="module")
def comparison(zenda: ox.Store, extract: ox.Store) -> Comparison:
    """The invented record, compared with the extract."""
    return compare(zenda, extract)


@pytest.fixture(scope="module")
def found(comparison: Comparison) -> Rows:
    """What differs."""
    return comparison.differences


def _row(found: Rows, *start: str) -> Difference:
    def key(row: Difference) -> tuple[str, ...]:
        return (row.finding, row.property, row.participantLabel, row.thingLabel)[: len(start)]

    [row] = [row for row in found if key(row) == start]
    return row


def test_the_planted_differences_are_found_and_no_others(found: Rows) -> None:
    told = [(r.finding, r.property, r.participantLabel, r.theirs, r.ours) for r in found]
    assert told == PLANTED


def test_our_source_stands_beside_each_claim_of_the_record(found: Rows) -> None:
    ours = [row for row in found if row.fact and row.finding != "moved item"]
    assert len(ours) == 16
    assert {(row.sourceLabel, row.address) for row in ours} == {
        ("Zenda Convention - status table", "https://example.org/zenda?part=1&lang=en")
    }


def test_a_merged_item_is_compared_under_its_new_number(found: Rows) -> None:
    moved = [row for row in found if row.finding == "moved item"]
    assert [(row.thingLabel, row.itemNow, row.value) for row in moved] == [
        ("Iceland", "Q9000000031", "Q189"),
        ("Zenda Convention", "Q9000000000", "Q9000000001"),
    ]
    assert {row.itemNow for row in found if row not in moved} == {"Q9000000001"}
    assert _row(found, "end missing in Wikidata", "P6193", "Iceland").value == "Q189"


def test_remarks_tell_what_lies_behind(found: Rows) -> None:
    assert {row.participantLabel or row.value: row.remark for row in found if row.remark} == {
        "United States of America": "in the record: accession",
        "Mexico": "the record is complete up to 2026-02-03",
        "Q237": "near to Holy See",
        "Q189": "link the item that it was merged into",
        "Q9000000001": "link the item that it was merged into",
    }


def test_treaties_that_were_not_fetched_are_named(comparison: Comparison) -> None:
    assert (comparison.compared, comparison.not_fetched) == (1, ["Strelsau Convention"])


def test_one_treaty_can_be_compared(zenda: ox.Store, extract: ox.Store) -> None:
    other = compare(zenda, extract, "https://w3id.org/treatygraph/treaty/99-2")
    assert (other.differences, other.compared) == ([], 0)


def test_only_four_kinds_of_consent_and_published_days_are_proposed(graph: Graph) -> None:
    bare = ox.Store()  # items without statements
    for item in ("Q277072", "Q47359"):
        bare.update(f"INSERT DATA {{ <http://www.wikidata.org/entity/{item}> a <{WIKIBASE}Item> }}")
    found = compare(graph.store, bare).differences
    consents = [row for row in found if row.property == "P6193"]
    assert {row.kind for row in consents if row.exports} == {
        "ratification", "acceptance", "approval", "accession"
    }  # fmt: skip
    assert "succession" in {row.kind for row in consents if not row.exports}
    ended = _row(found, "missing in Wikidata", "P6193", "Canada", "Kyoto Protocol")
    assert (ended.ours, ended.until) == ("2002-12-17", "2012-12-15")
    in_force = {row.thingLabel: row.exports for row in found if row.property == "P7588"}
    assert in_force["Kyoto Protocol"] == ""  # computed from the number of instruments
    assert "true" in in_force.values()


def _mismatches(found: Rows) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_mismatches(found))))


def test_mismatch_finder_gets_the_columns_that_it_asks_for(found: Rows) -> None:
    assert as_mismatches(found).splitlines()[0] == _COLUMNS
    assert as_mismatches([]) == _COLUMNS + "\n"


def test_mismatches_keep_the_rules_of_an_import(found: Rows) -> None:
    rows = _mismatches(found)
    assert len(rows) == 7
    for row in rows:
        assert re.fullmatch(r"Q\d+", row["item_id"])
        assert re.fullmatch(r"P\d+", row["property_id"])
        assert bool(row["statement_guid"]) == bool(row["wikidata_value"])
        assert not row["meta_wikidata_value"] or row["property_id"] in ("P585", "P582", "P7588")
        assert 0 < len(row["external_value"]) <= 1500
        assert len(row["external_url"]) <= 1500
        assert row["type"] in ("statement", "qualifier")
        if row["statement_guid"]:
            assert re.fullmatch(r"(?i)Q\d+\$[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}",
                                row["statement_guid"])  # fmt: skip
            assert row["statement_guid"].split("$")[0].upper() == row["item_id"]


def test_a_wrong_day_is_a_mismatch_of_its_qualifier(found: Rows) -> None:
    poland = _row(found, "day differs", "P1891", "Poland")
    [row] = [row for row in _mismatches(found) if row["statement_guid"] == poland.guid]
    assert list(row.values())[2:] == [
        "P585", "2001-06-02", "Q1985727", "2001-06-01",
        "https://example.org/zenda?part=1&lang=en", "qualifier",
    ]  # fmt: skip


_VALUE = r"Q[1-9]\d*|\+\d{4}-\d\d-\d\dT00:00:00Z/11"
_COMMAND = re.compile(
    rf'Q[1-9]\d*\tP\d+\t({_VALUE})(\tP\d+\t({_VALUE}))*\tS854\t"https?://[^"\s]+"\tS813\t\+\S+/11'
)


def test_quickstatements_are_commands_of_its_first_version(found: Rows) -> None:
    lines = as_quickstatements(found).splitlines()
    assert all(_COMMAND.fullmatch(line) for line in lines)
    assert [line.split("\t")[1:6:2] for line in lines] == [
        ["P1891", "P585", "S854"],
        ["P6193", "P582", "S854"],
        ["P1891", "P585", "S854"],
        ["P6193", "P585", "S854"],
        ["P6193", "P585", "P582"],
    ]


def test_quickstatements_write_an_act_with_its_days_and_our_source(found: Rows) -> None:
    lines = as_quickstatements([_row(found, "missing in Wikidata", "P6193",
                                     "Netherlands (Kingdom of the)")])  # fmt: skip
    assert lines == (
        "Q9000000001\tP6193\tQ29999\tP585\t+2002-03-05T00:00:00Z/11\tP582\t+2013-01-01T00:00:00Z/11"
        '\tS854\t"https://example.org/zenda?part=1&lang=en"\tS813\t+2026-02-04T00:00:00Z/11\n'
    )


def test_nothing_deprecated_succeeded_superseded_or_computed_is_proposed(found: Rows) -> None:
    for text in (as_mismatches(found), as_quickstatements(found)):
        assert not re.search("Q38|Italy|Q403|Serbia|Q31|Belgium|Q189|Iceland", text)


def test_json_has_all_that_is_known(found: Rows) -> None:
    told = json.loads(as_json(found))
    assert len(told) == len(PLANTED)
    assert told[0]["guid"] == _row(found, "day differs", "P1891", "Poland").guid
    assert "remark" not in told[0]


def test_the_page_stands_alone_and_has_a_row_for_each(found: Rows) -> None:
    page = as_page(found)
    tags: list[str] = []
    reader = html.parser.HTMLParser()
    reader.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    reader.feed(page)
    kinds = len({row.finding for row in found})
    assert tags.count("tr") == len(PLANTED) + kinds
    assert tags.count("h2") == kinds
    assert not {"script", "img", "link"} & set(tags)
    assert "No differences" not in page
