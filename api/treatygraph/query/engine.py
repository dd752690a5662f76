"""The engine: one query over the store, as solutions or as bytes in a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

import pyoxigraph as ox

from treatygraph.errors import QueryError
from treatygraph.prefixes import prefixes
from treatygraph.query.formats import GRAPHS, SOLUTIONS, Form
from treatygraph.query.rewriting import rewrite
from treatygraph.query.tokens import names_graphs
from treatygraph.terms import BASE

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Choose = Callable[[tuple[Form, ...]], Form]


@dataclass(frozen=True)
class Dataset:
    """The graphs that a query sees (SPARQL 1.1 Protocol, 2.1.4); all of the store if empty."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def evaluate(store: ox.Store, text: str, dataset: Dataset | None = None) -> Result:
    """The result of a query; the default graph is the union of all graphs.

    The prefixes of the project need not be declared, and relative IRIs begin as those of the data
    do. Raises QueryError with line and column
    where the text does not parse.
    """
    dataset, safe = dataset or Dataset(), rewrite(text)
    if safe != text:
        # Where that does not parse, line and column are to be those of what was sent.
        with suppress(QueryError):
            return _evaluate(store, safe, dataset)
    return _evaluate(store, text, dataset)


def _evaluate(store: ox.Store, text: str, dataset: Dataset) -> Result:
    given = bool(dataset.default or dataset.named)
    # The engine lets the union hide FROM: where a query names its graphs, they are all it sees.
    union = not given and not names_graphs(text)
    try:
        return store.query(
            text,
            base_iri=BASE,
            prefixes=prefixes(),
            use_default_graph_as_union=union,
            default_graph=[*_nodes(dataset.default)] if given else None,
            named_graphs=_nodes(dataset.named) if given else None,
        )
    except SyntaxError as error:
        raise syntax_error(str(error)) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"The query cannot be evaluated: {error}.") from None


def answer(
    store: ox.Store,
    text: str,
    choose: Choose,
    begin: Callable[[Form], IO[bytes]],
    dataset: Dataset | None = None,
) -> None:
    """Writes the result of a query in the form that `choose` takes of those it can have.

    `begin` gives what it is written to, piece by piece. Raises QueryError, before anything is
    written or later, and whatever `choose` raises.
    """
    result = evaluate(store, text, dataset)
    form = choose(GRAPHS if isinstance(result, ox.QueryTriples) else SOLUTIONS)
    output = begin(form)
    try:
        if isinstance(result, ox.QueryTriples):
            assert isinstance(form.engine, ox.RdfFormat)
            result.serialize(output, format=form.engine)
        elif isinstance(result, ox.QueryBoolean) and form.name in ("csv", "tsv"):
            # Neither form defines a boolean result; the bare word is what clients read.
            output.write(b"true\n" if result else b"false\n")
        else:
            assert isinstance(form.engine, ox.QueryResultsFormat)
            result.serialize(output, format=form.engine)
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"The query cannot be evaluated: {error}.") from None


def _nodes(iris: Sequence[str]) -> list[ox.NamedNode | ox.BlankNode]:
    return [ox.NamedNode(iri) for iri in iris]


def syntax_error(message: str, what: str = "query") -> QueryError:
    """What to say of a text that the parser refuses, with line and column where it tells them."""
    # “error at 3:12: expected one of A, B, ['a'..='z'] …”: a hundred code points help nobody.
    found = re.match(r"error at (\d+):(\d+): (?:expected one of |expected )?(.*)", message, re.S)
    if not found:
        return QueryError(f"The {what} does not parse: {message}.")
    line, column, rest = int(found[1]), int(found[2]), found[3]
    for spoken in ("Prefix not found", "The SELECT contains", "variable"):
        sentence = next((part for part in rest.split(", ") if spoken in part), None)
        if sentence:
            return QueryError(f"{sentence.strip()}.", line, column)
    words = re.findall(r"(?:^|, )\"?([A-Za-z{}().;]+)\"?(?=,|$)", rest)[:6]
    expected = f" Expected {', '.join(words)}." if words else ""
    return QueryError(f"The {what} does not parse here.{expected}", line, column)
