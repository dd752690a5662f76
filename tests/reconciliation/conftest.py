"""What tests of names share: the index over the whole graph."""

from __future__ import annotations

import pytest

from treatygraph.reconciliation.index import Index
from treatygraph.reconciliation.reading import open_index
from treatygraph.settings import Settings
from treatygraph.store.build import Graph


@pytest.fixture(scope="session")
def index(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The index of the names of the whole graph."""
    return open_index(graph.store, Settings(build_folder=tmp_path_factory.mktemp("index")))
