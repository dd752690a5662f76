"""Validation results (SHACL section 3.6.2)."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from treatygraph.shacl.paths import Path
from treatygraph.shacl.terms import Node, Term


@dataclass(frozen=True)
class Result:
    """One validation result; each field is the property of the same name.

    `path` and `value` are None where the result has none. `constraint` is the SPARQL-based
    constraint that found it, None for others.
    """

    focus: Term
    path: Path | None
    value: Term | None
    severity: ox.NamedNode
    component: ox.NamedNode
    shape: Node
    messages: tuple[ox.Literal, ...]
    constraint: Node | None = None
