"""What tests share: the graph, a client of the application, and the record as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from treatygraph import resources
from treatygraph.query.engine import evaluate
from treatygraph.settings import Settings
from treatygraph.store.build import Graph, assemble
from treatygraph.web.app import create_app

Rows = list[dict[str, str]]
Ask = Callable[[str], Rows]


def rows(store: ox.Store, query: str) -> Rows:
    """The solutions of a query, each as text by variable; unbound is the empty string."""
    result = evaluate(store, query)
    assert isinstance(result, ox.QuerySolutions)
    names = [variable.value for variable in result.variables]
    return [
        {
            name: term.value if term is not None else ""
            for name, term in zip(names, row, strict=True)
        }
        for row in result
    ]


@pytest.fixture(scope="session")
def graph() -> Graph:
    """The whole graph, assembled from its sources. Tests that change it take a copy."""
    return Graph(assemble(), "test")


@pytest.fixture
def own_store(graph: Graph) -> ox.Store:
    """A copy of the graph that a test may change."""
    store = ox.Store()
    store.extend(graph.store)
    return store


@pytest.fixture(scope="session")
def ask(graph: Graph) -> Ask:
    """Asks the whole graph and returns rows of text."""
    return lambda query: rows(graph.store, query)


@pytest.fixture(scope="session")
def client(graph: Graph) -> Iterator[TestClient]:
    """A client of the application over the whole graph."""
    with TestClient(create_app(Settings(), graph), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def project() -> Path:
    """The top folder of the project."""
    return resources.root()
