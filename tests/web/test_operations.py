"""Health, documentation, the pages that explain problems."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from treatygraph.store.build import Graph
from treatygraph.web.problems import KINDS


def test_health(client: TestClient, graph: Graph) -> None:
    answer = client.get("/healthz")
    assert answer.json() == {"status": "ok", "version": "test", "triples": graph.size}


def test_documentation_needs_no_other_host(client: TestClient) -> None:
    page = client.get("/docs").text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert addresses
    assert all(address.startswith("/") for address in addresses)
    for address in addresses:
        assert client.get(address).status_code == 200


def test_the_description_names_every_route(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert set(document["paths"]) == {
        "/healthz", "/readyz", "/metrics", "/sparql", "/.well-known/void", "/status", "/explain",
        "/validate", "/submissions", "/update", "/graphs", "/search", "/reconcile",
        "/changes", "/changes.atom", "/panel",
    }  # fmt: skip
    assert {"get", "post"} <= set(document["paths"]["/sparql"])
    assert set(document["paths"]["/graphs"]) == {"get", "put", "post", "delete"}


@pytest.mark.parametrize("slug", KINDS)
def test_every_problem_is_explained(client: TestClient, slug: str) -> None:
    page = client.get(f"/problems/{slug}")
    assert page.status_code == 200
    assert KINDS[slug].advice.split("“")[0][:20] in page.text


def test_a_failure_shows_no_traceback(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from treatygraph.web import sparql

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sparql, "check_query", fail)
    answer = client.get("/sparql", params={"query": "ASK {} # that nobody asked before"})
    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/internal-error"
    assert "ZeroDivision" not in answer.text
