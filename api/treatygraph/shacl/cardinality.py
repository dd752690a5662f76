"""Cardinality constraint components: sh:minCount, sh:maxCount (SHACL section 4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from treatygraph.shacl.constraint import Constraint, Scope, Values, Violation
from treatygraph.shacl.errors import ShapesError
from treatygraph.shacl.source import Source, named
from treatygraph.shacl.terms import Node, sh


@dataclass(frozen=True)
class MinCount(Constraint):
    """Each focus node has at least so many values (4.2.1)."""

    component = sh("MinCountConstraintComponent")
    count: int

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        return (Violation(node) for node in values.focus if len(values.of(node)) < self.count)

    def message(self) -> str:
        return f"There are fewer than {self.count} values."


@dataclass(frozen=True)
class MaxCount(Constraint):
    """Each focus node has at most so many values (4.2.2)."""

    component = sh("MaxCountConstraintComponent")
    count: int

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        return (Violation(node) for node in values.focus if len(values.of(node)) > self.count)

    def message(self) -> str:
        return f"There are more than {self.count} values."


def read(source: Source, shape: Node) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    for predicate, kind in ((sh("minCount"), MinCount), (sh("maxCount"), MaxCount)):
        count = source.integer(shape, predicate)
        if count is None:
            continue
        if not source.all(shape, sh("path")):
            what = "a node shape has no values to count; write it in a property shape."
            raise ShapesError(shape, named(predicate), what)
        yield kind(count)
