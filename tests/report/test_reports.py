"""Every form of a report tells every result, in one order, and says the same each time."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from itertools import permutations

import pyoxigraph as ox
import pytest
import rdflib

from treatygraph.errors import MediaTypeError
from treatygraph.report.forms import FORMS, find_form
from treatygraph.report.groups import group_by_rule
from treatygraph.report.rows import as_csv, as_json
from treatygraph.report.rules import find_rule
from treatygraph.report.text import MOST, as_text
from treatygraph.terms import SH, SHAPES
from treatygraph.validate.results import Result
from treatygraph.validate.shapes import source


@pytest.mark.parametrize("name", FORMS)
def test_the_order_in_which_results_were_found_shows_nowhere(
    name: str, results: list[Result]
) -> None:
    assert len({FORMS[name].render(found) for found in permutations(results)}) == 1


@pytest.mark.parametrize("name", FORMS)
def test_ten_thousand_results_of_one_rule_make_a_report(name: str, no_notice: Result) -> None:
    many = [replace(no_notice, line=line) for line in range(1, 10_001)]
    report = FORMS[name].render(many)
    bounded = {"text": 10_000, "html": 500_000}
    assert len(report) < bounded.get(name, 10_000 * 1500)
    assert "10,000" in report or report.count("WithdrawalShape-notificationDate") >= 10_000


def test_an_unknown_form_is_refused_with_those_there_are() -> None:
    with pytest.raises(MediaTypeError, match=r"docx.*text, json, csv, sarif, turtle, html"):
        find_form("docx")


def test_groups_stand_by_severity_and_rule(results: list[Result]) -> None:
    groups = group_by_rule(results)
    assert [group.severity for group in groups] == ["violation", "violation", "warning", "info"]
    assert groups[0].rule.iri < groups[1].rule.iri


def test_every_shape_is_a_rule_in_words() -> None:
    for shape in source().subjects(ox.NamedNode(SH + "message")):
        assert isinstance(shape, ox.NamedNode)
        rule = find_rule(shape.value)
        assert rule.name
        assert rule.description
        assert rule.advice
        assert "{" not in rule.advice


def test_a_rule_has_the_numbers_of_the_catalogue() -> None:
    assert find_rule(SHAPES + "WithdrawalShape-notificationDate").numbers == ("Q01", "Q30", "Q31")
    assert find_rule(SHAPES + "WithdrawalShape-documented").numbers == ()


def test_the_text_counts_each_rule_and_all(results: list[Result], no_notice: Result) -> None:
    lines = as_text([*results, replace(no_notice, line=8)]).splitlines()
    at = lines.index("notification date (Q01, Q30, Q31), 2 violations:")
    assert lines[at + 1].startswith("data/treaties/26-5.ttl:8: violation: ")
    assert lines[at + 2].startswith("data/treaties/26-5.ttl:9: violation: ")
    assert lines[at + 3] == ""
    assert lines[-1] == "3 violations, 1 warning, 1 info"


def test_a_line_of_the_text_tells_what_was_found(results: list[Result]) -> None:
    lines = as_text(results).splitlines()
    assert (
        "my acts/50%.ttl:2: violation: The ontology has no such term. Found: tg:Withdrawl."
        " [https://w3id.org/treatygraph/checks/unknown-term-violation]"
    ) in lines
    assert "info: Write “<i>” instead. Found: “<b> {0}”. [urn:shape]" in lines


def test_the_text_shows_as_many_of_a_rule_as_are_wanted(no_notice: Result) -> None:
    many = [replace(no_notice, line=line) for line in range(1, MOST + 4)]
    assert as_text(many).count("violation: ") == MOST
    assert "… and 3 more: --format csv lists them all" in as_text(many)
    assert as_text(many, most=0).count("violation: ") == MOST + 3
    assert "more" not in as_text(many, most=MOST + 3)


def test_no_result_is_told_in_words() -> None:
    assert as_text([]) == "No violation, no warning.\n"


def test_json_has_all_fields_of_a_result_and_the_rule(stale: Result) -> None:
    [row] = json.loads(as_json([stale]))
    assert row.pop("rule") == ["Q04"]
    assert Result(**row) == stale


def test_csv_has_the_same_rows_as_json(results: list[Result]) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(results))))
    expected = [
        {**row, "rule": ";".join(row["rule"]), "line": str(row["line"])}
        for row in json.loads(as_json(results))
    ]
    assert rows == expected


def test_a_value_of_several_lines_is_read_back(placeless: Result) -> None:
    graph = rdflib.Graph().parse(data=FORMS["turtle"].render([placeless]), format="turtle")
    assert list(graph.objects(None, rdflib.URIRef(SH + "value"))) == [
        rdflib.Literal("<b>\n{0}", lang="en")
    ]
