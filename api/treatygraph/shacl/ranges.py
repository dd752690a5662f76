"""Value range constraint components: sh:minExclusive and the like (SHACL section 4.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from treatygraph.shacl.constraint import Constraint, Scope, ValueConstraint
from treatygraph.shacl.errors import ShapesError
from treatygraph.shacl.literals import compare, value_of
from treatygraph.shacl.source import Source
from treatygraph.shacl.terms import Node, Term, sh

# How the value may compare to the limit, and what to say.
_KINDS = {
    "MinExclusive": ((1,), "greater than"),
    "MinInclusive": ((0, 1), "at least"),
    "MaxExclusive": ((-1,), "less than"),
    "MaxInclusive": ((-1, 0), "at most"),
}


@dataclass(frozen=True)
class Range(ValueConstraint):
    """Every value lies on one side of a limit; one that cannot be compared does not."""

    component: ox.NamedNode  # type: ignore[misc]  # four components in one class
    kind: str
    limit: ox.Literal

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        allowed, limit = _KINDS[self.kind][0], value_of(self.limit)
        return {value for value in values if compare(value_of(value), limit) not in allowed}

    def message(self) -> str:
        return f"The value is not {_KINDS[self.kind][1]} {self.limit}."


def read(source: Source, shape: Node) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    for kind in _KINDS:
        name = kind[0].lower() + kind[1:]
        limit = source.one(shape, sh(name))
        if limit is None:
            continue
        if not isinstance(limit, ox.Literal):
            raise ShapesError(shape, "sh:" + name, f"{limit} is not a literal.")
        yield Range(sh(f"{kind}ConstraintComponent"), kind, limit)
