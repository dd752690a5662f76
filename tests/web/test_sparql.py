"""`/sparql`: the protocol as clients speak it, and what it refuses."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from treatygraph.catalog.questions import questions

SELECT = "SELECT ?n WHERE { VALUES ?n { 1 } }"
CONSTRUCT = "CONSTRUCT { <urn:a> <urn:b> 1 } WHERE {}"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


def test_get(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SELECT})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "1"


def test_post_form(client: TestClient) -> None:
    answer = client.post("/sparql", data={"query": SELECT})
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "1"


def test_post_direct(client: TestClient) -> None:
    answer = client.post("/sparql", content=SELECT, headers={"Content-Type": DIRECT})
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "1"


def test_head(client: TestClient) -> None:
    answer = client.head("/sparql", params={"query": SELECT})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, "", "application/sparql-results+json"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "text/csv, application/sparql-results+json;q=0.9", "text/csv"),
        (SELECT, "text/turtle, */*;q=0.1", "application/sparql-results+json"),
        (CONSTRUCT, "", "text/turtle"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/xml", "application/rdf+xml"),
        ("ASK {}", "text/csv", "text/csv"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
    ],
)
def test_the_accept_header_chooses(
    client: TestClient, query: str, accept: str, media_type: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("query", "format", "accept", "media_type"),
    [
        (SELECT, "csv", "application/sparql-results+json", "text/csv"),
        (SELECT, "xml", "text/html", "application/sparql-results+xml"),
        (CONSTRUCT, "json", "text/html", "application/ld+json"),
        (CONSTRUCT, "xml", "text/turtle", "application/rdf+xml"),
        # Solutions have no Turtle form: the header decides.
        (SELECT, "turtle", "text/csv", "text/csv"),
    ],
)
def test_the_format_parameter_wins(
    client: TestClient, query: str, format: str, accept: str, media_type: str
) -> None:
    """Clients send both; the parameter holds where it names a form of this kind of result."""
    answer = client.get(
        "/sparql", params={"query": query, "format": format}, headers={"Accept": accept}
    )
    assert answer.headers["content-type"].split(";")[0] == media_type


def test_csv_can_be_read_back(client: TestClient) -> None:
    answer = client.get("/sparql", params={
        "query": questions()["parties-of-treaty"].text, "format": "csv"
    })  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 163
    assert {"Poland", "Ukraine"} <= {row["partyLabel"] for row in rows}


def test_graphs_can_be_chosen(client: TestClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    graph = "https://w3id.org/treatygraph/graph/treaty/26-5"
    everything = client.get("/sparql", params={"query": query, "format": "csv"}).text
    one = client.get(
        "/sparql", params={"query": query, "format": "csv", "default-graph-uri": graph}
    ).text
    by_from = client.get(
        "/sparql",
        params={"query": query.replace("WHERE", f"FROM <{graph}> WHERE"), "format": "csv"},
    ).text
    assert 0 < int(one.split()[1]) < int(everything.split()[1])
    assert one == by_from


def test_from_fetches_nothing(client: TestClient) -> None:
    query = "SELECT * FROM <http://127.0.0.1:9/data.ttl> WHERE { ?s ?p ?o }"
    answer = client.get("/sparql", params={"query": query, "format": "csv"})
    assert answer.text.splitlines() == ["o,p,s"]


def _problem(answer: object) -> dict[str, object]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert {"type", "title", "status", "detail", "request_id"} <= set(body)
    assert "Traceback" not in json.dumps(body)
    return body


@pytest.mark.parametrize(
    ("query", "line", "column", "detail"),
    [
        ("SELECT ?s WHERE {\n  ?s a foo:Bar\n}", 2, 15, "Prefix not found"),
        ("SELECT ?s WHERE { ?s ?p }", 1, 26, "does not parse"),
        ("SELEKT", 1, 7, "does not parse"),
        ("SELECT ?a WHERE { { SELECT ?b WHERE { SERVICE <http://x/> {} } } }", 1, 39, "SERVICE"),
        ("ASK " + "{" * 100 + "}" * 100, 1, 69, "64 levels"),
    ],
)
def test_a_bad_query_tells_where(
    client: TestClient, query: str, line: int, column: int, detail: str
) -> None:
    answer = client.get("/sparql", params={"query": query})
    body = _problem(answer)
    assert answer.status_code == 400
    assert (body["line"], body["column"]) == (line, column)
    assert detail in str(body["detail"])
    assert len(str(body["detail"])) < 200, "short: nobody reads a hundred code points"


@pytest.mark.parametrize(
    ("method", "params", "headers", "content", "status"),
    [
        ("GET", {}, {"Accept": "image/png"}, b"", 406),
        ("GET", {"query": ["ASK {}", "ASK {}"]}, {}, b"", 400),
        ("GET", {"query": "INSERT DATA { <urn:a> <urn:b> 1 }"}, {}, b"", 400),
        ("POST", {}, {"Content-Type": DIRECT}, b"ASK {}" + b" " * 100_001, 413),
        ("GET", {"query": "ASK {}"}, {"Accept": "image/png"}, b"", 406),
        ("GET", {"query": "ASK {}", "format": "docx"}, {}, b"", 406),
        ("GET", {"query": "ASK {}", "default-graph-uri": "no iri"}, {}, b"", 400),
        ("POST", {}, {"Content-Type": "text/plain"}, b"ASK {}", 415),
        ("POST", {}, {}, b"ASK {}", 415),
        ("POST", {}, {"Content-Type": DIRECT}, b"\xff\xfe", 400),
        ("POST", {}, {"Content-Type": DIRECT}, b"", 400),
        ("POST", {}, {"Content-Type": FORM}, b"query=%ff", 400),
        ("POST", {}, {"Content-Type": FORM}, b"update=CLEAR%20ALL", 400),
        ("POST", {}, {"Content-Type": FORM}, b"a=1&" * 200, 400),
        ("POST", {}, {"Content-Type": DIRECT}, b" " * 400_000, 413),
        ("PUT", {}, {}, b"", 405),
        ("DELETE", {}, {}, b"", 405),
    ],
)
def test_a_bad_request_is_named(
    client: TestClient, method: str, params: dict[str, object], headers: dict[str, str],
    content: bytes, status: int,
) -> None:  # fmt: skip
    answer = client.request(method, "/sparql", params=params, headers=headers, content=content)
    assert answer.status_code == status
    assert _problem(answer)["status"] == status


def test_what_looks_like_service_inside_a_string_is_none(client: TestClient) -> None:
    query = """ASK { BIND("SERVICE <http://x> {{{" AS ?a) # SERVICE
      BIND(<urn:SERVICE> AS ?b) BIND('''SERVICE ' " ''' AS ?c) }"""
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is True


def test_a_browser_gets_a_form(client: TestClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = client.get("/sparql?question=withdrawals", headers=browser)
    assert page.headers["content-type"].startswith("text/html")
    assert "tg:Withdrawal" in page.text


def test_a_browser_gets_a_table(client: TestClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    query = questions()["withdrawals"].text
    page = client.get("/sparql", params={"query": query}, headers=browser)
    assert page.headers["content-type"].startswith("text/html")
    assert "5 rows<" in page.text
    assert '<td><a href="/state/POL">state/POL</a></td>' in page.text
    assert '<td class="day"><time>2026-02-20</time></td>' in page.text
    assert "tg:Withdrawal" in page.text, "the query, to change and ask again"
    by_hand = client.get("/sparql", params={"query": "ASK {}", "format": "html"})
    assert ">Yes</h2>" in by_hand.text
    hostile = "SELECT ('<script>' AS ?x) { BIND('</textarea><script>' AS ?y) }"
    assert "<script>" not in client.get("/sparql", params={"query": hostile}, headers=browser).text


def test_any_origin_may_ask(client: TestClient) -> None:
    answer = client.get(
        "/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://a.example"}
    )
    assert answer.headers["access-control-allow-origin"] == "*"
    preflight = client.options("/sparql", headers={
        "Origin": "https://a.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "Content-Type",
    })  # fmt: skip
    assert preflight.status_code == 200


def test_the_store_is_never_changed(client: TestClient, graph: object) -> None:
    store: ox.Store = graph.store
    before = len(store)
    for text in ("INSERT DATA { <urn:a> <urn:b> 1 }", "DROP ALL", "LOAD <http://127.0.0.1:9/>"):
        client.post("/sparql", content=text, headers={"Content-Type": DIRECT})
        client.post("/sparql", data={"update": text})
    assert len(store) == before
