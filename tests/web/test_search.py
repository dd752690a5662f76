"""`/search`: things by name, as JSON and as a page; what is written is found at once."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("ottawa treaty", "treaty/26-5"),
        ("оттав", "treaty/26-5"),
        ("otawa treaty", "treaty/26-5"),
        ("turkiye", "state/TUR"),
        ("トルコ", "state/TUR"),
        ("zelens", "person/po-007"),
        ("convention cluster", "treaty/26-6"),
    ],
)
def test_finds_by_name(client: TestClient, words: str, id: str) -> None:
    told = client.get("/search", params={"q": words}).json()
    assert told["results"][0]["id"] == id


def test_tells_what_it_found(client: TestClient) -> None:
    told = client.get("/search", params={"q": "Turquie", "limit": "1"}).json()
    [one] = told["results"]
    assert one["iri"] == "https://w3id.org/treatygraph/state/TUR"
    assert (one["label"], one["name"], one["language"]) == ("Türkiye", "Turquie", "fr")
    assert one["score"] > 99


def test_readers_get_a_page(client: TestClient) -> None:
    page = client.get("/search", params={"q": "Turquie"}, headers={"Accept": "text/html"})
    assert '<a href="/state/TUR">Türkiye</a>' in page.text
    assert 'value="Turquie"' in page.text


def test_the_page_asks_where_nothing_is_asked(client: TestClient) -> None:
    page = client.get("/search", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "<ol>" not in page.text


def test_a_page_shows_what_was_typed_as_text(client: TestClient) -> None:
    page = client.get("/search", params={"q": "<script>", "format": "html"})
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        ({}, 400, "names no words"),
        ({"q": "x" * 201}, 400, "at most 200 characters"),
        ({"q": "x", "limit": "0"}, 400, "from 1 to 100"),
        ({"q": "x", "limit": "ten"}, 400, "no whole number"),
        ({"q": "x", "type": "Ship"}, 404, "no type called"),
        ({"q": "x", "colour": "red"}, 400, "There are: q, type"),
        ({"q": "x", "format": "pdf"}, 400, "neither json nor html"),
    ],
)
def test_bad_requests(client: TestClient, sent: dict[str, str], status: int, told: str) -> None:
    answer = client.get("/search", params=sent)
    assert answer.status_code == status
    assert told in answer.json()["detail"]


def test_what_is_written_is_found_and_forgotten(writable: TestClient) -> None:
    headers = {"Authorization": "Bearer open sesame"}
    triples = """<group/sarmatians> a tg:Group ; rdfs:label "Sarmatians"@en ;
        tg:registerId "sarmatians" ; prov:wasDerivedFrom <source/atlas> .
        <source/atlas> a tg:Source ; rdfs:label "Atlas"@en ; tg:registerId "atlas" ;
        tg:enteredBy "a reader" ; tg:enteredOn "2026-11-22"^^xsd:date ;
        tg:findingRule "the plate"@en ; tg:sourceKind tgv:editorialSource ."""
    for verb, count in (("INSERT", 1), ("DELETE", 0)):
        form = {"update": f"{verb} DATA {{ GRAPH <urn:names> {{ {triples} }} }}"}
        answer = writable.post("/update", data=form, headers=headers)
        assert answer.status_code == 200, answer.text
        told = writable.get("/search", params={"q": "sarmat"}).json()["results"]
        assert len(told) == count
        batch = {"queries": '{"q": {"query": "Sarmatians"}}'}
        matched = writable.post("/reconcile", data=batch).json()["q"]["result"]
        assert [one["match"] for one in matched] == [True] * count


def test_what_is_asked_twice_is_refused(client: TestClient) -> None:
    answer = client.get("/search?q=Poland&q=Finland")
    assert answer.status_code == 400
    assert "“q” is given twice" in answer.json()["detail"]
