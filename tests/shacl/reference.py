"""The reference: pySHACL, its report as rows that can be compared with those of the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH

from treatygraph.shacl import Result
from treatygraph.shacl.paths import as_sparql
from treatygraph.shacl.terms import Term

Row = tuple[str, ...]
_REPEATED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


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
    _, report, _ = pyshacl.validate(_graph(data), shacl_graph=_graph(shapes), inference=None)
    assert isinstance(report, rdflib.Graph)
    return Counter(_row(report, result) for result in report.objects(None, SH.result))


def _row(report: rdflib.Graph, result: rdflib.term.Node) -> Row:
    def n3(predicate: rdflib.URIRef) -> str:
        node = report.value(result, predicate)
        return node.n3() if isinstance(node, rdflib.term.Identifier) else ""

    path = report.value(result, SH.resultPath)
    return (
        n3(SH.focusNode),
        _path(report, path) if path else "",
        n3(SH.value),
        *map(n3, (SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape)),
    )


def _path(graph: rdflib.Graph, node: rdflib.term.Node) -> str:
    if isinstance(node, rdflib.URIRef):
        return node.n3()
    if (node, RDF.first, None) in graph:
        return f"({'/'.join(_path(graph, part) for part in Collection(graph, node))})"
    [(kind, inner)] = graph.predicate_objects(node)
    if kind == SH.alternativePath:
        return f"({'|'.join(_path(graph, part) for part in Collection(graph, inner))})"
    if kind == SH.inversePath:
        return f"^({_path(graph, inner)})"
    return f"({_path(graph, inner)}){_REPEATED[kind]}"


def _graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    return graph


def _n3(term: Term | None) -> str:
    return "" if term is None else _term(term).n3()


def _term(term: Term) -> rdflib.term.Identifier:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
