"""Logical constraint components: sh:not, sh:and, sh:or, sh:xone (SHACL section 4.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from treatygraph.shacl.constraint import Constraint, Scope, ValueConstraint
from treatygraph.shacl.source import Source, as_node
from treatygraph.shacl.terms import Node, Term, sh


@dataclass(frozen=True)
class Not(ValueConstraint):
    """No value conforms to a shape (4.6.1)."""

    component = sh("NotConstraintComponent")
    shape: Node

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        return set(values) - scope.failing(self.shape, values)

    def message(self) -> str:
        return f"The value conforms to shape {self.shape}."

    def shapes(self) -> tuple[Node, ...]:
        return (self.shape,)


@dataclass(frozen=True)
class _Several(ValueConstraint):
    members: tuple[Node, ...]

    def shapes(self) -> tuple[Node, ...]:
        return self.members

    def message(self) -> str:
        return f"The value does not conform to {self.count} of {len(self.members)} shapes."

    @property
    def count(self) -> str:
        """How many of the shapes a value has to conform to, in words."""
        raise NotImplementedError


@dataclass(frozen=True)
class And(_Several):
    """Every value conforms to all of some shapes (4.6.2)."""

    component = sh("AndConstraintComponent")
    count = "all"

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        return set().union(*(scope.failing(member, values) for member in self.members))


@dataclass(frozen=True)
class Or(_Several):
    """Every value conforms to at least one of some shapes (4.6.3)."""

    component = sh("OrConstraintComponent")
    count = "at least one"

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        left = set(values)
        for member in self.members:
            if left:
                left = scope.failing(member, left)
        return left


@dataclass(frozen=True)
class Xone(_Several):
    """Every value conforms to exactly one of some shapes (4.6.4)."""

    component = sh("XoneConstraintComponent")
    count = "exactly one"

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        failed = Counter[Term]()
        for member in self.members:
            failed.update(scope.failing(member, values))
        return {value for value in values if failed[value] != len(self.members) - 1}


def read(source: Source, shape: Node) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    for inner in source.nodes(shape, sh("not")):
        yield Not(inner)
    for predicate, kind in ((sh("and"), And), (sh("or"), Or), (sh("xone"), Xone)):
        for members in source.lists(shape, predicate):
            yield kind(tuple(as_node(member, shape, predicate) for member in members))
