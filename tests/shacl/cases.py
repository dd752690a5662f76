"""Small cases in a form of their own: data, one shape aimed at :n, and what it finds."""

from __future__ import annotations

import pyoxigraph as ox
from tests.shacl.random_graphs import PREFIXES
from tests.shacl.reference import parse

from treatygraph.shacl import Result, read_shapes, validate
from treatygraph.shacl.terms import Term

HERE = "http://example.org/"


def find(data: str, shape: str, more: str = "") -> list[Result]:
    """The results of a shape, given by what it says, for the node :n."""
    shapes = f"{PREFIXES} :s sh:targetNode :n ; {shape} . {more}"
    return list(validate(parse(PREFIXES + data), read_shapes(parse(shapes))))


def values(results: list[Result]) -> list[str]:
    """The values of results, written short and sorted."""
    return sorted(short(result.value) for result in results)


def short(term: Term | None) -> str:
    """An IRI or a literal without namespace or datatype, “_:” for a blank node, “-” for none."""
    if isinstance(term, ox.NamedNode):
        return term.value.removeprefix(HERE)
    if isinstance(term, ox.BlankNode):
        return "_:"
    return term.value if isinstance(term, ox.Literal) else "-"
