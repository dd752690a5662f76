"""The report as RDF: an `sh:ValidationReport` in Turtle (SHACL section 3.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from treatygraph.prefixes import prefixes
from treatygraph.report.groups import group_by_rule, place_of
from treatygraph.report.paths import describe_path
from treatygraph.terms import XSD
from treatygraph.validate.results import Result, read_term
from treatygraph.validate.shapes import source

_REPORT = ox.BlankNode("report")
_SPARQL = str(SH.SPARQLConstraintComponent)
Term = ox.NamedNode | ox.BlankNode | ox.Literal


def as_turtle(results: Sequence[Result]) -> str:
    """The report with all its results; `sh:conforms` is false as soon as there is one.

    (SHACL section 3.6.1.1: whatever the severity.) The same results give the same text.
    """
    text = ox.serialize(_report(results), format=ox.RdfFormat.TURTLE, prefixes=prefixes())
    assert text is not None, "without a file to write to, the bytes come back"
    return text.decode()


def _report(results: Sequence[Result]) -> Iterator[ox.Triple]:
    ordered = [result for group in group_by_rule(results) for result in group.results]
    conforms = ox.Literal(str(not ordered).lower(), datatype=ox.NamedNode(XSD + "boolean"))
    yield ox.Triple(_REPORT, _name(RDF.type), _name(SH.ValidationReport))
    yield ox.Triple(_REPORT, _name(SH.conforms), conforms)
    for number, result in enumerate(ordered, 1):
        node = ox.BlankNode(f"result{number}")
        yield ox.Triple(_REPORT, _name(SH.result), node)
        yield from _result(node, result)


def _result(node: ox.BlankNode, result: Result) -> Iterator[ox.Triple]:
    path, steps = describe_path(result, node.value)
    place = place_of(result)
    said: dict[rdflib.URIRef, Term | None] = {
        RDF.type: _name(SH.ValidationResult),
        SH.focusNode: read_term(result.focus),
        SH.resultPath: path,
        SH.value: read_term(result.value) if result.value else None,
        SH.resultSeverity: _name(SH[result.severity.capitalize()]),
        SH.sourceShape: ox.NamedNode(result.shape),
        SH.sourceConstraint: _constraint(result),
        # A check is no shape and has no component; like one it is a query.
        SH.sourceConstraintComponent: ox.NamedNode(result.component or _SPARQL),
        SH.resultMessage: ox.Literal(result.message, language="en"),
        # SHACL has no property for the place in a file.
        RDFS.comment: ox.Literal(place) if place else None,
    }
    for predicate, term in said.items():
        if term is not None:
            yield ox.Triple(node, _name(predicate), term)
    yield from steps


def _constraint(result: Result) -> ox.NamedNode | None:
    if result.component != _SPARQL:
        return None
    queries = source().all(ox.NamedNode(result.shape), _name(SH.sparql))
    # Of several queries of one shape a result does not say which it was.
    named = queries[0] if len(queries) == 1 else None
    return named if isinstance(named, ox.NamedNode) else None


def _name(iri: rdflib.URIRef) -> ox.NamedNode:
    return ox.NamedNode(str(iri))
