"""Shapes: a shapes graph read into what validation works on (SHACL section 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from treatygraph.shacl import (
    cardinality,
    logic,
    other,
    pairs,
    ranges,
    shape_based,
    sparql,
    sparql_components,
    strings,
    value_type,
)
from treatygraph.shacl.constraint import Constraint
from treatygraph.shacl.errors import ShapesError
from treatygraph.shacl.paths import Path
from treatygraph.shacl.source import Source
from treatygraph.shacl.targets import KINDS, Target, read_targets
from treatygraph.shacl.terms import RDF_TYPE, Node, sh

_READERS: tuple[Callable[[Source, Node], Iterator[Constraint]], ...] = (
    value_type.read,
    cardinality.read,
    ranges.read,
    strings.read,
    pairs.read,
    logic.read,
    shape_based.read,
    other.read,
    sparql.read,
    sparql_components.read,
)


@dataclass(frozen=True)
class Shape:
    """A node shape, or with a path a property shape (2.2, 2.3)."""

    node: Node
    path: Path | None
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]
    severity: ox.NamedNode
    messages: tuple[ox.Literal, ...]
    deactivated: bool


@dataclass(frozen=True)
class Shapes:
    """All shapes of a shapes graph by their nodes, and its triples."""

    by_node: dict[Node, Shape]
    triples: tuple[ox.Triple, ...]

    def __iter__(self) -> Iterator[Shape]:
        """The shapes that have targets, in the order of their names."""
        named = sorted(self.by_node.items(), key=lambda item: str(item[0]))
        return (shape for _, shape in named if shape.targets)


def read_shapes(triples: Iterable[ox.Triple]) -> Shapes:
    """The shapes of a shapes graph; raises ShapesError for the first that is ill-formed.

    Triples are to be handed in as a parser gives them: a Store would spell literals anew. What
    the graph imports is not fetched.
    """
    source = Source(triples)
    try:
        shapes = _read_all(source)
        _refuse_recursion(shapes)
    except ShapesError as error:
        # A blank node has no name to look for: tell the shape that it is a part of.
        raise ShapesError(source.owner(error.shape), error.about, error.what) from None
    return Shapes(shapes, tuple(source.triples))


def _read_all(source: Source) -> dict[Node, Shape]:
    shapes: dict[Node, Shape] = {}
    waiting = list(_named_shapes(source))
    while waiting:
        node = waiting.pop()
        if node not in shapes:
            shapes[node] = shape = _read_shape(source, node)
            waiting += [inner for c in shape.constraints for inner in c.shapes()]
    return shapes


def _named_shapes(source: Source) -> Iterator[Node]:
    for predicate in (*map(sh, KINDS), RDF_TYPE):
        for node in source.subjects(predicate):
            if not isinstance(node, Node):
                continue
            if predicate != RDF_TYPE or _is_shape(source, node):
                yield node


def _is_shape(source: Source, node: Node) -> bool:
    kinds = ("NodeShape", "PropertyShape")
    if not any(source.is_instance(node, sh(kind)) for kind in kinds):
        return False
    # A parameter of a component is a property shape too, but judges nothing by itself.
    return not source.is_instance(node, sh("Parameter"))


def _read_shape(source: Source, node: Node) -> Shape:
    deactivated = source.flag(node, sh("deactivated"))
    path = sparql.path_of(source, node)
    if path is None and source.is_instance(node, sh("PropertyShape")):
        raise ShapesError(node, "sh:path", "is missing; a property shape has one.")
    constraints = () if deactivated else tuple(c for read in _READERS for c in read(source, node))
    severity = source.one(node, sh("severity")) or sh("Violation")
    if not isinstance(severity, ox.NamedNode):
        raise ShapesError(node, "sh:severity", f"{severity} is not an IRI; write sh:Warning, say.")
    return Shape(
        node=node,
        path=path,
        targets=read_targets(source, node),
        constraints=constraints,
        severity=severity,
        messages=tuple(source.texts(node, sh("message"))),
        deactivated=deactivated,
    )


def _refuse_recursion(shapes: dict[Node, Shape]) -> None:
    # Section 3.4.3 leaves open what a shape means that refers to itself.
    done: set[Node] = set()

    def visit(node: Node, above: tuple[Node, ...]) -> None:
        if node in above:
            way = " → ".join(str(one) for one in (*above[above.index(node) :], node))
            raise ShapesError(node, "recursion", f"the shape refers to itself: {way}.")
        if node not in done:
            for constraint in shapes[node].constraints:
                for inner in constraint.shapes():
                    visit(inner, (*above, node))
            done.add(node)

    for node in shapes:
        visit(node, ())
