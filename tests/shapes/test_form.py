"""Shapes are named, explained and complete enough to draw a form from."""

from __future__ import annotations

import re

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, SH

from treatygraph.terms import SHAPES
from treatygraph.validate.shapes import shapes_graph

PROPERTY_SHAPES = sorted(shapes_graph().subjects(RDF.type, SH.PropertyShape))
TARGETS = (SH.targetClass, SH.targetSubjectsOf)
MESSAGES = sorted(set(shapes_graph().subjects(SH.message)))
# Rules of the catalogue of data-quality rules that the shapes cover.
RULES = (
    "Q01 Q02 Q03 Q04 Q05 Q09 Q10 Q14 Q18 Q19 Q20 Q21 Q22 Q23 Q24 Q25 Q30 Q31 Q32 Q33 Q34 Q64 Q65"
    " Q69 Q70 Q71 Q72 Q73 Q74 Q77"
).split()


@pytest.mark.parametrize("shape", MESSAGES)
def test_a_shape_explains_itself(shape: rdflib.URIRef) -> None:
    graph = shapes_graph()
    assert str(shape).startswith(SHAPES)
    assert len(list(graph.objects(shape, SH.name))) == 1
    assert len(list(graph.objects(shape, SH.description))) == 1
    assert len(list(graph.objects(shape, SH.severity))) == 1
    [message] = graph.objects(shape, SH.message)
    assert isinstance(message, rdflib.Literal)
    assert message.language == "en"
    assert str(message).endswith(".")


@pytest.mark.parametrize("shape", PROPERTY_SHAPES)
def test_a_property_shape_has_its_place_in_a_form(shape: rdflib.URIRef) -> None:
    graph = shapes_graph()
    [order] = graph.objects(shape, SH.order)
    assert int(str(order)) > 0
    [owner] = graph.subjects(SH.property, shape)
    assert str(shape).startswith(f"{owner}-"), "named after the shape it belongs to"


def test_queries_of_constraints_keep_within_the_specification() -> None:
    """SHACL 5.2.1 forbids MINUS, VALUES and SERVICE; set-based evaluation forbids subqueries."""
    for query in shapes_graph().objects(None, SH.select):
        assert not re.search(r"\b(MINUS|VALUES|SERVICE)\b", str(query))
        assert str(query).count("SELECT") == 1
        assert "$this" in str(query)


def test_a_shape_with_a_query_has_no_other_constraint() -> None:
    graph = shapes_graph()
    for shape in graph.subjects(SH.sparql):
        said = set(graph.predicates(shape)) - {RDF.type, SH.sparql, *TARGETS}
        assert said <= {SH.name, SH.description, SH.severity, SH.message, DCTERMS.identifier}


def test_shapes_look_no_further_than_the_objects_of_a_target() -> None:
    """Validation shows them no more: of an object its class, and single properties by sh:node."""
    graph = shapes_graph()
    for inner in graph.objects(None, SH.node):
        assert {p for _, p, _ in graph.triples((inner, None, None))} == {SH.property}
        for part in graph.objects(inner, SH.property):
            assert set(graph.predicates(part)) == {SH.path, SH.hasValue}
    for path in graph.objects(None, SH.path):
        options = graph.value(path, SH.alternativePath)
        steps = graph.items(options) if options else [path]
        assert all(isinstance(step, rdflib.URIRef) for step in steps)


def test_every_rule_has_a_shape() -> None:
    graph = shapes_graph()
    covered = {
        rule.strip()
        for value in graph.objects(None, DCTERMS.identifier)
        for rule in value.split(",")
    }
    assert covered == set(RULES)
