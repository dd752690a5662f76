"""Updates: SPARQL 1.1 Update over a store, one operation after the other."""

from __future__ import annotations

import pyoxigraph as ox

from treatygraph.errors import QueryError
from treatygraph.graphs import may_write
from treatygraph.prefixes import prefixes
from treatygraph.query.engine import Dataset, syntax_error
from treatygraph.query.operations import Operation, operations
from treatygraph.terms import BASE, UNNAMED_GRAPH

# For the time of one operation the unnamed graph, which has no IRI to be named by.
_UNNAMED = ox.NamedNode(UNNAMED_GRAPH)


def run_update(store: ox.Store, text: str, dataset: Dataset) -> None:
    """Changes the store as the operations of a request say, in their order.

    Patterns see the graphs of the dataset, else those that USING and WITH name, else what queries
    see: the union of all graphs. ALL and NAMED mean the graphs that users may write to. Relative
    IRIs begin as those of the data do, and the prefixes of the project need not be declared.
    Raises QueryError where the text does not parse, which nothing is changed before, or where an
    operation fails.
    """
    for operation in operations(text):
        _parse(operation)
    given = bool(dataset.default or dataset.named)
    for operation in operations(text):
        if not operation.words:
            continue
        if given and operation.names_graphs:
            raise QueryError(
                "The update names graphs with USING or WITH, and so do its parameters "
                "using-graph-uri or using-named-graph-uri: leave out one of them."
            )
        if operation.empties:
            _empty(store, operation.empties)
        elif not operation.has_pattern or operation.names_graphs:
            _run(store, operation)
        elif given:
            _run(store, operation.using(dataset.default, dataset.named))
        else:
            _run_over_all(store, operation)


def _parse(operation: Operation) -> None:
    try:
        _update(ox.Store(), operation.alone)
    except SyntaxError:
        _refuse(operation)
    except (OSError, ValueError, RuntimeError):
        # Nothing is to be found in an empty store; the text parses.
        return


def _refuse(operation: Operation) -> None:
    try:
        _update(ox.Store(), operation.in_place)
    except SyntaxError as error:
        raise syntax_error(str(error), "update") from None


def _run(store: ox.Store, operation: Operation) -> None:
    try:
        _update(store, operation.alone)
    except SyntaxError as error:
        raise QueryError(f"The operation {operation.words[0]} cannot be read: {error}.") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"The update cannot be evaluated: {error}.") from None


def _update(store: ox.Store, text: str) -> None:
    store.update(text, base_iri=BASE, prefixes=prefixes())


def _run_over_all(store: ox.Store, operation: Operation) -> None:
    named = [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    unnamed = list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    store.extend(ox.Quad(q.subject, q.predicate, q.object, _UNNAMED) for q in unnamed)
    _run(store, operation.using([*named, _UNNAMED.value], named))
    store.remove_graph(_UNNAMED)


def _empty(store: ox.Store, which: str) -> None:
    if which != "NAMED":
        store.clear_graph(ox.DefaultGraph())
    if which != "DEFAULT":
        for graph in list(store.named_graphs()):
            if may_write(graph):
                store.remove_graph(graph)
