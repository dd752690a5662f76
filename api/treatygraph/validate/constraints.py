"""SPARQL-based constraints, each evaluated once over the whole store.

SHACL section 5.3 defines them by one evaluation a focus node, with `$this` bound beforehand.
Here the query runs once with `$this` free and its solutions are kept where `$this` is a target
node. Both give the same results for queries that bind `$this` in a triple pattern of the outermost
group and use it in no subquery; the test suite compares the two on every fixture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from treatygraph.prefixes import shorten
from treatygraph.validate.context import Context
from treatygraph.validate.results import Result
from treatygraph.validate.shapes import SparqlConstraint, sparql_constraints

_COMPONENT = "http://www.w3.org/ns/shacl#SPARQLConstraintComponent"


def check_constraints(context: Context) -> Iterator[Result]:
    """The results of all SPARQL-based constraints on all their target nodes in the context."""
    for constraint in sparql_constraints():
        yield from _check(constraint, context)


def _check(constraint: SparqlConstraint, context: Context) -> Iterator[Result]:
    solutions = context.store.query(constraint.select, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    rows = [dict(zip(names, solution, strict=True)) for solution in solutions]
    if not rows:
        return
    targets = context.targets(constraint.targets)
    for row in rows:
        this = row["this"]
        if this not in targets:
            continue
        value = row.get("value") or this
        path = row.get("path")
        yield Result(
            severity=constraint.severity,
            focus=str(this),
            path=str(path) if path else "",
            value=str(value),
            shape=constraint.shape,
            component=_COMPONENT,
            message=_fill(constraint.message, row),
        )


def _fill(message: str, row: dict[str, object]) -> str:
    # SHACL section 5.3.2: {?name} and {$name} stand for the value of that variable.
    def value(match: re.Match[str]) -> str:
        term = row.get(match[1])
        if isinstance(term, ox.NamedNode):
            return shorten(term.value)
        return term.value if isinstance(term, ox.Literal) else match[0]

    return re.sub(r"\{[?$](\w+)\}", value, message)
