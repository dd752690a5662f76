"""Cells and canonical Turtle, over inputs that nobody thought of."""

from __future__ import annotations

import re
from datetime import date

import pyoxigraph as ox
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from treatygraph.ingest.cells import CellError, read_date
from treatygraph.ingest.turtle import canonical

IRIS = st.sampled_from([f"https://w3id.org/treatygraph/action/26-5/X{n}/a.b-c" for n in range(8)])
TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)
TERMS = st.one_of(
    IRIS.map(ox.NamedNode),
    TEXTS.map(ox.Literal),
    TEXTS.map(lambda text: ox.Literal(text, language="en")),
    st.integers(-5, 5).map(ox.Literal),
)
TRIPLES = st.builds(ox.Triple, IRIS.map(ox.NamedNode), IRIS.map(ox.NamedNode), TERMS)


@given(st.dates())
def test_every_day_of_the_calendar_reads(day: date) -> None:
    assert read_date(day.isoformat()).value == day.isoformat()


@given(st.text(max_size=12))
def test_any_other_text_is_refused_with_advice(text: str) -> None:
    assume(not re.fullmatch(r"\d{4}(-\d\d){0,2}", text))
    with pytest.raises(CellError) as error:
        read_date(text, partial=True)
    assert error.value.instead


@pytest.mark.parametrize("text", ["2025-02-29", "2025-13", "0000", "2025-2-3", "20250203", "٢٠٢٥"])
def test_what_looks_like_a_date_and_is_none(text: str) -> None:
    with pytest.raises(CellError):
        read_date(text, partial=True)


@given(st.lists(TRIPLES, min_size=1, max_size=20), st.randoms())
def test_canonical_turtle_is_one_text_for_one_graph(
    triples: list[ox.Triple], random: object
) -> None:
    text = canonical(triples)
    shuffled = list(triples)
    random.shuffle(shuffled)
    assert canonical(shuffled) == text
    back = {q.triple for q in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert back == set(triples), "nothing is lost on the way there and back"
