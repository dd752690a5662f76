"""Validation reports as RDF (SHACL section 3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from treatygraph.shacl.paths import as_triples
from treatygraph.shacl.results import Result
from treatygraph.shacl.terms import RDF_TYPE, XSD, Term, sh


def as_report(results: Iterable[Result]) -> Iterator[ox.Triple]:
    """The triples of a report with every result; the report and its results are blank nodes."""
    report = ox.BlankNode()
    yield ox.Triple(report, RDF_TYPE, sh("ValidationReport"))
    conforms = True
    for result in results:
        conforms = False
        node = ox.BlankNode()
        yield ox.Triple(report, sh("result"), node)
        yield from _describe(node, result)
    truth = ox.Literal(str(conforms).lower(), datatype=ox.NamedNode(XSD + "boolean"))
    yield ox.Triple(report, sh("conforms"), truth)


def _describe(node: ox.BlankNode, result: Result) -> Iterator[ox.Triple]:
    said: dict[str, Term | None] = {
        "focusNode": result.focus,
        "value": result.value,
        "resultSeverity": result.severity,
        "sourceConstraintComponent": result.component,
        "sourceShape": result.shape,
        "sourceConstraint": result.constraint,
    }
    yield ox.Triple(node, RDF_TYPE, sh("ValidationResult"))
    for name, term in said.items():
        if term is not None:
            yield ox.Triple(node, sh(name), term)
    for message in result.messages:
        yield ox.Triple(node, sh("resultMessage"), message)
    if result.path is not None:
        path, triples = as_triples(result.path)
        yield ox.Triple(node, sh("resultPath"), path)
        yield from triples
