"""Shapes graphs: what is read, which are refused and how the error tells it."""

from __future__ import annotations

import pytest
from tests.shacl.cases import find
from tests.shacl.random_graphs import PREFIXES
from tests.shacl.reference import parse

from treatygraph.shacl import ShapesError, read_shapes

ILL_FORMED = {
    "no path": (":s a sh:PropertyShape .", "sh:path", "is missing"),
    "two paths": (":s sh:targetNode :n ; sh:path :p , :q .", "sh:path", "has 2 values"),
    "path of nothing": (":s sh:targetNode :n ; sh:path [ :p :q ] .", "sh:path", "is not a path"),
    "path through itself": (
        ":s sh:targetNode :n ; sh:path _:a . _:a sh:inversePath _:a .", "sh:path", "itself",
    ),
    "short list": (":s sh:targetNode :n ; sh:path ( :p ) .", "sh:path", "two members"),
    "broken list": (":s sh:targetNode :n ; sh:in [ rdf:first 1 ] .", "sh:in", "list is broken"),
    "endless list": (
        ":s sh:targetNode :n ; sh:in _:a . _:a rdf:first 1 ; rdf:rest _:a .",
        "sh:in", "list is broken",
    ),
    "count in words": (
        ':s sh:targetNode :n ; sh:path :p ; sh:minCount "one" .', "sh:minCount", "not an integer",
    ),
    "two counts": (
        ":s sh:targetNode :n ; sh:path :p ; sh:maxCount 1 , 2 .", "sh:maxCount", "has 2 values",
    ),
    "count in a node shape": (":s sh:targetNode :n ; sh:minCount 1 .", "sh:minCount", "node shape"),
    "shape that is a literal": (":s sh:targetNode :n ; sh:node 1 .", "sh:node", "not an IRI"),
    "property without path": (
        ":s sh:targetNode :n ; sh:property :q .", "sh:property", "has no sh:path",
    ),
    "node kind": (":s sh:targetNode :n ; sh:nodeKind :IRI .", "sh:nodeKind", "is none of"),
    "pattern": (':s sh:targetNode :n ; sh:pattern "(" .', "sh:pattern", "cannot be used"),
    "flags": (':s sh:targetNode :n ; sh:pattern "a" ; sh:flags "k" .', "sh:pattern", "flags"),
    "recursion": (":s sh:targetNode :n ; sh:not :t . :t sh:node :s .", "recursion", "itself"),
    "no count": (
        ":s sh:targetNode :n ; sh:path :p ; sh:qualifiedValueShape [] .",
        "sh:qualifiedValueShape", "no count",
    ),
    "no query": (":s sh:targetNode :n ; sh:sparql [] .", "sh:select", "no query"),
}  # fmt: skip


@pytest.mark.parametrize(("shapes", "about", "what"), ILL_FORMED.values(), ids=ILL_FORMED)
def test_an_ill_formed_shapes_graph_is_refused(shapes: str, about: str, what: str) -> None:
    with pytest.raises(ShapesError, match=what) as error:
        read_shapes(parse(PREFIXES + shapes))
    assert error.value.about == about


def test_an_error_names_the_shape_of_a_part_without_a_name() -> None:
    shapes = ":s sh:targetNode :n ; sh:or ( [] [ sh:not [ sh:minLength 1.5 ] ] ) ."
    with pytest.raises(ShapesError, match="/s>, sh:minLength"):
        read_shapes(parse(PREFIXES + shapes))


def test_a_class_that_is_a_shape_judges_its_instances() -> None:
    shapes = ":C a rdfs:Class , sh:NodeShape ; sh:nodeKind sh:Literal ."
    [shape] = read_shapes(parse(PREFIXES + shapes))
    assert [target.kind for target in shape.targets] == ["targetClass"]


def test_a_shape_that_is_switched_off_reports_nothing() -> None:
    assert find("", "sh:nodeKind sh:Literal ; sh:deactivated true") == []
