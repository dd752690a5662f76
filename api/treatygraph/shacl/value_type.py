"""Value type constraint components: sh:class, sh:datatype, sh:nodeKind (SHACL section 4.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from treatygraph.shacl.constraint import Constraint, Scope, ValueConstraint
from treatygraph.shacl.errors import ShapesError
from treatygraph.shacl.literals import INTEGERS, is_well_formed
from treatygraph.shacl.source import Source
from treatygraph.shacl.terms import SH, XSD, Node, Term, sh


@dataclass(frozen=True)
class Class(ValueConstraint):
    """Every value is an instance of a class (4.1.1)."""

    component = sh("ClassConstraintComponent")
    kind: Node

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        return set(values) - scope.graph.of_class(values, self.kind)

    def message(self) -> str:
        return f"The value is not of class {self.kind}."


@dataclass(frozen=True)
class Datatype(ValueConstraint):
    """Every value is a literal of a datatype, in a form that the datatype has (4.1.2)."""

    component = sh("DatatypeConstraintComponent")
    datatype: ox.NamedNode

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        # A Store turns all integer datatypes into xsd:integer; the number is judged all the same.
        merged = not scope.graph.keeps_forms and self.datatype.value in INTEGERS
        return {value for value in values if not self._accepts(value, merged)}

    def _accepts(self, value: Term, merged: bool) -> bool:
        if not isinstance(value, ox.Literal):
            return False
        if merged and value.datatype.value == XSD + "integer":
            value = ox.Literal(value.value, datatype=self.datatype)
        return value.datatype == self.datatype and is_well_formed(value)

    def message(self) -> str:
        return f"The value is not a literal of datatype {self.datatype}."


_KINDS: dict[type, str] = {ox.NamedNode: "IRI", ox.BlankNode: "BlankNode", ox.Literal: "Literal"}
_ALLOWED = ("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")


@dataclass(frozen=True)
class NodeKind(ValueConstraint):
    """Every value is an IRI, a blank node or a literal, or one of two of these (4.1.3)."""

    component = sh("NodeKindConstraintComponent")
    kind: str

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        kinds = self.kind.split("Or")
        return {value for value in values if _KINDS.get(type(value)) not in kinds}

    def message(self) -> str:
        return f"The value is not of node kind sh:{self.kind}."


def read(source: Source, shape: Node) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    for kind in source.nodes(shape, sh("class")):
        yield Class(kind)
    if source.one(shape, sh("datatype")) is not None:
        [datatype] = source.iris(shape, sh("datatype"))
        yield Datatype(datatype)
    node_kind = source.one(shape, sh("nodeKind"))
    if node_kind is not None:
        name = node_kind.value.removeprefix(SH) if isinstance(node_kind, ox.NamedNode) else ""
        if name not in _ALLOWED:
            names = ", ".join("sh:" + name for name in _ALLOWED)
            raise ShapesError(shape, "sh:nodeKind", f"{node_kind} is none of {names}.")
        yield NodeKind(name)
