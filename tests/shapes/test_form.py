"""Shapes are named, explained and complete enough to draw a form from."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from treatygraph.shacl import read_shapes, validate
from treatygraph.shacl.query import Query
from treatygraph.terms import SHAPES
from treatygraph.validate.reference import to_rdflib
from treatygraph.validate.shapes import shapes, sparql_queries


@cache
def shapes_graph() -> rdflib.Graph:
    """The shapes graph as rdflib has it, to be asked what it says."""
    return to_rdflib(shapes().triples)


PROPERTY_SHAPES = sorted(shapes_graph().subjects(RDF.type, SH.PropertyShape))
GROUPS = set(shapes_graph().subjects(RDF.type, SH.PropertyGroup))
MESSAGES = sorted(set(shapes_graph().subjects(SH.message)))


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
    [group] = graph.objects(shape, SH.group)
    assert group in GROUPS
    [owner] = graph.subjects(SH.property, shape)
    assert str(shape).startswith(f"{owner}-"), "named after the shape it belongs to"


def test_the_shapes_graph_conforms_to_the_shapes_of_shapes_graphs() -> None:
    """SHACL appendix C, as pySHACL ships it."""
    path = Path(str(files("pyshacl") / "assets" / "shacl-shacl.ttl"))
    shapes_of_shapes = read_shapes(quad.triple for quad in ox.parse(path=path))
    assert len(list(shapes_of_shapes)) > 0
    assert list(validate(shapes().triples, shapes_of_shapes)) == []


def test_each_group_has_a_heading_and_a_place_of_its_own() -> None:
    graph = shapes_graph()
    assert set(graph.objects(None, SH.group)) == GROUPS
    assert all(len(list(graph.objects(group, RDFS.label))) == 1 for group in GROUPS)
    assert len({str(graph.value(group, SH.order)) for group in GROUPS}) == len(GROUPS)


def test_queries_run_once_for_all_nodes() -> None:
    """As they do where $this can stay unbound: bound for a hundred nodes at a time takes long."""
    assert [q for q in sparql_queries() if not Query(q).free("this")] == []
