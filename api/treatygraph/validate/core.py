"""SHACL Core, by pySHACL, on the part of the context that the focus nodes can see."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from treatygraph.validate.context import Context
from treatygraph.validate.results import Result
from treatygraph.validate.shapes import core_graph

# rdflib logs a traceback for each literal that is not of its type; here that is a result.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


def check_core(context: Context) -> Iterator[Result]:
    """The results of all core constraints on the focus nodes of the context."""
    yield from run_pyshacl(_visible(context), core_graph(), context.focus)


def run_pyshacl(
    data: rdflib.Graph, shapes: rdflib.Graph, focus: frozenset[ox.NamedNode] | None
) -> Iterator[Result]:
    """The results that pySHACL, the reference, finds with some shapes on some data."""
    # Not `focus_nodes=`: that option also drops the values that sh:or and
    # sh:qualifiedValueShape look at, and reports that they conform.
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes, advanced=False, inference=None, do_owl_imports=False
    )
    assert isinstance(report, rdflib.Graph)
    wanted = None if focus is None else {node.value for node in focus}
    for result in report.subjects(RDF.type, SH.ValidationResult):
        node = report.value(result, SH.focusNode)
        if wanted is None or str(node) in wanted:
            yield _read(report, result)


def to_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """The triples of some quads as an rdflib graph."""
    graph = rdflib.Graph()
    for quad in quads:
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _visible(context: Context) -> rdflib.Graph:
    if context.focus is None:
        return to_rdflib(context.store)
    # Core constraints look at the focus nodes, at what those refer to, and at classes.
    quads = {q for node in context.focus for q in context.store.quads_for_pattern(node, None, None)}
    objects = {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)}
    for node in objects - context.focus:
        quads.update(context.store.quads_for_pattern(node, None, None))
    below = ox.NamedNode(str(RDFS.subClassOf))
    quads.update(context.store.quads_for_pattern(None, below, None))
    return to_rdflib(quads)


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Identifier:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, ox.Literal), "the record holds IRIs and literals only"
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def _read(report: rdflib.Graph, result: rdflib.term.Node) -> Result:
    def n3(predicate: rdflib.URIRef) -> str:
        node = report.value(result, predicate)
        return node.n3() if isinstance(node, rdflib.term.Identifier) else ""

    severity = str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)).lower()
    return Result(
        severity=severity,
        focus=n3(SH.focusNode),
        path=n3(SH.resultPath),
        value=n3(SH.value),
        shape=str(report.value(result, SH.sourceShape)),
        component=str(report.value(result, SH.sourceConstraintComponent)),
        message=str(report.value(result, SH.resultMessage)),
    )
