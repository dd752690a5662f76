"""Other constraint components: sh:closed, sh:hasValue, sh:in (SHACL section 4.8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from treatygraph.shacl.constraint import Constraint, Scope, ValueConstraint, Values, Violation
from treatygraph.shacl.paths import Step
from treatygraph.shacl.source import Source, as_iri
from treatygraph.shacl.terms import Node, Term, sh


@dataclass(frozen=True)
class Closed(Constraint):
    """Every value has only some properties (4.8.1)."""

    component = sh("ClosedConstraintComponent")
    allowed: frozenset[ox.NamedNode]

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        found: dict[Term, list[tuple[ox.NamedNode, Term]]] = {}
        for value in values.distinct:
            outgoing = scope.graph.outgoing(value)
            extra = [pair for pair in outgoing if pair[0] not in self.allowed]
            if extra:
                found[value] = extra
        for node, value in values.among(found):
            for predicate, other in found[value]:
                yield Violation(node, other, Step(predicate))

    def message(self) -> str:
        return "The node has a property that the shape does not allow."


@dataclass(frozen=True)
class HasValue(Constraint):
    """One of the values is a given term (4.8.2)."""

    component = sh("HasValueConstraintComponent")
    value: Term

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        wanted = scope.graph.term(self.value)
        return (Violation(node) for node in values.focus if wanted not in values.of(node))

    def message(self) -> str:
        return f"The value {self.value} is missing."


@dataclass(frozen=True)
class In(ValueConstraint):
    """Every value is one of a list (4.8.3)."""

    component = sh("InConstraintComponent")
    members: tuple[Term, ...]

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        return set(values).difference(map(scope.graph.term, self.members))

    def message(self) -> str:
        return f"The value is none of {', '.join(map(str, self.members))}."


def read(source: Source, shape: Node) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    if source.flag(shape, sh("closed")):
        paths = [source.one(inner, sh("path")) for inner in source.all(shape, sh("property"))]
        allowed = {path for path in paths if isinstance(path, ox.NamedNode)}
        predicate = sh("ignoredProperties")
        for members in source.lists(shape, predicate):
            allowed |= {as_iri(member, shape, predicate) for member in members}
        yield Closed(frozenset(allowed))
    for value in source.all(shape, sh("hasValue")):
        yield HasValue(value)
    for members in source.lists(shape, sh("in")):
        yield In(tuple(members))
