"""The shapes graph: every file of `shapes/`, with the prefixes that its queries use."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.errors import DataError, Finding
from treatygraph.shacl import Shapes, ShapesError, read_shapes
from treatygraph.shacl.constraint import Constraint
from treatygraph.shacl.source import Source
from treatygraph.shacl.sparql import SparqlConstraint


@cache
def source() -> Source:
    """The triples of all shapes, by subject and predicate."""
    return Source(triple for triples in _files().values() for triple in triples)


@cache
def shapes() -> Shapes:
    """All shapes; raises DataError where a file is not Turtle or a shape is ill-formed."""
    files = _files()
    try:
        return read_shapes(triple for triples in files.values() for triple in triples)
    except ShapesError as error:
        paths = (p for p, said in files.items() if any(t.subject == error.shape for t in said))
        path = next(paths, resources.root() / "shapes")
        what = f"The shape {error.shape} is ill-formed at {error.about}: {error.what}"
        raise DataError([Finding(resources.shown(path), 0, what)]) from None


@cache
def core_shapes() -> Shapes:
    """All shapes with their constraints of SHACL Core alone."""
    return _with(lambda constraint: not isinstance(constraint, SparqlConstraint))


@cache
def sparql_shapes() -> Shapes:
    """All shapes with their SPARQL-based constraints alone."""
    return _with(lambda constraint: isinstance(constraint, SparqlConstraint))


def some_shapes(wanted: Container[str]) -> Shapes:
    """Those of `sparql_shapes` whose IRIs are wanted."""
    shapes = sparql_shapes().by_node
    kept = {node: shape for node, shape in shapes.items() if node.value in wanted}
    return replace(sparql_shapes(), by_node=kept)


def sparql_queries() -> tuple[str, ...]:
    """The texts of the queries of all SPARQL-based constraints."""
    constraints = [c for shape in shapes().by_node.values() for c in shape.constraints]
    return tuple(c.select.query.text for c in constraints if isinstance(c, SparqlConstraint))


def _with(wanted: Callable[[Constraint], bool]) -> Shapes:
    kept = {
        node: replace(shape, constraints=tuple(filter(wanted, shape.constraints)))
        for node, shape in shapes().by_node.items()
    }
    return replace(shapes(), by_node=kept)


@cache
def _files() -> dict[Path, list[ox.Triple]]:
    return dict(_read_files())


def _read_files() -> Iterator[tuple[Path, list[ox.Triple]]]:
    prefixes = resources.root() / "ontology" / "prefixes.ttl"
    for path in (*resources.files("shapes", "*.ttl"), prefixes):
        try:
            parsed = ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
            yield path, [quad.triple for quad in parsed]
        except SyntaxError as error:
            finding = Finding(resources.shown(path), error.lineno or 0, f"Not Turtle: {error.msg}.")
            raise DataError([finding]) from None
