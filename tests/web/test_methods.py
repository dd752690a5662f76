"""Methods and media types: what each address takes, and what it answers to what it does not."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from treatygraph.errors import MediaTypeError
from treatygraph.query.formats import GRAPHS, SOLUTIONS, Form, by_accept

READ = "GET, HEAD, OPTIONS"
ALLOWED = {
    "/": READ,
    "/healthz": READ,
    "/docs": READ,
    "/openapi.json": READ,
    "/sparql": "GET, HEAD, OPTIONS, POST",
    "/status": READ,
    "/explain": READ,
    "/.well-known/void": READ,
    "/validate": "GET, HEAD, OPTIONS, POST",
    "/submissions": "OPTIONS, POST",
    "/update": "OPTIONS, POST",
    "/graphs": "DELETE, GET, HEAD, OPTIONS, POST, PUT",
    "/problems": READ,
    "/problems/busy": READ,
    "/treaty/26-5": READ,
    "/graph/treaty/26-5": READ,
    "/static/style.css": READ,
}
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE")


@pytest.mark.parametrize("path", ALLOWED)
def test_options_tell_what_an_address_takes(client: TestClient, path: str) -> None:
    for headers in ({}, {"Origin": "https://a.example"}):
        answer = client.options(path, headers=headers)
        assert answer.status_code == 204
        assert answer.headers["allow"] == ALLOWED[path]
        assert answer.content == b""


@pytest.mark.parametrize("path", ALLOWED)
def test_other_methods_are_refused_with_those_allowed(client: TestClient, path: str) -> None:
    for method in set(METHODS) - set(ALLOWED[path].split(", ")):
        answer = client.request(method, path)
        assert answer.status_code == 405, method
        assert answer.headers["allow"] == ALLOWED[path]
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/", "/healthz", "/docs", "/openapi.json", "/sparql", "/sparql?query=ASK%7B%7D",
        "/.well-known/void", "/problems/busy", "/treaty/26-5", "/nothing/here",
        "/status?treaty=26-5&state=PRT&on=2020-01-01",
        "/graphs?graph=https%3A%2F%2Fw3id.org%2Ftreatygraph%2Fgraph%2Ftreaty%2F26-5", "/graphs",
    ],
)  # fmt: skip
def test_head_is_get_without_a_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
    for name in ("content-type", "vary", "etag", "location"):
        assert head.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_browser_may_ask_from_any_origin(client: TestClient, method: str) -> None:
    answer = client.options("/graphs", headers={
        "Origin": "https://a.example", "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization, content-type",
    })  # fmt: skip
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert method in answer.headers["access-control-allow-methods"]
    assert "authorization" in answer.headers["access-control-allow-headers"]


NOTHING = ""
ACCEPTED = [
    (SOLUTIONS, "text/csv;q=0, */*", "json"),
    (SOLUTIONS, "application/sparql-results+json;q=0, */*;q=0.1", "xml"),
    (SOLUTIONS, "*/*;q=0.5, text/csv;q=0.4", "json"),
    (SOLUTIONS, "text/*;q=0.9, text/csv;q=0.1", "tsv"),
    (SOLUTIONS, "application/*;q=0.8, text/csv", "csv"),
    (SOLUTIONS, "text/csv;charset=utf-8", "csv"),
    (SOLUTIONS, "TEXT/CSV", "csv"),
    (SOLUTIONS, "text/csv;q=0.001", "csv"),
    (SOLUTIONS, "text/csv;q=0.5, text/tab-separated-values;q=0.5", "csv"),
    (SOLUTIONS, ", ,text/csv", "csv"),
    (SOLUTIONS, "text/csv;q=0", NOTHING),
    (SOLUTIONS, "*/*;q=0", NOTHING),
    (SOLUTIONS, "garbage", NOTHING),
    (GRAPHS, 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
    (GRAPHS, "text/*, application/rdf+xml;q=0.5", "turtle"),
    (GRAPHS, "text/html, application/xml;q=0.9, */*;q=0.8", "rdfxml"),
    (GRAPHS, "", "turtle"),
]


@pytest.mark.parametrize(("forms", "accept", "name"), ACCEPTED)
def test_an_accept_header_is_read_as_http_has_it(
    forms: tuple[Form, ...], accept: str, name: str
) -> None:
    """RFC 9110, sections 12.4.2 and 12.5.1: the most specific range counts, and 0 means never."""
    if name:
        assert by_accept(forms, accept).name == name
    else:
        with pytest.raises(MediaTypeError):
            by_accept(forms, accept)
