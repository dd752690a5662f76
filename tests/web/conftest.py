"""What tests of writes share: clients of servers of their own that take the token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from tests.conftest import lines

from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.store.files import load_ontology
from treatygraph.store.summaries import run_summaries
from treatygraph.web.app import create_app


@pytest.fixture(scope="session")
def _ontology() -> ox.Store:
    store = ox.Store()
    load_ontology(store)
    run_summaries(store)
    return store


@pytest.fixture
def ontology_alone(_ontology: ox.Store) -> ox.Store:
    """The ontology without a record: quick to judge as a whole."""
    store = ox.Store()
    store.extend(_ontology)
    return store


@pytest.fixture
def writable(ontology_alone: ox.Store, tmp_path: Path) -> Iterator[TestClient]:
    """A client of a server without a record that takes writes."""
    yield from _client(ontology_alone, tmp_path)


@pytest.fixture(scope="session")
def _kept(_ontology: ox.Store) -> ox.Store:
    store = ox.Store()
    store.extend(_ontology)
    return store


@pytest.fixture(scope="session")
def _keeping(
    _kept: ox.Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, Path]]:
    folder = tmp_path_factory.mktemp("kept")
    for client in _client(_kept, folder):
        yield client, folder


@pytest.fixture
def refusing(_keeping: tuple[TestClient, Path], _kept: ox.Store) -> Iterator[TestClient]:
    """A client of a server that takes writes, for requests that change nothing; all share it."""
    client, folder = _keeping
    before = lines(_kept)
    yield client
    assert lines(_kept) == before
    assert not list(folder.glob("submissions/*"))


@pytest.fixture
def over_record(two_treaties: ox.Store, tmp_path: Path) -> Iterator[TestClient]:
    """A client of a server over two treaties that takes writes."""
    yield from _client(two_treaties, tmp_path)


def _client(store: ox.Store, folder: Path) -> Iterator[TestClient]:
    settings = Settings(submissions_folder=folder / "submissions", token="open sesame")  # noqa: S106
    app = create_app(settings, Graph(store, "test"))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
