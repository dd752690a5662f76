"""SPARQL-based constraint components (SHACL section 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import pyoxigraph as ox

from treatygraph.shacl.constraint import Constraint, Scope, Values, Violation
from treatygraph.shacl.errors import ShapesError
from treatygraph.shacl.paths import Path
from treatygraph.shacl.query import Query
from treatygraph.shacl.source import Source, as_iri
from treatygraph.shacl.sparql import (
    Select,
    check_query,
    fixed_bindings,
    in_rounds,
    path_of,
    read_query,
    run,
)
from treatygraph.shacl.terms import SH, Node, Term, as_stored, sh

_RESERVED = frozenset({"this", "shapesGraph", "currentShape", "path", "PATH", "value"})


@dataclass(frozen=True)
class Parameter:
    """A parameter of a component: the property that gives it and the variable that gets it."""

    path: ox.NamedNode
    name: str
    optional: bool


@dataclass(frozen=True)
class Component:
    """A constraint component that the shapes graph declares."""

    node: ox.NamedNode
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True)
class Ask:
    """An ASK query that is to say yes for every value, and what is bound for it beforehand."""

    query: Query
    shape: Node
    parameters: tuple[tuple[str, Term], ...]

    def violations(
        self, values: Values, scope: Scope, messages: tuple[ox.Literal, ...]
    ) -> Iterator[Violation]:
        """One violation for each value for which the query says no (6.2.2)."""
        fixed = fixed_bindings(self.query, self.shape, self.parameters)
        bound = dict(self.parameters)
        if "this" not in self.query.variables:
            right = self._accepted([{"value": v} for v in values.distinct], fixed, scope)
            wrong = {value for value in values.distinct if (as_stored(value),) not in right}
            pairs = list(values.among(wrong))
        else:
            all_pairs = [(node, value) for node in values.focus for value in values.of(node)]
            rows = [{"this": node, "value": value} for node, value in all_pairs]
            right = self._accepted(rows, fixed, scope)
            pairs = [(n, v) for n, v in all_pairs if (as_stored(n), as_stored(v)) not in right]
        for node, value in pairs:
            told = {**bound, "this": node, "value": value}
            yield Violation(node, value, None, messages, told)

    def _accepted(
        self, rows: list[dict[str, Term]], fixed: dict[str, Term], scope: Scope
    ) -> set[tuple[Term, ...]]:
        if not rows:
            return set()
        names = list(rows[0])
        query = self.query.as_select(names)
        found: set[tuple[Term, ...]] = set()
        for bound, everywhere in in_rounds([{**r, **fixed} for r in rows], query, True):
            text, functions = query.bind(bound, everywhere)
            for solution in run(query, text, functions, scope):
                found.add(tuple(solution[name] for name in names))
        return found


@dataclass(frozen=True)
class CustomConstraint(Constraint):
    """A constraint of a declared component, judged by the validator that suits the shape."""

    component: ox.NamedNode  # type: ignore[misc]  # each component is declared in the shapes graph
    validator: Select | Ask
    messages: tuple[ox.Literal, ...]

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        return self.validator.violations(values, scope, self.messages)

    def message(self) -> str:
        return f"The node breaks a constraint of component {self.component}."


def read(source: Source, shape: Node) -> Iterator[Constraint]:
    """The constraints of declared components whose mandatory parameters a shape gives."""
    for component in components(source):
        given = [source.all(shape, parameter.path) for parameter in component.parameters]
        pairs = list(zip(component.parameters, given, strict=True))
        if not any(given) or any(not v and not parameter.optional for parameter, v in pairs):
            continue
        if len(pairs) > 1 and any(len(v) > 1 for v in given):
            parameter = next(parameter for parameter, v in pairs if len(v) > 1)
            what = f"has several values, and {component.node} takes one; write one."
            raise ShapesError(shape, str(parameter.path), what)
        names = [parameter.name for parameter, v in pairs if v]
        for values in product(*(v for v in given if v)):
            yield _constraint(source, shape, component, tuple(zip(names, values, strict=True)))


def _constraint(
    source: Source, shape: Node, component: Component, bound: tuple[tuple[str, Term], ...]
) -> CustomConstraint:
    path = path_of(source, shape)
    node, kind = _validator(source, component.node, path)
    query = read_query(source, node, sh(kind), path)
    names = tuple(parameter.name for parameter in component.parameters)
    messages = tuple(source.texts(node, sh("message")))
    validator: Select | Ask
    if kind == "select":
        check_query(query, node, sh(kind), ("this", *names))
        validator = Select(query, shape, path, bound)
    else:
        check_query(query, node, sh(kind), ("this", "value", *names))
        validator = Ask(query, shape, bound)
    return CustomConstraint(component.node, validator, messages)


def _validator(source: Source, component: ox.NamedNode, path: Path | None) -> tuple[Node, str]:
    # Section 6.2.3: the validator for this kind of shape comes before the one for any.
    for predicate in ("nodeValidator" if path is None else "propertyValidator", "validator"):
        for node in source.nodes(component, sh(predicate)):
            for kind in ("select", "ask"):
                if source.all(node, sh(kind)):
                    return node, kind
    what = "there is no validator for this kind of shape; add sh:validator with sh:ask, say."
    raise ShapesError(component, "sh:validator", what)


@lru_cache(maxsize=4)
def components(source: Source) -> tuple[Component, ...]:
    """The components that a shapes graph declares, without those of SHACL itself."""
    found = []
    for node in source.subjects(sh("parameter")):
        if not isinstance(node, ox.NamedNode) or node.value.startswith(SH):
            continue
        if not source.is_instance(node, sh("ConstraintComponent")):
            continue
        parameters = [_parameter(source, p) for p in source.nodes(node, sh("parameter"))]
        if not any(not parameter.optional for parameter in parameters):
            raise ShapesError(node, "sh:parameter", "all are optional; one has to be given.")
        found.append(Component(node, tuple(parameters)))
    return tuple(found)


def _parameter(source: Source, node: Node) -> Parameter:
    path = source.one(node, sh("path"))
    if path is None:
        raise ShapesError(node, "sh:path", "a parameter has a property as its path.")
    iri = as_iri(path, node, sh("path"))
    # Section 6.2.1: the variable is called by the local name of the property.
    name = re.search(r"[^\W\d][\w.-]*$", iri.value)
    if not name or name[0] in _RESERVED or not name[0].isidentifier():
        raise ShapesError(node, "sh:path", f"{iri} does not end in the name of a variable.")
    return Parameter(iri, name[0], source.flag(node, sh("optional")))
