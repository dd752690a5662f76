"""The reference: pySHACL, its report as rows that can be compared with those of the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import SH

from treatygraph.shacl import Result
from treatygraph.shacl.paths import as_sparql
from treatygraph.shacl.terms import Term
from treatygraph.validate.reference import as_path, as_rdflib, to_rdflib

Row = tuple[str, ...]


def parse(turtle: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]


def by_engine(results: Iterable[Result]) -> Counter[Row]:
    """How often the engine gives each result."""
    return Counter(
        (
            _n3(result.focus),
            as_sparql(result.path) if result.path else "",
            _n3(result.value),
            *map(_n3, (result.severity, result.component, result.shape)),
        )
        for result in results
    )


def by_pyshacl(data: Iterable[ox.Triple], shapes: Iterable[ox.Triple]) -> Counter[Row]:
    """How often pySHACL gives each result."""
    _, report, _ = pyshacl.validate(to_rdflib(data), shacl_graph=to_rdflib(shapes), inference=None)
    assert isinstance(report, rdflib.Graph)
    return Counter(_row(report, result) for result in report.objects(None, SH.result))


def _row(report: rdflib.Graph, result: rdflib.term.Node) -> Row:
    def n3(predicate: rdflib.URIRef) -> str:
        node = report.value(result, predicate)
        return node.n3() if isinstance(node, rdflib.term.Identifier) else ""

    path = report.value(result, SH.resultPath)
    return (
        n3(SH.focusNode),
        as_path(report, path) if path else "",
        n3(SH.value),
        *map(n3, (SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape)),
    )


def _n3(term: Term | None) -> str:
    return "" if term is None else as_rdflib(term).n3()
