"""Competency questions: each question of the catalogue gives what its header expects."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from tests.conftest import Rows, rows

from treatygraph import resources
from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import Question, questions
from treatygraph.errors import UnknownName, UsageError
from treatygraph.ingest.names import Names
from treatygraph.query.engine import evaluate
from treatygraph.query.guard import check_query
from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.tables.codebook import datatype_of
from treatygraph.terms import XSD

EVERY = pytest.mark.parametrize("question", questions().values(), ids=questions())


def _matches(row: dict[str, str], wanted: dict[str, object]) -> bool:
    return all(row[key] == str(value).strip("<>") for key, value in wanted.items())


@EVERY
def test_answers_as_expected(question: Question, graph: Graph) -> None:
    found: Rows = rows(graph.store, question.text)
    expect = question.expect
    assert expect, "a question without expectation asks nothing of anybody"
    if "rows" in expect:
        assert len(found) == expect["rows"]
    assert len(found) >= expect.get("min_rows", 1)
    for wanted in expect["contains"]:
        assert any(_matches(row, wanted) for row in found), wanted
    for unwanted in expect.get("lacks", ()):
        assert not any(_matches(row, unwanted) for row in found), unwanted


@EVERY
def test_columns_hold_what_the_header_says(question: Question, graph: Graph) -> None:
    result = evaluate(graph.store, question.text)
    assert isinstance(result, ox.QuerySolutions)
    assert [variable.value for variable in result.variables] == list(question.columns)
    told = {name: datatype_of(text) for name, text in question.columns.items()}
    for row in result:
        for name, term in zip(question.columns, row, strict=True):
            if term is not None and told[name] != "string":
                kind = term.datatype.value if isinstance(term, ox.Literal) else XSD + "anyURI"
                assert kind == XSD + told[name], (name, term)


@EVERY
def test_form(question: Question) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", question.name)
    assert question.summary.endswith("?")
    assert question.tags
    assert "SELECT *" not in question.text
    assert "ORDER BY" in question.text, "answers come in a fixed order"
    assert "<=" in question.text or "on" not in question.parameters


@EVERY
def test_passes_the_guard_of_the_endpoint(question: Question) -> None:
    check_query(question.text, Settings())


def test_there_are_ten_or_more() -> None:
    assert len(questions()) >= 10


def test_names_are_unique_over_all_folders() -> None:
    files = [
        p
        for p in resources.files("queries", "*.rq")
        if p.parent.name not in ("import", "checks", "changes", "wikidata")
    ]
    assert len({p.stem for p in files}) == len(files) == len(questions())


def test_a_parameter_changes_the_answer(graph: Graph) -> None:
    question, names = questions()["parties-of-treaty"], Names(graph.store)
    query = bind(question, {"treaty": "Arms Trade Treaty", "on": "2014-12-24"}, names)
    found = rows(graph.store, query)
    assert 0 < len(found) < 70
    assert all(row["since"] == "2014-12-24" for row in found)


@pytest.mark.parametrize(
    ("name", "values", "rows_"),
    [
        ("statements-of-speaker", {"speaker": "Władysław Kosiniak-Kamysz"}, 4),
        ("days-after-event", {"event": "ev-063"}, 26),
        ("members-of-organisation", {"organisation": "CSTO"}, 6),
        ("search-text", {"words": "ŠAKAL"}, 3),
        ("early-exits", {"treaty": "26-6"}, 1),
        ("withdrawals-among-neighbours", {"within": "54"}, 10),
        ("withdrawals-among-neighbours", {"within": "53"}, 7),
        ("followers-within-days", {"days": "0"}, 3),
    ],
)
def test_agents_events_and_words_are_parameters(
    graph: Graph, name: str, values: dict[str, str], rows_: int
) -> None:
    query = bind(questions()[name], values, Names(graph.store))
    assert len(rows(graph.store, query)) == rows_


@pytest.mark.parametrize("given", ["26-5", "XXVI-5", "Ottawa Treaty", "mine-ban-convention",
                                   "https://w3id.org/treatygraph/treaty/26-5"])  # fmt: skip
def test_a_treaty_is_known_by_many_names(graph: Graph, given: str) -> None:
    names = Names(graph.store)
    assert names.find("treaty", given) == "https://w3id.org/treatygraph/treaty/26-5"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"treaty": "Otawa Treaty"}, "Ottawa Treaty"),
        ({"on": "2025-02-30"}, "The calendar has no 2025-02-30"),
        ({"on": "soon"}, "YYYY-MM-DD"),
        ({"colour": "red"}, "It has: treaty, on"),
        ({"treaty": 'x" } ; DROP ALL #'}, "There is no treaty"),
        ({"treaty": "https://w3id.org/treatygraph/treaty/26-5> } #"}, "There is no treaty"),
    ],
)
def test_a_bad_parameter_is_refused(graph: Graph, values: dict[str, str], error: str) -> None:
    with pytest.raises((UnknownName, UsageError), match=re.escape(error)):
        bind(questions()["parties-of-treaty"], values, Names(graph.store))


def test_things_are_given_by_the_end_of_their_iri(graph: Graph) -> None:
    names = Names(graph.store)
    treaty = bind(questions()["withdrawals"], {"treaty": "treaty/26-6"}, names)
    assert rows(graph.store, treaty)[0]["stateLabel"] == "Lithuania"
    exit_ = bind(questions()["stages-of-exit"], {"exit": "withdrawal/26-6/LTU"}, names)
    assert {row["stateLabel"] for row in rows(graph.store, exit_)} == {"Lithuania"}
    with pytest.raises(UnknownName):
        bind(questions()["withdrawals"], {"treaty": "treaty/nothing"}, names)
    with pytest.raises(UsageError):
        bind(questions()["stages-of-exit"], {"exit": "with blank"}, names)
