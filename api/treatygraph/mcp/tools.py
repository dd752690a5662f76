"""Tools: one for each question of the catalogue, made of its header; SPARQL; search by name.

(https://modelcontextprotocol.io/specification/2025-11-25/server/tools)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import mcp_types as types

from treatygraph.catalog.questions import Parameter, Question, questions
from treatygraph.ingest.names import Names
from treatygraph.mcp.arguments import PAGING
from treatygraph.reconciliation.searching import LONGEST
from treatygraph.settings import Settings
from treatygraph.terms import BASE

SPARQL: Final = "sparql"
SEARCH: Final = "search"
SEARCH_COLUMNS: Final = {
    "thing": "IRI of what was found",
    "thingLabel": "what it is called in English",
    "description": "what it is",
    "name": "the name that was found",
    "language": "its language",
    "score": "how well it fits, from 0 to 100",
}

_READS: Final = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_TEXT: Final = {"type": "string"}


def all_tools(settings: Settings) -> list[types.Tool]:
    """The tools that the server offers: search, the questions by name, SPARQL."""
    return [_search(), *map(_ask, questions().values()), _query(settings)]


def _ask(question: Question) -> types.Tool:
    return types.Tool(
        name=question.name,
        description=f"{question.summary}\n\n{question.description}".strip(),
        input_schema=_input({p.name: _describe(p) for p in question.parameters.values()}),
        output_schema=_output(question.columns),
        annotations=_READS,
    )


def _describe(parameter: Parameter) -> dict[str, Any]:
    """The JSON schema of a parameter, with its default and how its values are written."""
    schema: dict[str, Any] = {"type": "string", "description": parameter.help}
    if parameter.type == "integer":
        schema["type"] = "integer"
    elif parameter.type == "date":
        schema["format"] = "date"
    elif parameter.type == "iri":
        named = parameter.kind.lower() in Names.CLASSES
        ways = "identifier, code, name or IRI" if named else f"IRI, or what follows {BASE} in it"
        schema["description"] += f" ({ways})"
    if parameter.shown:
        schema["default"] = int(parameter.shown) if parameter.type == "integer" else parameter.shown
    return schema


def _query(settings: Settings) -> types.Tool:
    return types.Tool(
        name=SPARQL,
        description=(
            "Asks the graph a SPARQL 1.1 query, where no other tool has the question. It only "
            "reads: no update, no SERVICE. The default graph is all of the record; the prefixes "
            f"tg, tgv, rdfs, skos, prov, xsd need not be declared; <treaty/26-5> is short for "
            f"<{BASE}treaty/26-5>. The resources show the ontology and the queries of the "
            "catalogue. Select the IRIs of acts, statements, norms and events too: the sources "
            f"of the answer are those of the things in it. {settings.query_seconds:g} seconds "
            "at most; CONSTRUCT and DESCRIBE answer one row a triple."
        ),
        input_schema=_input({"query": {**_TEXT, "description": "the query"}}, "query"),
        output_schema=_output({}),
        annotations=_READS,
    )


def _search() -> types.Tool:
    return types.Tool(
        name=SEARCH,
        description=(
            "Finds states, treaties, organisations and persons by name, in any language and "
            "script, best first. Other tools take what is found by its IRI."
        ),
        input_schema=_input(
            {
                "words": {**_TEXT, "description": "words of a name", "maxLength": LONGEST},
                "type": {**_TEXT, "description": "class of what is looked for, such as Treaty"},
            },
            "words",
        ),
        output_schema=_output(SEARCH_COLUMNS),
        annotations=_READS,
    )


def _input(properties: Mapping[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**properties, **PAGING},
        "required": [*required],
        "additionalProperties": False,
    }


def _output(columns: Mapping[str, str]) -> dict[str, Any]:
    """The JSON schema of an answer; a column without a value is left out of its row."""
    values = {name: {"description": said} for name, said in columns.items()}
    row = {
        "values": {"type": "object", "properties": values},
        "sources": {"type": "array", "description": "numbers of its sources"},
        "claims": {"type": "object", "description": "columns that hold what somebody says"},
    }
    # Told once for all in the instructions of the server: a client may show this of each tool.
    return {
        "type": "object",
        "properties": {
            "rows": {"type": "array", "items": {"type": "object", "properties": row}},
            "sources": {"type": "array", "items": {"type": "object"}},
        },
        "required": ["question", "total", "rows", "sources", "address", "data", "citation"],
    }
