"""Shape-based constraint components: sh:node, sh:property, qualified shapes (SHACL section 4.7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from treatygraph.shacl.constraint import Constraint, Scope, ValueConstraint, Values, Violation
from treatygraph.shacl.errors import ShapesError
from treatygraph.shacl.source import Source
from treatygraph.shacl.terms import Node, Term, sh


@dataclass(frozen=True)
class NodeConstraint(ValueConstraint):
    """Every value conforms to a node shape (4.7.1)."""

    component = sh("NodeConstraintComponent")
    shape: Node

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        return scope.failing(self.shape, values)

    def message(self) -> str:
        return f"The value does not conform to shape {self.shape}."

    def shapes(self) -> tuple[Node, ...]:
        return (self.shape,)


@dataclass(frozen=True)
class PropertyConstraint(NodeConstraint):
    """Every value conforms to a property shape, whose own results are reported (4.7.2)."""

    component = sh("PropertyConstraintComponent")


@dataclass(frozen=True)
class _Qualified(Constraint):
    shape: Node
    siblings: tuple[Node, ...]
    count: int

    def shapes(self) -> tuple[Node, ...]:
        return (self.shape, *self.siblings)

    def conforming(self, values: Values, scope: Scope) -> Iterator[tuple[Term, int]]:
        """Each focus node with the number of its values that conform."""
        counted = set(values.distinct) - scope.failing(self.shape, values.distinct)
        for sibling in self.siblings:
            counted = scope.failing(sibling, counted)
        for node in values.focus:
            yield node, sum(value in counted for value in values.of(node))


@dataclass(frozen=True)
class QualifiedMinCount(_Qualified):
    """At least so many values conform to a shape, and to none of its siblings (4.7.3)."""

    component = sh("QualifiedMinCountConstraintComponent")

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        return (Violation(node) for node, n in self.conforming(values, scope) if n < self.count)

    def message(self) -> str:
        return f"Fewer than {self.count} values conform to shape {self.shape}."


@dataclass(frozen=True)
class QualifiedMaxCount(_Qualified):
    """At most so many values conform to a shape, and to none of its siblings (4.7.3)."""

    component = sh("QualifiedMaxCountConstraintComponent")

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        return (Violation(node) for node, n in self.conforming(values, scope) if n > self.count)

    def message(self) -> str:
        return f"More than {self.count} values conform to shape {self.shape}."


def read(source: Source, shape: Node) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    for inner in source.nodes(shape, sh("node")):
        yield NodeConstraint(inner)
    for inner in source.nodes(shape, sh("property")):
        if not source.all(inner, sh("path")):
            raise ShapesError(shape, "sh:property", f"{inner} has no sh:path; give it one.")
        yield PropertyConstraint(inner)
    if not source.all(shape, sh("path")):
        return  # section 4.7.3: the parameters mean nothing in a node shape
    least = source.integer(shape, sh("qualifiedMinCount"))
    most = source.integer(shape, sh("qualifiedMaxCount"))
    for inner in source.nodes(shape, sh("qualifiedValueShape")):
        siblings = _siblings(source, shape, inner)
        if least is None and most is None:
            what = "there is no count; add sh:qualifiedMinCount or sh:qualifiedMaxCount."
            raise ShapesError(shape, "sh:qualifiedValueShape", what)
        if least is not None:
            yield QualifiedMinCount(inner, siblings, least)
        if most is not None:
            yield QualifiedMaxCount(inner, siblings, most)


def _siblings(source: Source, shape: Node, inner: Node) -> tuple[Node, ...]:
    if not source.flag(shape, sh("qualifiedValueShapesDisjoint")):
        return ()
    found: dict[Node, None] = {}
    for parent in source.subjects(sh("property")):
        beside = source.nodes(parent, sh("property"))
        if shape in beside:
            for other in beside:
                found.update(dict.fromkeys(source.nodes(other, sh("qualifiedValueShape"))))
    found.pop(inner, None)
    return tuple(found)
