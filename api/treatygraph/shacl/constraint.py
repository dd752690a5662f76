"""Constraints: what all components of SHACL have in common (section 3.4)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Protocol

import pyoxigraph as ox

from treatygraph.shacl.graph import Column, Graph
from treatygraph.shacl.paths import Path
from treatygraph.shacl.terms import Node, Term


@dataclass(frozen=True)
class Values:
    """The value nodes of some focus nodes: along a path, or each focus node its own value."""

    focus: Collection[Term]
    reached: Column | None = None

    def of(self, node: Term) -> Sequence[Term]:
        """The value nodes of one focus node."""
        return (node,) if self.reached is None else self.reached.get(node, ())

    @cached_property
    def distinct(self) -> Collection[Term]:
        """Every value node once."""
        if self.reached is None:
            return self.focus
        found: set[Term] = set()
        for node in self.focus:
            found.update(self.reached.get(node, ()))
        return found

    def among(self, values: Collection[Term]) -> Iterator[tuple[Term, Term]]:
        """The pairs of focus node and value node of which the latter is among some values."""
        if not values:
            return
        for node in self.focus:
            for value in self.of(node):
                if value in values:
                    yield node, value


@dataclass(frozen=True)
class Violation:
    """One way in which a focus node breaks a constraint.

    `path` and `messages` come from the constraint itself, where it names them; `bound` holds
    what a query bound, to be told in messages.
    """

    focus: Term
    value: Term | None = None
    path: Path | None = None
    messages: tuple[ox.Literal, ...] = ()
    bound: dict[str, Term] = field(default_factory=dict)


class Scope(Protocol):
    """What a constraint may look at while it judges."""

    @property
    def graph(self) -> Graph:
        """The data graph."""

    @property
    def shapes_graph(self) -> Iterable[ox.Triple]:
        """The shapes graph."""

    def failing(self, shape: Node, nodes: Iterable[Term]) -> set[Term]:
        """Those of the nodes that do not conform to a shape."""


class Constraint(ABC):
    """One constraint of a shape: a component (section 4) with its parameters."""

    component: ClassVar[ox.NamedNode]

    @abstractmethod
    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        """Every violation by the focus nodes of `values`."""

    @abstractmethod
    def message(self) -> str:
        """What is wrong, where neither the shape nor a query says it."""

    def shapes(self) -> tuple[Node, ...]:
        """The shapes on which the judgement rests."""
        return ()


class ValueConstraint(Constraint):
    """A constraint that each value node keeps or breaks by itself.

    It is decided once for each distinct value, and the focus nodes are looked at only where
    some value fails.
    """

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        for node, value in values.among(self.rejected(values.distinct, scope)):
            yield Violation(node, value)

    @abstractmethod
    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        """Those of the values that break the constraint."""
