"""Forms of results: media types, short names, and the choice between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import mimeparse
import pyoxigraph as ox

from treatygraph.errors import MediaTypeError


# There is one object of each form, so that they are compared and hashed as such.
@dataclass(frozen=True, eq=False)
class Form:
    """One form of results: its short name, its media type, what the engine calls it.

    The engine does not know a form of which it has no name. `also` holds the other names and types
    by which clients ask for it.
    """

    name: str
    media_type: str
    engine: ox.QueryResultsFormat | ox.RdfFormat | None
    also: tuple[str, ...] = ()


# The first of each list is what a client gets that has no wish.
SOLUTIONS = (
    Form(
        "json",
        "application/sparql-results+json",
        ox.QueryResultsFormat.JSON,
        ("application/json", "sparql-results+json"),
    ),
    Form(
        "xml",
        "application/sparql-results+xml",
        ox.QueryResultsFormat.XML,
        ("application/xml", "text/xml", "sparql-results+xml"),
    ),
    Form("csv", "text/csv", ox.QueryResultsFormat.CSV),
    Form("tsv", "text/tab-separated-values", ox.QueryResultsFormat.TSV),
)
GRAPHS = (
    Form(
        "turtle",
        "text/turtle",
        ox.RdfFormat.TURTLE,
        ("ttl", "text/n3", "text/rdf+n3", "application/x-turtle", "n3"),
    ),
    Form("ntriples", "application/n-triples", ox.RdfFormat.N_TRIPLES, ("nt", "text/plain")),
    Form(
        "jsonld",
        "application/ld+json",
        ox.RdfFormat.JSON_LD,
        ("json-ld", "json", "application/json"),
    ),
    Form(
        "rdfxml",
        "application/rdf+xml",
        ox.RdfFormat.RDF_XML,
        ("rdf", "rdf+xml", "xml", "application/xml", "text/xml"),
    ),
    Form("nquads", "application/n-quads", ox.RdfFormat.N_QUADS, ("nq",)),
    Form("trig", "application/trig", ox.RdfFormat.TRIG),
)


def by_name(forms: tuple[Form, ...], name: str) -> Form:
    """The form of that short name, file suffix or media type; raises MediaTypeError."""
    wanted = name.strip().lower()
    for form in forms:
        if wanted in (form.name, form.media_type, *form.also):
            return form
    raise MediaTypeError(name, [form.name for form in forms])


def by_accept(forms: tuple[Form, ...], accept: str) -> Form:
    """The form that an Accept header likes best (RFC 9110, 12.5.1), the first without a header.

    Raises MediaTypeError where the header accepts none of them or cannot be read.
    """
    if not accept.strip():
        return forms[0]
    other = [name for form in forms for name in form.also if "/" in name]
    # Of types that the header likes equally the library takes the last: the first goes there.
    offered = other + [form.media_type for form in reversed(forms)]
    try:
        best = mimeparse.best_match(offered, accept.lower())
    except mimeparse.MimeTypeParseException:
        best = ""
    if not best:
        raise MediaTypeError(accept, [form.media_type for form in forms])
    return by_name(forms, best)


# Most requests choose as some have before, and to read a header takes longer than to answer.
@lru_cache(maxsize=64)
def by_wish(forms: tuple[Form, ...], name: str, accept: str) -> Form:
    """The form of a `format` parameter where it names one of these, else that of the header.

    Clients send both, and the parameter may name a form of the other kind of result.
    """
    if name:
        try:
            return by_name(forms, name)
        except MediaTypeError:
            if not accept or accept == "*/*":
                raise
    return by_accept(forms, accept)
