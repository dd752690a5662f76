"""Documents: the ontology and the queries of the catalogue, as resources of the server."""

from __future__ import annotations

from typing import Final

import mcp_types as types
from mcp.shared.exceptions import MCPError

from treatygraph import resources
from treatygraph.catalog.questions import questions

_SCHEME: Final = "treatygraph://"
_QUERIES: Final = f"{_SCHEME}queries/"
_TURTLE: Final = "text/turtle"
_SPARQL: Final = "application/sparql-query"


def ontology_documents() -> list[types.Resource]:
    """The files of the ontology, in Turtle."""
    return [
        types.Resource(
            uri=f"{_SCHEME}{path.relative_to(resources.root()).as_posix()}",
            name=path.relative_to(resources.root()).as_posix(),
            mime_type=_TURTLE,
            size=path.stat().st_size,
        )
        for path in resources.files("ontology", "*.ttl")
    ]


def query_template() -> types.ResourceTemplate:
    """How the queries of the catalogue are addressed."""
    return types.ResourceTemplate(
        uri_template=f"{_QUERIES}{{name}}",
        name="query",
        description="the SPARQL of a question, by the name of its tool: a pattern for others",
        mime_type=_SPARQL,
    )


def read_document(uri: str) -> types.TextResourceContents:
    """The text of a document; raises MCPError for an address that there is not."""
    name = uri.removeprefix(_QUERIES)
    if uri.startswith(_QUERIES) and name in questions():
        return types.TextResourceContents(uri=uri, mime_type=_SPARQL, text=questions()[name].text)
    if uri not in {document.uri for document in ontology_documents()}:
        raise MCPError(
            types.INVALID_PARAMS,
            f"There is no resource {uri}. List the resources, or write {_QUERIES}withdrawals.",
        )
    text = (resources.root() / uri.removeprefix(_SCHEME)).read_text(encoding="utf-8")
    return types.TextResourceContents(uri=uri, mime_type=_TURTLE, text=text)
