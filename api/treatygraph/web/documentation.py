"""What `/docs` says of answers and bodies of the routes that the framework does not serve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI

from treatygraph.query.formats import GRAPHS, SOLUTIONS
from treatygraph.query.limits import Limits
from treatygraph.report.forms import FORMS

# Where `/sparql` tells the limits in force.
_LIMIT_HEADERS = {
    "Query-Limits": {
        "description": "seconds, megabytes and result-bytes: a dictionary of RFC 9651",
        "schema": {"type": "string"},
    }
}

_TOO_MANY = "More requests from one address than the server takes; Retry-After tells when to ask."

Responses = dict[int | str, dict[str, Any]]

# What any route may answer (`patience.py`).
_ANYWHERE = {
    414: "The address is too long.",
    429: _TOO_MANY,
    431: "The headers are too large.",
}
_BODY = {408: "The body took too long to arrive."}


def _responses(said: str, media_types: Iterable[str], problems: Mapping[int, str]) -> Responses:
    content: dict[str, dict[str, Any]] = {media_type: {} for media_type in media_types}
    responses: Responses = {200: {"description": said, "content": content}}
    for status, text in sorted({**problems, **_ANYWHERE}.items()):
        problem = {"description": text, "content": {"application/problem+json": {}}}
        responses[status] = problem
    return responses


QUERY_RESPONSES = _responses(
    "The result.",
    ["text/html", *(form.media_type for form in (*SOLUTIONS, *GRAPHS))],
    {
        **_BODY,
        400: "The query does not parse, is refused, or the engine gave up on it.",
        406: "No form that the client accepts.",
        413: "The body is too large.",
        415: "The body is of a type that is not read here.",
        503: "Too many queries wait already; Retry-After tells when to ask again.",
        504: "The query took longer than the limit.",
    },
)

QUERY_RESPONSES[200]["headers"] = _LIMIT_HEADERS

VOID_RESPONSES = _responses(
    "The description of the graph in VoID and DCAT.",
    ["text/html", *(form.media_type for form in GRAPHS)],
    {406: "No form that the client accepts."},
)

STATUS_RESPONSES = _responses(
    "The status, with readings and basis.",
    ["application/json"],
    {
        400: "A parameter is missing, given twice, or not known.",
        404: "No treaty or participant of that name; the nearest names are told.",
        422: "A day that does not exist, or lies before the treaty did.",
        503: "Too many assumptions are worked out already; Retry-After tells when to ask again.",
    },
)

PANEL_RESPONSES = _responses(
    "The rows, or what their columns mean.",
    ["text/csv", "application/vnd.apache.parquet", "application/csvm+json"],
    {
        400: "A parameter is given twice, or not known; or the engine gave up.",
        404: "No treaty of that name; the nearest names are told.",
        406: "No form that the client accepts and this server writes.",
        422: "A year that is no number, or a last year before the first.",
        503: "Too many queries wait already; Retry-After tells when to ask again.",
        504: "The rows of one treaty took longer than the limit.",
    },
)

REPORT_RESPONSES = _responses(
    "The report: what is wrong with the facts, and what becomes wrong elsewhere because of them.",
    [form.media_type for form in FORMS.values()],
    {
        **_BODY,
        400: "A parameter is missing, or the judgement needs too much.",
        401: "Submissions only: the request has no token, or another than the server's.",
        403: "Submissions only: the server takes none.",
        406: "No form that the client accepts.",
        413: "The body is too large.",
        422: "The body cannot be read as facts, or a submission violates a shape.",
        503: "Too many tasks wait already; Retry-After tells when to ask again.",
        504: "The judgement took longer than the limit.",
    },
)
REPORT_RESPONSES[201] = {
    "description": "Submissions only: accepted; Location is its graph.",
    "content": {"application/json": {}},
}

SEARCH_RESPONSES = _responses(
    "What was found, best first.",
    ["application/json", "text/html"],
    {400: "A parameter is missing or not known.", 404: "There is no such type."},
)

CHANGES_RESPONSES = _responses(
    "What changed, the latest first.",
    ["application/json", "text/csv", "text/turtle", "application/atom+xml", "text/html"],
    {400: "A parameter is not known.", 404: "There is no such treaty or change."},
)

RECONCILIATION_RESPONSES = _responses(
    "The manifest, the candidates, or the values.",
    ["application/json"],
    {
        **_BODY,
        400: "The batch or the extension is not of its form; the detail names the query.",
        413: "The body is too large, or the batch has too many queries.",
        415: "The body is of a type that is not read here.",
        503: "Too many tasks wait already; Retry-After tells when to ask again.",
        504: "The batch took longer than the limit.",
    },
)

HEALTH_RESPONSES = _responses("The state.", ["application/json"], {})
READY_RESPONSES = _responses("The state.", ["application/json"], {503: "No worker answers."})


def _body(description: str, media_types: Iterable[str]) -> dict[str, Any]:
    content = {media_type: {"schema": {"type": "string"}} for media_type in media_types}
    return {"requestBody": {"description": description, "content": content}}


_QUERY = {"type": "string", "description": "one SPARQL 1.1 query"}
QUERY_BODY = _body("The query, or a form with the parameters.", ["application/sparql-query"])
QUERY_BODY["requestBody"]["content"]["application/x-www-form-urlencoded"] = {
    "schema": {"type": "object", "properties": {"query": _QUERY, "format": {"type": "string"}}}
}
FACTS_BODY = _body(
    "The facts.",
    ["text/turtle", "application/ld+json", "application/n-quads", "application/trig", "text/csv"],
)


def describe_api(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the application, without the answers that the framework would give.

    It says of every route with parameters that these are refused with 422 in a form of its own.
    """
    document = FastAPI.openapi(app)
    for operations in document["paths"].values():
        for operation in operations.values():
            refused = operation["responses"].get("422", {}).get("content", {})
            if "application/json" in refused:
                del operation["responses"]["422"]
    return document


_WRITE_PROBLEMS = {
    400: "It does not parse or is refused, or names no graph, several, or what is no IRI.",
    401: "The request has no token, or another than the server's.",
    403: "The server takes nothing in, or a graph is kept by files and rules.",
    413: "The body is too large.",
    415: "The body is of a type that is not read here.",
    422: "What the record takes from nobody, or a violation of a shape, with the report.",
    503: "Too many tasks wait already; Retry-After tells when to ask again.",
    504: "The update took longer than the limit.",
}

UPDATE_RESPONSES = _responses(
    "How many triples were added and removed.", ["application/json"], _WRITE_PROBLEMS
)

GRAPH_RESPONSES = _responses(
    "The triples of the graph.",
    [form.media_type for form in GRAPHS],
    {
        400: "The address names no graph, several, or what is no IRI.",
        404: "There is no such graph.",
        406: "No form that the client accepts.",
    },
)

GRAPH_WRITE_RESPONSES = {
    201: {"description": "There is a new graph; Location is its address."},
    204: {"description": "Done."},
    404: {"description": "DELETE only: there is no such graph."},
    411: {"description": "PUT and POST only: the request has no body."},
    **{status: said for status, said in UPDATE_RESPONSES.items() if status != 200},
}


def limits_text(limits: Limits) -> str:
    """What `/docs` says of the limits of queries."""
    return (
        f"A query may take {limits.seconds:g} seconds and {limits.megabytes} megabytes; its result "
        f"may have {limits.result_bytes} bytes, and is never cut. A client may "
        "lower each of these; “Query-Limits” tells which are in force."
    )
