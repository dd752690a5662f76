"""Property pair constraint components: sh:equals, sh:lessThan and the like (SHACL section 4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from treatygraph.shacl.constraint import Constraint, Scope, Values, Violation
from treatygraph.shacl.errors import ShapesError
from treatygraph.shacl.literals import compare, value_of
from treatygraph.shacl.source import Source, named
from treatygraph.shacl.terms import Node, sh


@dataclass(frozen=True)
class Equals(Constraint):
    """The values are those of another property (4.5.1)."""

    component = sh("EqualsConstraintComponent")
    other: ox.NamedNode

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        others = scope.graph.objects(self.other, values.focus)
        for node in values.focus:
            here, there = values.of(node), others.get(node, ())
            if here != there:
                for value in set(here) ^ set(there):
                    yield Violation(node, value)

    def message(self) -> str:
        return f"The value is not one of both this property and {self.other}."


@dataclass(frozen=True)
class Disjoint(Constraint):
    """No value is one of another property (4.5.2)."""

    component = sh("DisjointConstraintComponent")
    other: ox.NamedNode

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        others = scope.graph.objects(self.other, values.focus)
        for node in values.focus:
            there = others.get(node)
            if there:
                for value in set(values.of(node)).intersection(there):
                    yield Violation(node, value)

    def message(self) -> str:
        return f"The value is one of {self.other} too."


@dataclass(frozen=True)
class LessThan(Constraint):
    """Every value is less than each of another property, or with `equal` not more (4.5.3, 4.5.4).

    A pair that cannot be compared breaks it. Each pair is a result of its own.
    """

    component: ox.NamedNode  # type: ignore[misc]  # two components in one class
    other: ox.NamedNode
    equal: bool

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        others = scope.graph.objects(self.other, values.focus)
        allowed = (-1, 0) if self.equal else (-1,)
        for node in values.focus:
            there = others.get(node)
            if there:
                for value in values.of(node):
                    for other in there:
                        if compare(value_of(value), value_of(other)) not in allowed:
                            yield Violation(node, value)

    def message(self) -> str:
        return f"The value is not less than {'or equal to ' * self.equal}that of {self.other}."


def read(source: Source, shape: Node) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    for other in source.iris(shape, sh("equals")):
        yield Equals(other)
    for other in source.iris(shape, sh("disjoint")):
        yield Disjoint(other)
    for name, equal in (("lessThan", False), ("lessThanOrEquals", True)):
        for other in source.iris(shape, sh(name)):
            if not source.all(shape, sh("path")):
                what = "a node shape has no values to compare; write it in a property shape."
                raise ShapesError(shape, named(sh(name)), what)
            component = sh(f"{name[0].upper()}{name[1:]}ConstraintComponent")
            yield LessThan(component, other, equal)
