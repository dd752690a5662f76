"""Validation of a data graph against shapes (SHACL section 3)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

import pyoxigraph as ox

from treatygraph.shacl.constraint import Constraint, Values, Violation
from treatygraph.shacl.graph import Graph, StoreGraph, TripleGraph
from treatygraph.shacl.paths import follow
from treatygraph.shacl.results import Result
from treatygraph.shacl.shape_based import PropertyConstraint
from treatygraph.shacl.shapes import Shape, Shapes
from treatygraph.shacl.sparql import SparqlConstraint
from treatygraph.shacl.targets import target_nodes
from treatygraph.shacl.terms import Node, Term

_PLACE = re.compile(r"\{[?$](\w+)\}")


def validate(
    data: ox.Store | Iterable[ox.Triple],
    shapes: Shapes,
    focus: Collection[Term] | None = None,
    name: Callable[[str], str] = str,
) -> Iterator[Result]:
    """Every validation result, shape by shape in the order of their names.

    A Store is judged as the union of its graphs. Triples are judged with their literals spelt as
    given, where a Store spells them in its own way; for SPARQL-based constraints both are the
    same. With `focus`, only those of the target nodes are judged. `name` tells how to write an
    IRI in a message. Raises Failure where a judgement cannot be made.
    """
    graph = StoreGraph(data) if isinstance(data, ox.Store) else TripleGraph(data)
    validation = Validation(graph, shapes, name)
    nodes = focus if focus is None or isinstance(focus, set | frozenset) else frozenset(focus)
    for shape in shapes:
        if shape.constraints:
            targeted = target_nodes(shape.targets, graph, nodes)
            yield from (result for _, result in validation.results(shape, targeted))


class Validation:
    """One run over one data graph; keeps which nodes conform to which inner shapes."""

    def __init__(self, graph: Graph, shapes: Shapes, name: Callable[[str], str] = str) -> None:
        self.graph = graph
        self._shapes = shapes
        self._name = name
        self._conforms: defaultdict[Node, dict[Term, bool]] = defaultdict(dict)

    @property
    def shapes_graph(self) -> Iterable[ox.Triple]:
        """The shapes graph."""
        return self._shapes.triples

    def results(self, shape: Shape, nodes: Collection[Term]) -> Iterator[tuple[Term, Result]]:
        """The results of a shape for some focus nodes, each given once, and for which each is."""
        if not nodes:
            return
        values = self._values(shape, nodes)
        for constraint in shape.constraints:
            if isinstance(constraint, PropertyConstraint):
                yield from self._inner_results(self._shapes.by_node[constraint.shape], values)
            else:
                for violation in constraint.violations(values, self):
                    yield violation.focus, self._result(shape, constraint, violation)

    def failing(self, shape: Node, nodes: Iterable[Term]) -> set[Term]:
        """Those of the nodes that do not conform to a shape (3.4.1)."""
        known = self._conforms[shape]
        asked = set(nodes)
        new = asked - known.keys()
        if new:
            found = self._breaking(self._shapes.by_node[shape], new)
            known.update((node, node not in found) for node in new)
        return {node for node in asked if not known[node]}

    def _breaking(self, shape: Shape, nodes: set[Term]) -> set[Term]:
        found: set[Term] = set()
        left: Collection[Term] = nodes
        values = self._values(shape, left)
        for constraint in shape.constraints:
            new = {violation.focus for violation in constraint.violations(values, self)}
            if new:
                found |= new
                left = nodes - found
                if not left:
                    break
                values = Values(left, values.reached)
        return found

    def _values(self, shape: Shape, nodes: Collection[Term]) -> Values:
        reached = follow(shape.path, self.graph, nodes) if shape.path else None
        return Values(nodes, reached)

    def _inner_results(self, shape: Shape, values: Values) -> Iterator[tuple[Term, Result]]:
        # Once for each pair of focus node and value: what is reached twice is reported twice.
        found = defaultdict(list)
        for value, result in self.results(shape, values.distinct):
            found[value].append(result)
        for node, value in values.among(found):
            yield from ((node, result) for result in found[value])

    def _result(self, shape: Shape, constraint: Constraint, violation: Violation) -> Result:
        messages = violation.messages or shape.messages
        if not messages:
            messages = (ox.Literal(constraint.message(), language="en"),)
        return Result(
            focus=violation.focus,
            path=violation.path or shape.path,
            value=violation.value,
            severity=shape.severity,
            component=constraint.component,
            shape=shape.node,
            messages=tuple(self._fill(message, violation) for message in messages),
            constraint=constraint.node if isinstance(constraint, SparqlConstraint) else None,
        )

    def _fill(self, message: ox.Literal, violation: Violation) -> ox.Literal:
        # Section 5.3.2: {?name} and {$name} stand for the value of that variable.
        def value(match: re.Match[str]) -> str:
            term = violation.bound.get(match[1])
            if isinstance(term, ox.NamedNode):
                return self._name(term.value)
            return term.value if isinstance(term, ox.Literal) else match[0]

        if not violation.bound or "{" not in message.value:
            return message
        text = _PLACE.sub(value, message.value)
        return ox.Literal(text, language=message.language) if message.language else ox.Literal(text)
