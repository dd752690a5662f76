"""Answers in a form in which those of different servers can be compared."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox

# rdflib-endpoint knows no Turtle for DESCRIBE, and says XML.
_GRAPHS = {"text/turtle": ox.RdfFormat.TURTLE, "application/xml": ox.RdfFormat.RDF_XML}


def read_answer(content: bytes, media_type: str) -> Counter[str] | bool:
    """The solutions or triples of an answer, each with the times it is there, or the boolean.

    Blank nodes are not expected: the queries of the benchmark return none.
    """
    if media_type in _GRAPHS:
        return Counter({str(quad.triple) for quad in ox.parse(content, format=_GRAPHS[media_type])})
    found = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    if names == ["__ASK_RETVAL"]:
        # So Virtuoso 7.2.5 writes what is true; what is false has no row.
        return any(True for _ in found)
    return Counter(
        " ".join(f"?{name} {row[name]}" for name in sorted(names) if row[name]) for row in found
    )


def difference(one: Counter[str] | bool, other: Counter[str] | bool) -> str:
    """What one has and the other has not, shortly; empty where they are equal."""
    if one == other:
        return ""
    if isinstance(one, bool) or isinstance(other, bool):
        return f"{one} for {other}"
    less, more = one - other, other - one
    example = next(iter(less or more))
    return f"{less.total()} missing, {more.total()} more, as {example[:300]}"
