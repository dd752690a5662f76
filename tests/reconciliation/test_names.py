"""Names as people write them lead to what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.reconciliation.measures import measure

from treatygraph.reconciliation.finding import find
from treatygraph.reconciliation.folding import fold, words
from treatygraph.reconciliation.index import Index

FOLDER = Path(__file__).parent


@pytest.mark.parametrize(
    ("name", "recall"),
    [
        ("names.csv", 0.97),
        # Every spelling in every language, and paraphrases of titles.
        ("names-sample.csv", 0.93),
        # Nothing was made to fit these.
        ("names-aside.csv", 0.85),
    ],
)
def test_matches_are_right_and_few_are_missing(index: Index, name: str, recall: float) -> None:
    told = measure(index, FOLDER / name)
    assert told.precision >= 0.98, told.wrong
    assert told.recall >= recall, told.missing


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Ottawa treaty", "treaty/26-5"),
        ("Turkey", "state/TUR"),
        ("Czechoslovakia", "state/CSK"),
        ("Zelensky", "person/po-007"),
        ("Zelenskij", "person/po-007"),
        ("state/POL", "state/POL"),
        ("https://w3id.org/treatygraph/treaty/26-5", "treaty/26-5"),
        ("Q36", "state/POL"),
    ],
)
def test_what_a_person_expects_comes_first(index: Index, text: str, id: str) -> None:
    assert find(index, text)[0].thing.id == id


def test_a_part_of_a_name_is_never_sure(index: Index) -> None:
    found = find(index, "Republic")
    assert found
    assert not any(one.sure for one in found)


def test_a_name_that_others_bear_is_never_sure(index: Index) -> None:
    found = find(index, "Congo")
    assert {one.thing.id for one in found[:2]} == {"state/COD", "state/COG"}
    assert not any(one.sure for one in found)


@pytest.mark.parametrize("text", ["Taiwan", "Kosovo", "Grönland", "Western Sahara"])
def test_territories_outside_the_record_are_no_misspelt_others(index: Index, text: str) -> None:
    assert not any(one.sure for one in find(index, text))


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Vienna Convention on the Law of Treaties (1969)", "treaty/23-1"),
        ("1969 Vienna Convention on the Law of Treaties", "treaty/23-1"),
        ("International Opium Convention 1912", "treaty/6-2"),
        ("International Opium Convention, 1925", "treaty/6-6-a"),
        ("World Health Org.", "organisation/WHO"),
        ("Framework Convention on Climate Change", "treaty/27-7"),
        ("Transnational Organised Crime Convention", "treaty/18-12"),
        ("Chemical Weapons Treaty", "treaty/26-3"),
        ("UNESCO", "organisation/UNESCO"),
        ("U.S.A.", "state/USA"),
    ],
)
def test_treaties_and_organisations_are_cited_in_many_ways(
    index: Index, text: str, id: str
) -> None:
    [first, *_] = find(index, text)
    assert (first.thing.id, first.sure) == (id, True)


@pytest.mark.parametrize("text", ["no", "No", "in", "N/A", "n.a.", "N.A.", "Kyoto Protocol 2001"])
def test_what_looks_like_a_name_is_not_always_one(index: Index, text: str) -> None:
    assert not any(one.sure for one in find(index, text))


def test_a_class_narrows_what_is_found(index: Index) -> None:
    assert {one.thing.kinds[0] for one in find(index, "Vienna", ["Treaty"])} <= {
        "Treaty", "Protocol", "Amendment",
    }  # fmt: skip
    assert find(index, "Poland", ["Person"]) == []


def test_what_is_typed_finds_what_begins_so(index: Index) -> None:
    assert find(index, "otta", beginning=True)[0].thing.id == "treaty/26-5"
    assert not find(index, "otta")


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "x" * 5000, "漢" * 5000, "'", "😀"])
def test_no_text_is_too_odd(index: Index, text: str) -> None:
    assert not any(one.sure for one in find(index, text))


def test_names_are_folded() -> None:
    assert fold("  Côte d\u2019Ivoire ") == "cote divoire"
    assert fold("ЁЖ") == "еж"
    assert words("St. Kitts & Nevis") == ["saint", "kitts", "nevis"]
    assert words("Україна") == ["ukraina"]
