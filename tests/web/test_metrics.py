"""`/metrics` counts what was done, under few names; `/readyz` asks the workers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from treatygraph.query.workers import Busy, Task
from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.web import operations
from treatygraph.web.access import OUTCOMES, Record
from treatygraph.web.app import create_app
from treatygraph.web.metrics import Metrics
from treatygraph.web.operations import Readiness


@pytest.fixture
def fresh(graph: Graph) -> Iterator[TestClient]:
    """A server that has answered nothing yet."""
    app = create_app(Settings(workers=1), graph)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def read(text: str) -> dict[str, float]:
    """Each sample by its name and the values of its labels."""
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_and_queries_are_counted(fresh: TestClient, graph: Graph) -> None:
    fresh.get("/sparql", params={"query": "ASK {}"})
    fresh.get("/sparql", params={"query": "nonsense"})
    fresh.get("/treaty/26-5")
    counted = read(fresh.get("/metrics").text)
    assert counted["treatygraph_requests_total GET /sparql 200"] == 1
    assert counted["treatygraph_requests_total GET /sparql 400"] == 1
    assert counted["treatygraph_requests_total GET /{path:path} 200"] == 1
    assert counted["treatygraph_request_seconds_count /sparql"] == 2
    assert counted["treatygraph_queries_total answered"] == 1
    assert counted["treatygraph_queries_total refused"] == 1
    assert counted["treatygraph_queries_total busy"] == 0
    assert counted["treatygraph_queue_length"] == 0
    assert counted["treatygraph_triples"] == graph.size
    assert counted["treatygraph_data_info test"] == 1
    assert counted["process_resident_memory_bytes"] > 0


def test_the_page_is_of_the_format_that_it_says(fresh: TestClient) -> None:
    answer = fresh.get("/metrics", headers={"Accept": "application/openmetrics-text;version=x"})
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"


def test_no_client_makes_names(fresh: TestClient) -> None:
    for n in range(5):
        fresh.request(f"BREW{n}", f"/{n}")
        fresh.get(f"/static/{n}")
        fresh.get(f"/problems/{n}")
    fresh.get("/metrics")
    requests = [key for key in read(fresh.get("/metrics").text) if "requests_total" in key]
    assert sorted(requests) == [
        "treatygraph_requests_total GET /metrics 200",
        "treatygraph_requests_total GET /problems 200",
        "treatygraph_requests_total GET /static 404",
        "treatygraph_requests_total other none 405",
    ]


def test_two_servers_count_apart(fresh: TestClient, client: TestClient) -> None:
    client.get("/healthz")
    assert "/healthz" not in fresh.get("/metrics").text


def test_parts_of_the_server_tell_figures(graph: Graph) -> None:
    figures = {"workers_alive": 2, "worker_restarts": {"out-of-time": 3, "memory": 1}}
    metrics = Metrics(lambda: graph, [lambda: figures, lambda: {"cache_bytes": 7}])
    metrics.count(Record("", "GET", "/x", 200, 0.1, 1, True, "", {"cache": "hit"}))
    counted = read(metrics.text().decode())
    assert counted["treatygraph_workers_alive"] == 2
    assert counted["treatygraph_worker_restarts_total out-of-time"] == 3
    assert counted["treatygraph_cache_bytes"] == 7
    assert counted["treatygraph_cache_requests_total hit"] == 1
    assert all(f"treatygraph_queries_total {outcome}" in counted for outcome in OUTCOMES)


def test_a_server_with_workers_is_ready(fresh: TestClient, graph: Graph) -> None:
    assert fresh.get("/readyz").json() == {"status": "ok", "version": "test", "triples": graph.size}
    assert fresh.head("/readyz").status_code == 200


def test_a_server_without_workers_is_not_ready(fresh: TestClient) -> None:
    fresh.app.state.workers.close()
    answer = fresh.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/not-ready"
    assert answer.json()["detail"].startswith("No worker answers: ")
    assert fresh.get("/healthz").status_code == 200


def test_a_server_that_reloads_says_so(fresh: TestClient) -> None:
    fresh.app.state.readiness.unready = "The graph is being loaded."
    assert fresh.get("/readyz").json()["detail"] == "The graph is being loaded."


def test_a_probe_does_not_wait_for_ever(fresh: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "_PATIENCE", 0.01)
    monkeypatch.setattr(fresh.app.state.workers, "answer", lambda _: asyncio.sleep(60))
    assert fresh.get("/readyz").json()["detail"] == "No worker has answered for 0.01 seconds."


def test_many_probes_are_one_query() -> None:
    asked: list[Task] = []

    class Full:
        async def answer(self, task: Task) -> None:
            asked.append(task)
            await asyncio.sleep(0)
            raise Busy("64 queries wait already.")

    async def probe() -> list[BaseException | None]:
        readiness, workers = Readiness(), Full()
        return await asyncio.gather(
            *(readiness.check(workers) for _ in range(3)), return_exceptions=True
        )

    problems = asyncio.run(probe())
    assert [str(each) for each in problems] == ["No worker answers: 64 queries wait already."] * 3
    assert asked == [Task("ASK {}")]


def test_a_server_that_shuts_down_is_not_ready(graph: Graph) -> None:
    app = create_app(Settings(workers=1), graph)
    with TestClient(app):
        assert app.state.readiness.unready == ""
    assert app.state.readiness.unready == "The server is shutting down."
