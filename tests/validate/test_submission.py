"""Submissions: any form of RDF says the same, and tables are RDF too."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.errors import DataError, MediaTypeError, UnknownName
from treatygraph.query.formats import GRAPHS, Form
from treatygraph.settings import Settings
from treatygraph.terms import BASE, XSD, tg
from treatygraph.validate.record import Record
from treatygraph.validate.submission import (
    Submission,
    judge_submission,
    read_submission,
    write_submission,
)

RDFS_COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment"
TODAY = date(2026, 11, 22)
ACTS = "treaty_id,state_id,action,date,source_id\n26-8,Nepal,ratification,2026-01-05,un-mtdsg-xml\n"
WITHDRAWAL = f"""PREFIX tg: <{tg("")}>
BASE <{BASE}>

<withdrawal/26-5/DNK> a tg:Withdrawal ;
    tg:participation <participation/26-5/DNK> ;
    tg:notificationDate "2026-02-20"^^<{XSD}date> .
"""


def read(content: str, form: str, record: Record, settings: Settings | None = None) -> Submission:
    return read_submission(content.encode(), form, record, settings or Settings(), "sent")


def said(submission: Submission) -> set[ox.Triple]:
    [triples] = submission.change.triples.values()
    return set(triples)


things = st.text("abcé-._", min_size=1).map(lambda name: ox.NamedNode(f"{BASE}action/{name}"))
# Neither is a character of XML 1.0 or of the line ends that it keeps apart.
texts = st.text(st.characters(exclude_categories=["C"], exclude_characters="\ufffe\uffff"))
values = (
    things
    | texts.map(ox.Literal)
    | texts.map(lambda text: ox.Literal(text, language="en"))
    | st.dates().map(lambda d: ox.Literal(d.isoformat(), datatype=ox.NamedNode(XSD + "date")))
    | st.integers().map(ox.Literal)
    | st.booleans().map(ox.Literal)
)
properties = st.sampled_from("date note confidence".split()).map(lambda n: ox.NamedNode(tg(n)))
triples = st.builds(ox.Triple, things, properties, values)


def test_a_layout_that_there_is_not_is_named(record: Record) -> None:
    with pytest.raises(UnknownName, match=r"There is no layout called “actz”. Did you mean"):
        read(ACTS, "text/csv; layout=actz", record)


def test_a_table_with_too_many_cells_is_refused(record: Record) -> None:
    assert said(read(ACTS, "csv", record, Settings(submission_triples=5)))
    with pytest.raises(DataError, match="5 filled cells, more than 4"):
        read(ACTS, "csv", record, Settings(submission_triples=4))


@pytest.mark.parametrize("form", GRAPHS, ids=[form.name for form in GRAPHS])
@given(additions=st.sets(triples, min_size=1, max_size=20))
def test_every_form_says_the_same(form: Form, additions: set[ox.Triple]) -> None:
    assert isinstance(form.engine, ox.RdfFormat)
    content = ox.serialize(additions, format=form.engine)
    assert content
    read = read_submission(content, form.name, Record(ox.Store()), Settings())
    assert said(read) == additions


def test_all_graphs_of_a_submission_become_one(record: Record) -> None:
    line = f"<{BASE}action/x> <a:b> <a:c>"
    content = f"{line} <g:1> .\n{line} <g:2> .\n<{BASE}action/y> <a:b> <a:c> .\n"
    assert len(said(read(content, "application/n-quads", record))) == 2


@pytest.mark.parametrize(
    "form", ["csv", ".csv", "text/csv; charset=utf-8", "text/csv; layout=acts"]
)
def test_a_table_says_what_its_layout_makes_of_it(form: str, record: Record) -> None:
    before = len(record.store)
    described = {str(triple.subject) for triple in said(read(ACTS, form, record))}
    assert f"<{BASE}participation/26-8/NPL>" in described
    assert len(record.store) == before


@pytest.mark.parametrize(
    ("content", "form", "message"),
    [
        ("a,b\n1,2\n", "csv", "sent:1: No layout has these columns. Name one, "),
        (
            "treaty_id,source_id\n26-8,x\n",
            "text/csv;layout=acts",
            "sent:1: column state_id: The co",
        ),
        (ACTS.replace("Nepal", "Nepl"), "csv", "sent:2: column state_id: There is no participant"),
        (ACTS.splitlines()[0], "csv", "sent: The table has no rows. Send at least one."),
        (f"<{tg('Treaty')}> <a:b> 1 .", "ttl", "sent: tg:Treaty is no thing of the record."),
        (
            "<a:a> <a:b> 1 .",
            "ttl",
            "sent: <a:a> is no thing of the record. Describe things of the ",
        ),
        (f"<{BASE}graph/a> <a:b> 1 .", "ttl", f"sent: <{BASE}graph/a> is no thing of the record."),
        (f"<{BASE}vocab/high> <a:b> 1 .", "ttl", "sent: tgv:high is no thing of the record."),
        (f"<{BASE}shapes#a> <a:b> 1 .", "ttl", "sent: tgs:a is no thing of the record."),
        (f"<{BASE}treaty/> <a:b> 1 .", "ttl", f"sent: <{BASE}treaty/> is no thing of the record."),
    ],
)
def test_what_is_not_to_be_judged_is_refused(
    content: str, form: str, message: str, record: Record
) -> None:
    with pytest.raises(DataError) as error:
        read(content, form, record)
    assert message in str(error.value)


def test_too_long_a_submission_is_not_read(record: Record) -> None:
    with pytest.raises(DataError, match="11 bytes, more than 10"):
        read("not Turtle!", "ttl", record, Settings(submission_bytes=10))


@pytest.mark.parametrize("form", ["pdf", "application/pdf", "", "text/html"])
def test_other_forms_are_named_with_those_there_are(form: str, record: Record) -> None:
    with pytest.raises(MediaTypeError) as error:
        read(WITHDRAWAL, form, record)
    assert error.value.available[0] == "turtle"


def test_results_tell_the_line_of_the_submission(record: Record) -> None:
    results = judge_submission(read(WITHDRAWAL, "turtle", record), TODAY, record)
    told = {result.shape.rsplit("#")[1]: (result.file, result.line) for result in results}
    assert told["FactShape-source"] == ("sent", 4)


def test_results_tell_the_row_of_a_table(record: Record) -> None:
    early = ACTS + "26-5,LTU,ratification,1993-05-12,dep-26-5\n"
    results = judge_submission(read(early, "csv", record), TODAY, record)
    [told] = [result for result in results if "before the treaty was adopted" in result.message]
    assert (told.file, told.line) == ("sent", 3)


@pytest.mark.parametrize("form", [ox.RdfFormat.N_TRIPLES, ox.RdfFormat.JSON_LD])
def test_results_tell_the_line_in_other_forms(form: ox.RdfFormat, record: Record) -> None:
    untyped = read(WITHDRAWAL.replace(f"^^<{XSD}date>", ""), "turtle", record)
    content = ox.serialize(sorted(said(untyped), key=str), format=form)
    text = content.decode().replace(",", ",\n")
    results = judge_submission(read(text, form.media_type, record), TODAY, record)
    lines = {result.line for result in results if tg("notificationDate") in result.path}
    [stated] = [at for at, line in enumerate(text.splitlines(), 1) if "2026-02-20" in line]
    assert lines == {stated}


def test_what_is_added_to_a_thing_is_judged_with_what_the_record_says_of_it(
    record: Record,
) -> None:
    thing, comment = ox.NamedNode(BASE + "withdrawal/26-5/POL"), ox.NamedNode(RDFS_COMMENT)
    added = write_submission([ox.Triple(thing, comment, ox.Literal("more", language="en"))], "sent")
    results = judge_submission(added, TODAY, record)
    assert [result for result in results if result.severity == "violation"] == []


def test_ten_thousand_mistakes_are_all_told(record: Record) -> None:
    name = ox.NamedNode(tg("nosuch"))
    thing = f"{BASE}action/26-8/NPL/ratification/"
    wrong = [ox.Triple(ox.NamedNode(f"{thing}{n}"), name, ox.Literal(n)) for n in range(10_000)]
    results = judge_submission(write_submission(wrong, "sent"), TODAY, record)
    assert len({result.focus for result in results}) == 10_000
