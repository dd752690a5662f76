"""What tests share: the graph, a client of the application, and the record as files."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from treatygraph import resources
from treatygraph.cli import app, panel, query, status, validate
from treatygraph.graphs import graph_name
from treatygraph.query.engine import evaluate
from treatygraph.settings import Settings
from treatygraph.store.build import Graph, assemble, dump_path
from treatygraph.store.files import data_files
from treatygraph.store.rules import run_rules
from treatygraph.store.summaries import SUMMARY_GRAPHS, run_summaries
from treatygraph.terms import DERIVED_GRAPH, GRAPH
from treatygraph.validate.record import Record
from treatygraph.web.app import create_app

Rows = list[dict[str, str]]
Ask = Callable[[str], Rows]
Invoke = Callable[..., Result]


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


@pytest.fixture(scope="session", autouse=True)
def _no_submissions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder in place of the user's own submissions, for programs that tests start too."""
    folder = tmp_path_factory.mktemp("submissions")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TREATYGRAPH_SUBMISSIONS_FOLDER", str(folder))
        yield folder
    submitted = [path for path in folder.iterdir() if path.name != "changes"]
    assert not submitted, "a test submitted to the folder that all tests share"


@pytest.fixture(autouse=True)
def _heap_passed_over() -> Iterator[None]:
    """The nursery of each server that a test starts collects garbage: in what is new alone."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def graph() -> Graph:
    """The whole graph, assembled from its sources. Tests that change it take a copy."""
    return Graph(assemble(), "test")


def lines(store: ox.Store) -> set[bytes]:
    """Every quad as a line of N-Quads; less to hold than the quads are."""
    return set(store.dump(format=ox.RdfFormat.N_QUADS).splitlines())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Neighbouring tests to one process, which shares their fixtures; who is idle takes over."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


@pytest.fixture
def own_store(graph: Graph) -> ox.Store:
    """A copy of the graph that a test may change."""
    store = ox.Store()
    store.extend(graph.store)
    return store


@pytest.fixture(scope="session")
def _two_treaties(graph: Graph) -> ox.Store:
    treaties = {GRAPH + "treaty/26-5", GRAPH + "treaty/26-8"}
    store = ox.Store()
    for name in graph.store.named_graphs():
        assert isinstance(name, ox.NamedNode)
        if name.value in treaties or not name.value.startswith(GRAPH + "treaty/"):
            if name.value not in (DERIVED_GRAPH, *SUMMARY_GRAPHS):
                store.extend(graph.store.quads_for_pattern(None, None, None, name))
    run_rules(store)
    run_summaries(store)
    return store


@pytest.fixture
def two_treaties(_two_treaties: ox.Store) -> ox.Store:
    """All but the other treaties than 26-5 and 26-8: quick to change and to derive from anew."""
    store = ox.Store()
    store.extend(_two_treaties)
    return store


@pytest.fixture(scope="session")
def build_folder(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder with the graph in it, for programs that a test starts."""
    settings = Settings(build_folder=tmp_path_factory.mktemp("build"))
    graph.store.dump(dump_path(settings), format=ox.RdfFormat.N_QUADS)
    return settings.build_folder


@pytest.fixture(scope="session")
def record(graph: Graph) -> Record:
    """The record with what rules derive from it: the graph, as a server judges against it."""
    data = resources.root() / "data"
    return Record(graph.store, {graph_name(path, data): path for path in data_files(data)})


@pytest.fixture(scope="session")
def ask(graph: Graph) -> Ask:
    """Asks the whole graph and returns rows of text."""
    return lambda query: rows(graph.store, query)


@pytest.fixture(scope="session")
def client(graph: Graph) -> Iterator[TestClient]:
    """A client of the application over the whole graph."""
    with TestClient(create_app(Settings(), graph), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def invoke(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Runs `treatygraph` in this process, over the graph that is open already.

    What no command expects is raised, where the program would print a traceback.
    """
    for command in (query, status, panel, validate):
        monkeypatch.setattr(command, "open_graph", lambda *_: graph)
    monkeypatch.chdir(resources.root())
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)

    return invoke


@pytest.fixture(scope="session")
def project() -> Path:
    """The top folder of the project."""
    return resources.root()
