"""The reference: what pySHACL finds, to compare the engine with."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import RDF, SH

from treatygraph.shacl import Shapes
from treatygraph.shacl.terms import XSD, Term
from treatygraph.validate.results import Result

# rdflib logs a traceback for each literal that is not of its type; here that is a result.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)


def check_by_pyshacl(
    store: ox.Store, shapes: Shapes, focus: Collection[ox.NamedNode] | None
) -> Iterator[Result]:
    """The results that pySHACL finds for some focus nodes of a store, or for all target nodes."""
    data = to_rdflib(quad.triple for quad in store)
    graph = to_rdflib(shapes.triples)
    if focus is not None:
        graph = aim(graph, data, {node.value for node in focus})
    # Of shapes that are read in part, what was left out is not judged.
    wanted = {c.component.value for s in shapes.by_node.values() for c in s.constraints}
    for result in run_pyshacl(data, graph):
        if result.component in wanted:
            yield result


def aim(shapes: rdflib.Graph, data: rdflib.Graph, names: Collection[str]) -> rdflib.Graph:
    """The shapes, each with those target nodes that pySHACL finds for it among some names."""
    # Not `focus_nodes=`: that option also drops the values that sh:or and
    # sh:qualifiedValueShape look at, and reports that they conform.
    aimed = rdflib.Graph(store="SimpleMemory")
    aimed += shapes
    for target in _TARGETS:
        aimed.remove((None, target, None))
    for shape in _read_shapes(shapes):
        for node in shape.focus_nodes(data):
            if str(node) in names:
                aimed.add((shape.node, SH.targetNode, node))
    return aimed


@lru_cache(maxsize=4)
def _read_shapes(graph: rdflib.Graph) -> Any:
    return ShapesGraph(graph).shapes


def run_pyshacl(data: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Result]:
    """The results that pySHACL finds with some shapes on some data."""
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes, advanced=False, inference=None, do_owl_imports=False
    )
    assert isinstance(report, rdflib.Graph)
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
