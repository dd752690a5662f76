"""Every answer has an id, every request a line in the access log that tells what it may."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from treatygraph.settings import Settings
from treatygraph.web import access
from treatygraph.web.access import LOG, Access

ASK = "ASK { <urn:secret> ?p ?o }"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The access log, switched on for one test."""
    with caplog.at_level(logging.INFO, LOG.name):
        yield caplog


def last(log: pytest.LogCaptureFixture) -> dict[str, object]:
    """The last line of the access log."""
    line: dict[str, object] = json.loads(log.messages[-1])
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


def test_a_line_tells_of_a_query_by_its_hash(
    client: TestClient, log: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/sparql", params={"query": ASK})
    line = last(log)
    assert line["id"] == answer.headers["x-request-id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/sparql", 200)
    assert line["outcome"] == "answered"
    assert line["query_hash"] == "730c4d98c28dec8a"
    assert line["bytes"] == len(answer.content)
    assert {"time", "ms"} < set(line)
    assert "secret" not in log.messages[-1]
    assert "testclient" not in log.messages[-1]


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
    client: TestClient, log: pytest.LogCaptureFixture, path: str, route: str
) -> None:
    client.get(path)
    assert last(log)["route"] == route


@pytest.mark.parametrize(
    ("query", "outcome"),
    [("nonsense", "refused"), ("SELECT * { ?s ?p ?o } ORDER BY ?o", "gave-up")],
)
def test_a_line_tells_why_a_query_has_no_answer(
    client: TestClient, log: pytest.LogCaptureFixture, query: str, outcome: str
) -> None:
    client.get("/sparql", params={"query": query})
    assert last(log)["outcome"] == outcome


async def _stop(scope: Scope, receive: Receive, send: Send) -> None:
    scope["state"]["query"] = ASK
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})


def test_an_operator_can_have_queries_and_clients_logged(log: pytest.LogCaptureFixture) -> None:
    settings = Settings(log_queries=True, log_clients=True)
    TestClient(Access(_stop, settings)).get("/")
    assert last(log)["query"] == ASK
    assert last(log)["client"] == "testclient"


def test_a_line_tells_that_an_answer_broke_off(log: pytest.LogCaptureFixture) -> None:
    TestClient(Access(_stop, Settings())).get("/")
    assert last(log)["broken"] is True
    assert last(log)["bytes"] == 4


def test_nothing_that_is_sent_begins_another_line(log: pytest.LogCaptureFixture) -> None:
    async def repeat(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["query"] = scope["query_string"].decode() + "\n{} \r\x1b[2J"
        await _stop({**scope, "state": {}}, receive, send)

    client = TestClient(Access(repeat, Settings(log_queries=True)))
    client.request("BREW\t", "/?a%0Ab")
    assert log.messages[-1].isascii()
    assert log.messages[-1].isprintable()
    assert last(log)["method"] == "other"


def test_the_log_is_written_as_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "LOG", logging.Logger("own"))
    stream = io.StringIO()
    access.write_log(stream)
    client = TestClient(Access(_stop, Settings()))
    client.get("/", headers={"X-Request-Id": "first"})
    client.get("/", headers={"X-Request-Id": "second"})
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["id"] for line in lines] == ["first", "second"]


def test_nothing_is_logged_unless_it_is_switched_on(client: TestClient) -> None:
    assert not LOG.isEnabledFor(logging.INFO)
    assert LOG.handlers == []
