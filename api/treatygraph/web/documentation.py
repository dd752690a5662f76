"""What `/docs` says of the routes that the framework does not serve itself."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel

from treatygraph.query.formats import GRAPHS, SOLUTIONS

QUERY_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The result.",
        "content": {form.media_type: {} for form in (*SOLUTIONS, *GRAPHS)},
    },
    **{
        status: {"description": text, "content": {"application/problem+json": {}}}
        for status, text in {
            400: "The query does not parse, is refused, or the engine gave up on it.",
            406: "No form that the client accepts.",
            413: "The body is too large.",
            415: "The body is of a type that is not read here.",
            503: "Too many queries wait already; Retry-After tells when to ask again.",
            504: "The query took longer than the limit.",
        }.items()
    },
}

VOID_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The description of the graph in VoID and DCAT.",
        "content": {form.media_type: {} for form in GRAPHS},
    },
    406: {
        "description": "No form that the client accepts.",
        "content": {"application/problem+json": {}},
    },
}


class Health(BaseModel):
    """State of the server."""

    status: str
    version: str
    triples: int


def query_form(
    query: Annotated[str, Query(description="one SPARQL 1.1 query")],
    format: Annotated[
        str,
        Query(description="json, xml, csv, tsv; turtle, ntriples, jsonld, rdfxml, nquads, trig"),
    ] = "",
) -> None:
    """Answers one SPARQL query: SPARQL 1.1 Protocol, GET and both forms of POST."""
    raise AssertionError("the route of the protocol stands before this one")


def void_form(
    format: Annotated[
        str, Query(description="turtle, ntriples, jsonld, rdfxml, nquads, trig, html")
    ] = "",
) -> None:
    """Tells in VoID and DCAT what the graph holds: classes, properties, kinds of graphs, links."""
    raise AssertionError("the route of the description stands before this one")
