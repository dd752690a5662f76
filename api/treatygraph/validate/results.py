"""Results of validation, as SHACL section 3.6 has them, with the place in the file."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pyoxigraph as ox

SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, order=True)
class Result:
    """One validation result.

    `focus`, `path` and `value` are terms in N-Triples form, or as `read_term` reads them, the
    latter two empty where the result has none, and several properties of a path with “|” between
    them. `shape` and
    `component` are IRIs. `file` and `line` tell where the statement stands, empty and 0 where
    it came from no file.
    """

    severity: str
    focus: str
    path: str
    value: str
    shape: str
    component: str
    message: str
    file: str = ""
    line: int = 0

    def at(self, file: str, line: int) -> Result:
        """The same result with its place."""
        return replace(self, file=file, line=line)


def read_term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A term as results hold it: in N-Triples form, or with the three quotes of Turtle around.

    These rdflib writes around a text of several lines.
    """
    [quad] = ox.parse(f"<urn:a> <urn:b> {text} .", format=ox.RdfFormat.TURTLE)
    term: ox.NamedNode | ox.BlankNode | ox.Literal = quad.object
    return term
