"""The report in Turtle is the report of the specification, and says all that the results say."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from treatygraph.report import paths
from treatygraph.report.turtle import as_turtle
from treatygraph.shacl import read_shapes
from treatygraph.terms import tg
from treatygraph.validate.results import Result

SHAPE = Path(__file__).parent / "validation-report.ttl"


def _read(results: list[Result]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=as_turtle(results), format="turtle")


def _path(report: rdflib.Graph) -> rdflib.term.Node:
    [path] = report.objects(None, SH.resultPath)
    return path


def test_the_report_conforms_to_the_specification(results: list[Result]) -> None:
    shapes = rdflib.Graph().parse(SHAPE)
    conforms, _, told = pyshacl.validate(_read(results), shacl_graph=shapes)
    assert conforms, told


def test_the_shape_of_reports_finds_what_is_missing(results: list[Result]) -> None:
    report = _read(results)
    report.remove((None, SH.resultSeverity, None))
    conforms, _, _ = pyshacl.validate(report, shacl_graph=rdflib.Graph().parse(SHAPE))
    assert not conforms


def test_any_result_denies_conformance(placeless: Result) -> None:
    assert [str(v) for v in _read([]).objects(None, SH.conforms)] == ["true"]
    assert [str(v) for v in _read([placeless]).objects(None, SH.conforms)] == ["false"]


def test_what_is_read_back_is_what_was_found(results: list[Result]) -> None:
    report = _read(results)
    found = {
        tuple(
            str(report.value(node, predicate) or "")
            for predicate in (SH.focusNode, SH.sourceShape, SH.resultMessage, RDFS.comment)
        )
        for node in report.objects(None, SH.result)
    }
    assert found == {
        (r.focus.strip("<>"), r.shape, r.message, f"{r.file}:{r.line}" if r.file else "")
        for r in results
    }


def test_an_alternative_path_is_a_list(no_notice: Result) -> None:
    report = _read([no_notice])
    options = report.value(_path(report), SH.alternativePath)
    assert [str(option) for option in report.items(options)] == [
        tg("notificationDate"),
        tg("notDocumented"),
    ]


def test_a_path_of_a_foreign_shape_is_read_from_the_result(placeless: Result) -> None:
    assert list(_read([placeless]).objects(None, SH.resultPath)) == [rdflib.URIRef("urn:p")]


def test_a_sequence_with_an_inverse_is_copied_from_the_shape(
    placeless: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ox.parse(
        "PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
        "<urn:shape> a sh:PropertyShape ; sh:path ( <urn:p> [ sh:inversePath <urn:q> ] ) .",
        format=ox.RdfFormat.TURTLE,
    )
    shapes = read_shapes(quad.triple for quad in said)
    monkeypatch.setattr(paths, "shapes", lambda: shapes)
    report = _read([placeless])
    first, second = report.items(_path(report))
    assert first == rdflib.URIRef("urn:p")
    assert report.value(second, SH.inversePath) == rdflib.URIRef("urn:q")


def test_a_query_is_named_as_the_constraint(stale: Result, no_notice: Result) -> None:
    [constraint] = _read([stale, no_notice]).objects(None, SH.sourceConstraint)
    assert str(constraint) == stale.shape + "-query"


def test_a_check_is_reported_as_a_query(misspelt: Result) -> None:
    report = _read([misspelt])
    [node] = report.subjects(RDF.type, SH.ValidationResult)
    assert report.value(node, SH.sourceConstraintComponent) == SH.SPARQLConstraintComponent
