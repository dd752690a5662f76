"""The reference: what pySHACL finds, to compare the engine with."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.graph_abstraction import DataGraph
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import RDF, SH

from treatygraph.shacl import Shapes
from treatygraph.shacl.terms import XSD, Term
from treatygraph.validate.results import Result

# rdflib logs a traceback for each literal that is not of its type; here that is a result.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


def check_by_pyshacl(
    store: ox.Store, shapes: Shapes, focus: Collection[ox.NamedNode] | None
) -> Iterator[Result]:
    """The results that pySHACL finds for some focus nodes of a store, or for all target nodes."""
    data = to_rdflib(quad.triple for quad in store)
    names = None if focus is None else {node.value for node in focus}
    # Of shapes that are read in part, what was left out is not judged.
    wanted = {c.component.value for s in shapes.by_node.values() for c in s.constraints}
    for result in run_pyshacl(data, ShapesGraph(to_rdflib(shapes.triples)), names):
        if result.component in wanted:
            yield result


def run_pyshacl(
    data: rdflib.Graph, shapes: ShapesGraph, focus: Collection[str] | None
) -> Iterator[Result]:
    """The results that pySHACL finds for the focus nodes of some names, or for all target nodes."""
    # Shape by shape, as pySHACL goes through them itself. Not with its option `focus_nodes`: that
    # also drops the values that sh:or and sh:qualifiedValueShape look at, and says they conform.
    target, executor = DataGraph.from_rdflib(data), SHACLExecutor()
    found = []
    for shape in shapes.shapes:
        nodes = [n for n in shape.focus_nodes(data) if focus is None or str(n) in focus]
        found += shape.validate(executor, target, focus=nodes)[1]
    report, _ = pyshacl.Validator.create_validation_report(shapes, not found, found)
    # Not all that are of class sh:ValidationResult: some are details of these.
    for result in report.objects(None, SH.result):
        yield _read(report, result)


def to_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Some triples as an rdflib graph."""
    graph = rdflib.Graph()
    for triple in triples:
        graph.add(
            (as_rdflib(triple.subject), as_rdflib(triple.predicate), as_rdflib(triple.object))
        )
    return graph


def as_rdflib(term: Term) -> rdflib.term.Identifier:
    """A term as rdflib has it, literals with the lexical form that they were given.

    A text without language is an xsd:string however it is written (RDF 1.1 Concepts, section 3.3).
    For rdflib it is another term if it has no datatype, which is how its parsers read it.
    """
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == XSD + "string":
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def _read(report: rdflib.Graph, result: rdflib.term.Node) -> Result:
    def n3(predicate: rdflib.URIRef) -> str:
        node = report.value(result, predicate)
        return node.n3() if isinstance(node, rdflib.term.Identifier) else ""

    severity = str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)).lower()
    shape = report.value(result, SH.sourceShape)
    return Result(
        severity=severity,
        focus=n3(SH.focusNode),
        path=_path(report, report.value(result, SH.resultPath)),
        value=n3(SH.value),
        shape=shape.n3() if isinstance(shape, rdflib.BNode) else str(shape),
        component=str(report.value(result, SH.sourceConstraintComponent)),
        message=str(report.value(result, SH.resultMessage)),
    )


def _path(report: rdflib.Graph, node: rdflib.term.Node | None) -> str:
    """A path as SPARQL writes it, but an alternative of properties without brackets."""
    if node is None:
        return ""
    text = as_path(report, node)
    options = report.value(node, SH.alternativePath)
    plain = options and all(isinstance(o, rdflib.URIRef) for o in report.items(options))
    return text[1:-1] if plain else text


def as_path(report: rdflib.Graph, node: rdflib.term.Node) -> str:
    """A path of a report as SPARQL writes it."""
    if isinstance(node, rdflib.URIRef):
        return node.n3()
    if (node, RDF.first, None) in report:
        return f"({'/'.join(as_path(report, part) for part in report.items(node))})"
    [(kind, inner)] = report.predicate_objects(node)
    if kind == SH.alternativePath:
        return f"({'|'.join(as_path(report, part) for part in report.items(inner))})"
    text = f"({as_path(report, inner)})"
    signs = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
    return "^" + text if kind == SH.inversePath else text + signs[rdflib.URIRef(str(kind))]
