"""Forms of results: media types, short names, and the choice between them."""

from __future__ import annotations

from dataclasses import dataclass

import mimeparse
import pyoxigraph as ox

from treatygraph.errors import MediaTypeError


@dataclass(frozen=True)
class Form:
    """One form of results: its short name, its media type, what the engine calls it."""

    name: str
    media_type: str
    engine: ox.QueryResultsFormat | ox.RdfFormat


# The first of each list is what a client gets that has no wish.
SOLUTIONS = (
    Form("json", "application/sparql-results+json", ox.QueryResultsFormat.JSON),
    Form("xml", "application/sparql-results+xml", ox.QueryResultsFormat.XML),
    Form("csv", "text/csv", ox.QueryResultsFormat.CSV),
    Form("tsv", "text/tab-separated-values", ox.QueryResultsFormat.TSV),
)
GRAPHS = (
    Form("turtle", "text/turtle", ox.RdfFormat.TURTLE),
    Form("ntriples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
    Form("jsonld", "application/ld+json", ox.RdfFormat.JSON_LD),
    Form("rdfxml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    Form("nquads", "application/n-quads", ox.RdfFormat.N_QUADS),
    Form("trig", "application/trig", ox.RdfFormat.TRIG),
)
# Names and types that clients use for one of the forms above.
_ALIASES = {
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "ttl": "turtle",
    "nt": "ntriples",
    "json-ld": "jsonld",
    "rdf": "rdfxml",
    "rdf+xml": "rdfxml",
    "text/n3": "turtle",
    "application/x-turtle": "turtle",
}


def by_name(forms: tuple[Form, ...], name: str) -> Form:
    """The form of that short name, file suffix or media type; raises MediaTypeError."""
    wanted = _ALIASES.get(name.lower(), name.lower())
    for form in forms:
        if wanted in (form.name, form.media_type):
            return form
    raise MediaTypeError(name, [form.name for form in forms])


def by_accept(forms: tuple[Form, ...], accept: str) -> Form:
    """The form that an Accept header likes best (RFC 9110, 12.5.1), the first without a header.

    Raises MediaTypeError where the header accepts none of them or cannot be read.
    """
    if not accept.strip():
        return forms[0]
    # best_match prefers what stands last among equals.
    known = [alias for alias, name in _ALIASES.items() if "/" in alias and _has(forms, name)]
    offered = known + [form.media_type for form in reversed(forms)]
    try:
        best = mimeparse.best_match(offered, accept)
    except mimeparse.MimeTypeParseException:
        best = ""
    if not best:
        raise MediaTypeError(accept, [form.media_type for form in forms])
    return by_name(forms, best)


def _has(forms: tuple[Form, ...], name: str) -> bool:
    return any(form.name == name for form in forms)
