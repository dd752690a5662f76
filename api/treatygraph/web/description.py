"""The service description: what `/sparql` says of itself to those who ask it nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.prefixes import prefixes
from treatygraph.query.formats import GRAPHS, by_wish
from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.terms import BASE, DESCRIPTION_GRAPH, RDF_TYPE

SD = "http://www.w3.org/ns/sparql-service-description#"
_SCHEMA = "http://schema.org/"
_VOID = "http://rdfs.org/ns/void#"
_DATASET = ox.NamedNode(BASE + "dataset")
_TYPE = ox.NamedNode(RDF_TYPE)
_LIMITS = (
    "query_bytes", "query_nesting", "query_seconds", "query_megabytes", "result_bytes", "queue",
)  # fmt: skip


def describe_service(request: Request) -> Response:
    """The description of the service in RDF, in the form that the client asks for.

    (https://www.w3.org/TR/sparql11-service-description/) It tells languages, forms, features,
    functions, the named graphs, how much the union of them holds, and the limits of a query.
    Raises MediaTypeError where the client accepts no form of RDF.
    """
    wish = request.query_params.get("format", "")
    form = by_wish(GRAPHS, wish, request.headers.get("accept", ""))
    assert isinstance(form.engine, ox.RdfFormat)
    terms = {**prefixes(), "sd": SD, "schema": _SCHEMA}
    # What is said of one subject stands together.
    triples = sorted(_triples(request), key=lambda triple: str(triple.subject))
    content = ox.serialize(triples, format=form.engine, prefixes=terms)
    charset = "; charset=utf-8" if form.media_type.startswith("text/") else ""
    headers = {"Content-Type": form.media_type + charset, "Vary": "Accept, Host"}
    return Response(content, headers=headers)


def _triples(request: Request) -> Iterator[ox.Triple]:
    graph: Graph = request.app.state.graph
    settings: Settings = request.app.state.settings
    base = _address(request)
    updates = ox.NamedNode(base + "update#service")
    for triple in _read(base):
        if settings.token or triple.subject != updates:
            yield triple
    yield from _describe_graphs(graph.store, base)
    yield from _describe_limits(settings, ox.NamedNode(base + "sparql#service"))


def _address(request: Request) -> str:
    """The address of the server as the client wrote it, if that can be part of an IRI."""
    base = str(request.base_url)
    try:
        ox.NamedNode(base)
    except ValueError:
        return BASE
    return base


@cache
def _text() -> str:
    return (Path(__file__).parent / "service.ttl").read_text(encoding="utf-8")


def _read(base: str) -> list[ox.Triple]:
    quads = ox.parse(_text(), format=ox.RdfFormat.TURTLE, base_iri=base)
    return [quad.triple for quad in quads]


def _describe_graphs(store: ox.Store, base: str) -> Iterator[ox.Triple]:
    dataset = ox.NamedNode(base + "sparql#dataset")
    for name in list(store.named_graphs()):
        node = ox.BlankNode()
        yield ox.Triple(dataset, ox.NamedNode(SD + "namedGraph"), node)
        yield ox.Triple(node, _TYPE, ox.NamedNode(SD + "NamedGraph"))
        yield ox.Triple(node, ox.NamedNode(SD + "name"), name)
    union = ox.NamedNode(base + "sparql#default-graph")
    described = ox.NamedNode(DESCRIPTION_GRAPH)
    for quad in list(store.quads_for_pattern(_DATASET, None, None, described)):
        if quad.predicate.value.startswith(_VOID) and isinstance(quad.object, ox.Literal):
            yield ox.Triple(union, quad.predicate, quad.object)


def _describe_limits(settings: Settings, service: ox.NamedNode) -> Iterator[ox.Triple]:
    """The limits under the names of their settings (https://schema.org/PropertyValue)."""
    for name in _LIMITS:
        node = ox.BlankNode()
        yield ox.Triple(service, ox.NamedNode(_SCHEMA + "additionalProperty"), node)
        yield ox.Triple(node, _TYPE, ox.NamedNode(_SCHEMA + "PropertyValue"))
        described = str(Settings.model_fields[name].description)
        for key, value in (
            ("name", ox.Literal(name)),
            ("value", ox.Literal(getattr(settings, name))),
            ("description", ox.Literal(described, language="en")),
        ):
            yield ox.Triple(node, ox.NamedNode(_SCHEMA + key), value)
