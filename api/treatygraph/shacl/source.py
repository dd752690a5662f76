"""The shapes graph as it is read: what a node says, and clear errors where it says it wrongly."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from treatygraph.shacl.errors import ShapesError
from treatygraph.shacl.terms import (
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    SH,
    SUBCLASS_OF,
    XSD,
    Node,
    Term,
)


class Source:
    """The triples of a shapes graph by subject and predicate, in the order in which they came."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.triples = list(dict.fromkeys(triples))
        self._said: dict[Term, dict[ox.NamedNode, list[Term]]] = {}
        self._subjects: dict[ox.NamedNode, dict[Term, None]] = {}
        for triple in self.triples:
            said = self._said.setdefault(triple.subject, {})
            said.setdefault(triple.predicate, []).append(triple.object)
            self._subjects.setdefault(triple.predicate, {})[triple.subject] = None

    def all(self, node: Term, predicate: ox.NamedNode) -> list[Term]:
        """The values of a predicate."""
        return self._said.get(node, {}).get(predicate, [])

    def subjects(self, predicate: ox.NamedNode) -> list[Term]:
        """The nodes that have a value of a predicate."""
        return list(self._subjects.get(predicate, ()))

    def predicates(self, node: Term) -> Iterable[ox.NamedNode]:
        """The predicates of a node."""
        return self._said.get(node, {}).keys()

    def one(self, node: Term, predicate: ox.NamedNode) -> Term | None:
        """The value of a predicate, None without any; raises ShapesError where there are more."""
        values = self.all(node, predicate)
        if len(values) > 1:
            raise ShapesError(node, named(predicate), f"has {len(values)} values; write one.")
        return values[0] if values else None

    def integer(self, node: Term, predicate: ox.NamedNode) -> int | None:
        """The one value of a predicate as a number; raises ShapesError where it is not one."""
        value = self.one(node, predicate)
        if value is None:
            return None
        if isinstance(value, ox.Literal) and value.datatype.value == XSD + "integer":
            try:
                return int(value.value)
            except ValueError:
                pass
        raise ShapesError(node, named(predicate), f"{value} is not an integer; write 1, say.")

    def flag(self, node: Term, predicate: ox.NamedNode) -> bool:
        """Whether the one value of a predicate is true; raises ShapesError for no boolean."""
        value = self.one(node, predicate)
        if value is None:
            return False
        if isinstance(value, ox.Literal) and value.datatype.value == XSD + "boolean":
            return value.value == "true"
        raise ShapesError(node, named(predicate), f"{value} is not a boolean; write true or false.")

    def text(self, node: Term, predicate: ox.NamedNode) -> str | None:
        """The one value of a predicate as a string; raises ShapesError where it is none."""
        value = self.one(node, predicate)
        if value is None:
            return None
        if isinstance(value, ox.Literal) and value.datatype.value == XSD + "string":
            return value.value
        raise ShapesError(node, named(predicate), f"{value} is not a string; write it in quotes.")

    def iris(self, node: Term, predicate: ox.NamedNode) -> list[ox.NamedNode]:
        """The values of a predicate; raises ShapesError where one is not an IRI."""
        return [as_iri(value, node, predicate) for value in self.all(node, predicate)]

    def nodes(self, node: Term, predicate: ox.NamedNode) -> list[Node]:
        """The values of a predicate; raises ShapesError where one is a literal."""
        return [as_node(value, node, predicate) for value in self.all(node, predicate)]

    def texts(self, node: Term, predicate: ox.NamedNode) -> list[ox.Literal]:
        """The values of a predicate; raises ShapesError where one is not a text."""
        found = []
        for value in self.all(node, predicate):
            if not isinstance(value, ox.Literal):
                what = f"{value} is not a text; write it in quotes."
                raise ShapesError(node, named(predicate), what)
            found.append(value)
        return found

    def members(self, head: Term, node: Term, about: str) -> list[Term]:
        """The members of an RDF list; raises ShapesError where it is not a well-formed one."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != RDF_NIL:
            first, rest = self.all(head, RDF_FIRST), self.all(head, RDF_REST)
            if len(first) != 1 or len(rest) != 1 or head in seen:
                what = (
                    "the list is broken: each item has one rdf:first and one rdf:rest; write ( … )."
                )
                raise ShapesError(node, about, what)
            seen.add(head)
            members.append(first[0])
            head = rest[0]
        return members

    def lists(self, node: Term, predicate: ox.NamedNode) -> list[list[Term]]:
        """The members of each list that a predicate has as its value."""
        about = named(predicate)
        return [self.members(value, node, about) for value in self.all(node, predicate)]

    def owner(self, node: Term) -> Term:
        """The node, or for a blank node the first one with a name that leads to it, if any does."""
        seen = {node}
        waiting = [node]
        while waiting:
            inner = waiting.pop(0)
            if isinstance(inner, ox.NamedNode):
                return inner
            above = [t.subject for t in self.triples if t.object == inner]
            waiting += [subject for subject in above if subject not in seen]
            seen.update(above)
        return node

    def is_instance(self, node: Term, kind: Term) -> bool:
        """Whether the node is an instance of a class or of one below it."""
        seen: set[Term] = set()
        waiting = list(self.all(node, RDF_TYPE))
        while waiting:
            one = waiting.pop()
            if one == kind:
                return True
            if one not in seen:
                seen.add(one)
                waiting += self.all(one, SUBCLASS_OF)
        return False


def named(iri: ox.NamedNode) -> str:
    """The name of a term in an error: sh:minCount, or an IRI between angle brackets."""
    return "sh:" + iri.value.removeprefix(SH) if iri.value.startswith(SH) else str(iri)


def as_iri(value: Term, node: Term, predicate: ox.NamedNode) -> ox.NamedNode:
    """The value, which has to be an IRI."""
    if isinstance(value, ox.NamedNode):
        return value
    raise ShapesError(node, named(predicate), f"{value} is not an IRI.")


def as_node(value: Term, node: Term, predicate: ox.NamedNode) -> Node:
    """The value, which has to be an IRI or a blank node."""
    if isinstance(value, Node):
        return value
    raise ShapesError(node, named(predicate), f"{value} is not an IRI or a blank node.")
