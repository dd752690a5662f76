"""Hostile queries end in an answer that says what happened, and the server goes on."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.web.app import create_app

DIRECT = {"Content-Type": "application/sparql-query"}


@pytest.fixture(scope="module")
def hasty(graph: Graph) -> Iterator[TestClient]:
    """A server that gives a query two seconds, little memory and short results."""
    settings = Settings(query_seconds=2, query_megabytes=300, result_bytes=1_000_000, workers=2)
    with TestClient(create_app(settings, graph), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def trap() -> Iterator[tuple[int, list[str]]]:
    """The port of a server on loopback, and the list of what it was asked."""
    asked: list[str] = []

    class Trap(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Trap)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, asked
    server.shutdown()
    thread.join()
    server.server_close()


CRASHES: dict[str, Callable[[], str]] = {
    "sorting values that cannot be compared": lambda: "SELECT * {?s ?p ?o} ORDER BY ?o",
    "negation": lambda: f"ASK {{ FILTER({'!' * 90_000}true) }}",
    "objects": lambda: f"ASK {{ ?s ?p {'1,' * 45_000}1 }}",
    "addition": lambda: f"SELECT ({'1+' * 45_000}1 AS ?x) {{}}",
    "subselects": lambda: f"ASK {{ {'{select*{}}' * 8_000} }}",
    "described": lambda: f"DESCRIBE {'<urn:x>' * 13_000}",
    "hidden brackets": lambda: (
        f"PREFIX : <urn:x:> ASK {'{ :a' + chr(92) + ') :b :c ' * 3000}{'}' * 3000}"
    ),
}


@pytest.mark.parametrize("name", CRASHES)
def test_a_query_that_ends_its_process_ends_nothing_else(hasty: TestClient, name: str) -> None:
    answer = hasty.post("/sparql", content=CRASHES[name](), headers=DIRECT)
    assert answer.status_code in (400, 504)
    assert answer.headers["content-type"] == "application/problem+json"
    assert hasty.get("/sparql?query=ASK%7B%7D").json()["boolean"] is True


# Runs for days and holds little: of dates, and so of pairs of them, there are not too many.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a tg:date ?b . ?c tg:date ?d . ?e tg:date ?f }"


def test_the_deadline_is_kept(hasty: TestClient) -> None:
    answer = hasty.get("/sparql", params={"query": ENDLESS})
    assert answer.status_code == 504
    assert answer.json()["type"] == "/problems/out-of-time"
    assert "2 seconds" in answer.json()["detail"]


def test_a_long_result_is_refused_whole(hasty: TestClient) -> None:
    answer = hasty.get("/sparql", params={"query": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 50000"})
    assert answer.status_code == 400
    assert "LIMIT" in answer.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<URL>{ ?s ?p ?o } }",
        "PREFIX : <URL> SELECT * { SERVICE:x{ ?s ?p ?o } }",
        "SELECT * { FILTER(1<2#>'''\n) SERVICE <URL>{ ?s ?p ?o } #'''\n}",
        "PREFIX : <URL> SELECT * { OPTIONAL{?x :a\\# ?y} SERVICE <URL>{ ?s ?p ?o }\n}",
        "SELECT * { BIND(1 AS ?z) OPTIONAL{ ?z ?q trueSERVICE<URL>{ ?s ?p ?o } } }",
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <URL>",
    ],
)
def test_nothing_is_fetched(hasty: TestClient, trap: tuple[int, list[str]], query: str) -> None:
    """However the word is disguised: a process that evaluates a query cannot open a socket."""
    port, asked = trap
    text = query.replace("URL", f"http://127.0.0.1:{port}/")
    assert hasty.post("/sparql", content=text, headers=DIRECT).status_code < 500
    assert asked == []


def test_too_many_at_once_are_told_to_wait(graph: Graph) -> None:
    settings = Settings(query_seconds=2, workers=1, queue=1)
    with TestClient(create_app(settings, graph)) as client:
        answers: list[int] = []

        def ask(number: int) -> None:
            # Of those who ask the same, one waits for all.
            query = f"{ENDLESS} # {number}"
            answers.append(client.get("/sparql", params={"query": query}).status_code)

        threads = [threading.Thread(target=ask, args=[number]) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answers) == [503, 504, 504]


def test_a_quick_query_does_not_wait_for_a_slower_one(graph: Graph) -> None:
    """Though the slower one began later, while the quick one still ran."""
    quick = "SELECT (COUNT(*) AS ?n) { ?a a tg:Suspension . ?b tg:retractedOn ?c . ?d tg:date ?e }"
    ended: list[int] = []
    with TestClient(create_app(Settings(query_seconds=8, workers=2), graph)) as client:

        def ask(query: str) -> None:
            ended.append(client.get("/sparql", params={"query": query}).status_code)

        first = threading.Thread(target=ask, args=[quick])
        second = threading.Thread(target=ask, args=[ENDLESS])
        first.start()
        time.sleep(0.1)
        second.start()
        first.join()
        second.join(timeout=0.5)
        assert second.is_alive(), "the quick one was answered when the slower one ended"
        second.join()
    assert ended == [200, 504]


def test_no_process_is_left(graph: Graph) -> None:
    with TestClient(create_app(Settings(), graph)) as client:
        workers = client.app.state.workers
        folder = workers._staff._folder
        assert client.get("/sparql?query=ASK%7B%7D").status_code == 200
        assert folder.exists()
    assert not folder.exists()
    workers.close()
