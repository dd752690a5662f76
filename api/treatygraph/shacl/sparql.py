"""SPARQL-based constraints (SHACL section 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from treatygraph.shacl.constraint import Constraint, Scope, Values, Violation
from treatygraph.shacl.errors import Failure, ShapesError
from treatygraph.shacl.graph import Functions
from treatygraph.shacl.paths import Path, Step, as_sparql, read_path
from treatygraph.shacl.query import Query
from treatygraph.shacl.source import Source, named
from treatygraph.shacl.terms import OWL_IMPORTS, XSD, Node, Term, as_stored, sh

SHAPES_GRAPH = ox.NamedNode("urn:x-shapes-graph")
_OPTIONAL = ("shapesGraph", "currentShape")
# Focus nodes from which on a query runs once with $this unbound, where it can. Asked for 400
# nodes a query takes a tenth of the time that it takes for all of thirty thousand.
_MANY = 2000
_ROWS = 400  # of bindings in the outermost group of a query
_ROWS_EVERYWHERE = 50  # of bindings in each group: an inner one may look at all for each of them


@dataclass(frozen=True)
class Select:
    """A SELECT query whose solutions are violations, and what is bound for it beforehand."""

    query: Query
    shape: Node
    path: Path | None
    parameters: tuple[tuple[str, Term], ...] = ()

    def violations(
        self, values: Values, scope: Scope, messages: tuple[ox.Literal, ...]
    ) -> Iterator[Violation]:
        """The violations by the focus nodes, the same solution counted once (5.3.2)."""
        seen = set()
        for node, row in self._solutions(values, scope):
            key = (node, frozenset(row.items()))
            if key not in seen:
                seen.add(key)
                yield self._violation(node, row, messages)

    def _solutions(self, values: Values, scope: Scope) -> Iterator[tuple[Term, dict[str, Term]]]:
        fixed = fixed_bindings(self.query, self.shape, self.parameters)
        nodes = {as_stored(node): node for node in values.focus}
        for rows, everywhere in self._rounds(nodes, fixed):
            if rows[0]:
                text, functions = self.query.bind(rows, everywhere)
            else:
                text, functions = self.query.prologue + self.query.text, Functions()
            for row in run(self.query, text, functions, scope):
                # Focus nodes are found by what the query says, for it was bound beforehand.
                node = nodes.get(row["this"]) if "this" in row else None
                if node is not None:
                    yield node, row

    def _rounds(
        self, nodes: Mapping[Term, Term], fixed: dict[str, Term]
    ) -> Iterator[tuple[Sequence[dict[str, Term]], bool]]:
        free = self.query.free("this") and not fixed
        if free and len(nodes) > _MANY:
            yield [{}], False
            return
        yield from in_rounds([{"this": node, **fixed} for node in nodes], self.query, not free)

    def _violation(
        self, node: Term, row: dict[str, Term], messages: tuple[ox.Literal, ...]
    ) -> Violation:
        if is_true(row.get("failure")):
            raise Failure(f"A query of shape {self.shape} reports a failure for {node}.")
        path, value = row.get("path"), row.get("value")
        if value is None and self.path is None:
            value = node
        found = Step(path) if isinstance(path, ox.NamedNode) and self.path is None else None
        message = row.get("message")
        told = (message,) if isinstance(message, ox.Literal) else messages
        return Violation(node, value, found, told, {**dict(self.parameters), **row})


@dataclass(frozen=True)
class SparqlConstraint(Constraint):
    """A SELECT query finds nothing for any focus node (5.1); `node` is the constraint itself."""

    component = sh("SPARQLConstraintComponent")
    node: Node
    select: Select
    messages: tuple[ox.Literal, ...]

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        return self.select.violations(values, scope, self.messages)

    def message(self) -> str:
        return "The query of the constraint finds a violation."


def read(source: Source, shape: Node) -> Iterator[Constraint]:
    """The SPARQL-based constraints that a shape declares; raises ShapesError as for others."""
    for node in source.nodes(shape, sh("sparql")):
        if source.flag(node, sh("deactivated")):
            continue
        path = path_of(source, shape)
        query = read_query(source, node, sh("select"), path)
        check_query(query, node, sh("select"), ("this",))
        select = Select(query, shape, path)
        yield SparqlConstraint(node, select, tuple(source.texts(node, sh("message"))))


def path_of(source: Source, shape: Node) -> Path | None:
    """The path of a property shape, None for a node shape."""
    path = source.one(shape, sh("path"))
    return read_path(source, shape, path) if path is not None else None


def read_query(source: Source, node: Node, predicate: ox.NamedNode, path: Path | None) -> Query:
    """The query of a constraint or validator, with its prefixes and with $PATH written out."""
    text = source.text(node, predicate)
    if text is None:
        raise ShapesError(node, named(predicate), "there is no query; write one.")
    query = Query(text)
    if "PATH" in query.variables:
        if path is None:
            what = "$PATH stands for the path of a property shape; a node shape has none."
            raise ShapesError(node, named(predicate), what)
        written = as_sparql(path)
        for token in reversed(query.tokens("PATH")):
            text = text[: token.start()] + written + text[token.end() :]
    return Query(text, _prologue(source, node))


def _prologue(source: Source, node: Node) -> str:
    # Section 5.2.1: prefixes are declared by the values of sh:prefixes and what these import.
    lines: dict[str, str] = {}
    seen: set[Term] = set()
    waiting = list(source.all(node, sh("prefixes")))
    while waiting:
        owner = waiting.pop()
        if owner in seen:
            continue
        seen.add(owner)
        waiting += source.all(owner, OWL_IMPORTS)
        for declared in source.nodes(owner, sh("declare")):
            prefix = source.text(declared, sh("prefix"))
            namespace = source.one(declared, sh("namespace"))
            if prefix is None or not isinstance(namespace, ox.Literal):
                what = "a declaration has one sh:prefix and one sh:namespace."
                raise ShapesError(owner, "sh:declare", what)
            if lines.setdefault(prefix, namespace.value) != namespace.value:
                what = f"the prefix {prefix} is declared with two namespaces; write one."
                raise ShapesError(node, "sh:prefixes", what)
    return "".join(f"PREFIX {p}: <{n}>\n" for p, n in sorted(lines.items()))


def check_query(query: Query, node: Node, predicate: ox.NamedNode, bound: tuple[str, ...]) -> None:
    """Raise ShapesError where the query is not one, or does what pre-binding does not allow."""
    about = named(predicate)
    unsupported = query.unsupported(bound, _OPTIONAL)
    if unsupported:
        raise ShapesError(node, about, f"in its query {unsupported}.")
    try:
        found = ox.Store().query(query.prologue + query.text)
        query.outermost  # noqa: B018  # raises where there is none
    except (SyntaxError, ValueError) as error:
        raise ShapesError(node, about, f"the query cannot be read: {error}") from None
    if not isinstance(found, ox.QuerySolutions if about == "sh:select" else ox.QueryBoolean):
        raise ShapesError(node, about, "the query is of another form.")
    if isinstance(found, ox.QuerySolutions):
        if "this" not in {variable.value for variable in found.variables}:
            raise ShapesError(node, about, "the query has to return $this.")


def fixed_bindings(
    query: Query, shape: Node, parameters: tuple[tuple[str, Term], ...]
) -> dict[str, Term]:
    """What is bound for every focus node alike, as far as the query mentions it."""
    bound: dict[str, Term] = {"shapesGraph": SHAPES_GRAPH, "currentShape": shape}
    bound.update(parameters)
    return {name: term for name, term in bound.items() if name in query.variables}


def in_rounds(
    rows: Sequence[dict[str, Term]], query: Query, everywhere: bool
) -> Iterator[tuple[Sequence[dict[str, Term]], bool]]:
    """Rows of bindings as many at a time as the query allows; those with blank nodes alone."""
    together: list[dict[str, Term]] = []
    alone: list[dict[str, Term]] = []
    for row in rows:
        blank = any(isinstance(term, ox.BlankNode) for term in row.values())
        (alone if blank or not query.is_separable else together).append(row)
    size = _ROWS_EVERYWHERE if everywhere else _ROWS
    for start in range(0, len(together), size):
        yield together[start : start + size], everywhere
    for row in alone:
        yield [row], everywhere


def run(query: Query, text: str, functions: Functions, scope: Scope) -> list[dict[str, Term]]:
    """The solutions of a query whose variables are bound; raises Failure where it cannot run."""
    asked = "shapesGraph" in query.variables
    shapes = (
        [ox.Quad(t.subject, t.predicate, t.object, SHAPES_GRAPH) for t in scope.shapes_graph]
        if asked
        else ()
    )
    try:
        return scope.graph.query(text, functions, shapes)
    except (SyntaxError, ValueError, OSError) as error:
        raise Failure(f"A query cannot be answered: {error}\n{text}") from None


def is_true(term: Term | None) -> bool:
    """Whether a term is the literal true."""
    if not isinstance(term, ox.Literal) or term.datatype.value != XSD + "boolean":
        return False
    return term.value in ("true", "1")
