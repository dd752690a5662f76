"""Every answer has an id, every request a line in the access log that tells what it may."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.web.access import Access
from treatygraph.web.access_log import AccessLog
from treatygraph.web.app import create_app

ASK = "ASK { <urn:secret> ?p ?o }"


@pytest.fixture(scope="module")
def log() -> io.StringIO:
    """The access log of the server that this module asks."""
    return io.StringIO()


@pytest.fixture(scope="module")
def client(graph: Graph, log: io.StringIO) -> Iterator[TestClient]:
    """A client of a server that writes a log."""
    app = create_app(Settings(workers=1), graph, log)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def last(log: io.StringIO) -> dict[str, object]:
    """The last line of an access log."""
    line: dict[str, object] = json.loads(log.getvalue().splitlines()[-1])
    return line


def test_the_id_of_a_client_comes_back(client: TestClient) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": "run-7.3_a"})
    assert answer.headers["x-request-id"] == "run-7.3_a"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, 'a"}', "é"])
def test_an_id_that_is_long_or_not_plain_is_replaced(client: TestClient, given: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": given.encode()})
    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 32


@pytest.mark.parametrize("path", ["/sparql?query=nonsense", "/nowhere", "/status"])
def test_a_problem_names_the_id_of_its_answer(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_failure_names_its_id(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from treatygraph.web import sparql

    monkeypatch.setattr(sparql, "note_query", lambda *_: 1 / 0)
    answer = client.get("/sparql", params={"query": ASK}, headers={"X-Request-Id": "mine"})
    assert answer.status_code == 500
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "mine"


def test_a_line_tells_of_a_query_by_its_hash(client: TestClient, log: io.StringIO) -> None:
    answer = client.get("/sparql", params={"query": ASK})
    line = last(log)
    assert line["id"] == answer.headers["x-request-id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/sparql", 200)
    assert line["outcome"] == "answered"
    assert line["query_hash"] == "730c4d98c28dec8a"
    assert line["bytes"] == len(answer.content)
    assert {"time", "ms"} < set(line)
    assert "secret" not in log.getvalue()
    assert "testclient" not in log.getvalue()


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/healthz", "/healthz"),
        ("/state/FRA", "/{path:path}"),
        ("/not/there/at/all", "/{path:path}"),
        ("/static/nothing", "/static"),
    ],
)
def test_a_route_is_logged_by_its_template(
    client: TestClient, log: io.StringIO, path: str, route: str
) -> None:
    client.get(path)
    assert last(log)["route"] == route


@pytest.mark.parametrize(
    ("query", "outcome"),
    [("nonsense", "refused"), ("SELECT * { ?s ?p ?o } ORDER BY ?o", "gave-up")],
)
def test_a_line_tells_why_a_query_has_no_answer(
    client: TestClient, log: io.StringIO, query: str, outcome: str
) -> None:
    client.get("/sparql", params={"query": query})
    assert last(log)["outcome"] == outcome


async def _stop(scope: Scope, receive: Receive, send: Send) -> None:
    scope["state"]["query"] = ASK
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})


def ask(app: ASGIApp, settings: Settings, *requests: tuple[str, str]) -> list[str]:
    """The lines that requests to an application leave in a log."""
    log = io.StringIO()
    client = TestClient(Access(app, [AccessLog(log, settings).write]))
    for method, path in requests:
        client.request(method, path)
    return log.getvalue().splitlines()


def test_an_operator_can_have_queries_and_clients_logged() -> None:
    (line,) = ask(_stop, Settings(log_queries=True, log_clients=True), ("GET", "/"))
    assert json.loads(line)["query"] == ASK
    assert json.loads(line)["client"] == "testclient"


def test_a_line_tells_that_an_answer_broke_off() -> None:
    (line,) = ask(_stop, Settings(), ("GET", "/"))
    assert json.loads(line)["broken"] is True
    assert json.loads(line)["bytes"] == 4


def test_nothing_that_is_sent_begins_another_line() -> None:
    async def repeat(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["query"] = scope["query_string"].decode() + "\n{} \r\x1b[2J"
        await _stop({**scope, "state": {}}, receive, send)

    (line,) = ask(repeat, Settings(log_queries=True), ("BREW\t", "/?a%0Ab"))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["method"] == "other"


def test_each_request_has_a_line() -> None:
    lines = ask(_stop, Settings(), ("GET", "/"), ("HEAD", "/"))
    assert [json.loads(line)["method"] for line in lines] == ["GET", "HEAD"]


def test_requests_are_answered_also_where_nobody_reads_the_log() -> None:
    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    client = TestClient(Access(_stop, [AccessLog(Closed(), Settings()).write]))
    assert client.get("/").content == b"half"
