"""Every IRI of the data answers, as a page and as RDF."""

from __future__ import annotations

import asyncio

import httpx2
import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from treatygraph.store.build import Graph
from treatygraph.terms import BASE

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
RDF = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


@pytest.fixture(scope="module")
def subjects(graph: Graph) -> list[str]:
    """All IRIs of the project that the graph describes, as paths, sorted."""
    found = {quad.subject.value for quad in graph.store if isinstance(quad.subject, ox.NamedNode)}
    return sorted(
        iri.removeprefix(BASE) for iri in found if iri.startswith(BASE) and "#" not in iri
    )


def test_every_kind_of_thing_answers_in_every_form(client: TestClient, subjects: list[str]) -> None:
    # The IRI of a graph answers with what the graph holds, whatever is said of it.
    sample = {path.split("/")[0]: path for path in subjects if not path.startswith("graph/")}
    assert {"treaty", "state", "action", "withdrawal", "party-period", "vocab", "source"} <= set(
        sample
    )
    for path in sample.values():
        page = client.get(f"/{path}", headers=BROWSER)
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html"), path
        assert BASE + path in page.text
        for media_type, form in RDF.items():
            answer = client.get(f"/{path}", headers={"Accept": media_type})
            assert answer.headers["content-type"].split(";")[0] == media_type
            triples = list(ox.parse(answer.content, format=form))
            assert triples
            assert all(BASE + path == triple.subject.value for triple in triples)


def test_a_seventh_of_all_things_answers(client: TestClient, subjects: list[str]) -> None:
    # Without the thread that a test client starts for each request, which takes longer.
    async def ask() -> None:
        transport = httpx2.ASGITransport(client.app)
        headers = {"Accept": "application/n-triples"}
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as asking:
            for path in subjects[::7]:
                assert (await asking.get(f"/{path}", headers=headers)).status_code == 200, path

    asyncio.run(ask())


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/treaty/26-5.ttl", "text/turtle"),
        ("/treaty/26-5.jsonld", "application/ld+json"),
        ("/treaty/26-5.nt", "application/n-triples"),
        ("/treaty/26-5.html", "text/html"),
        ("/treaty/26-5?format=rdfxml", "application/rdf+xml"),
        ("/provision/26-5/20.3", "text/turtle"),
        ("/provision/26-5/20.3.ttl", "text/turtle"),
        ("/ontology", "text/turtle"),
        ("/graph/treaty/26-5", "text/turtle"),
    ],
)
def test_a_suffix_or_parameter_says_the_same_by_hand(
    client: TestClient, path: str, media_type: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type


def test_a_graph_answers_with_its_file(client: TestClient, project: object) -> None:
    answer = client.get("/graph/treaty/26-9.nt")
    file = project / "data" / "treaties" / "26-9.ttl"
    stored = {q.triple for q in ox.parse(path=file, format=ox.RdfFormat.TURTLE)}
    assert {q.triple for q in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)} == stored


def test_a_readable_alias_redirects(client: TestClient) -> None:
    answer = client.get("/treaty/mine-ban-convention?format=turtle", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == "/treaty/26-5?format=turtle"


def test_links_to_other_forms_and_an_etag(client: TestClient) -> None:
    answer = client.get("/state/POL", headers={"Accept": "text/turtle"})
    assert 'rel="alternate"; type="application/ld+json"' in answer.headers["link"]
    again = client.get(
        "/state/POL", headers={"Accept": "text/turtle", "If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    strong = answer.headers["etag"].removeprefix("W/")
    several = client.get("/state/POL.ttl", headers={"If-None-Match": f'"other", {strong}'})
    assert several.status_code == 304


@pytest.mark.parametrize(
    "path",
    ["/treaty/nothing", "/treaty/26-5/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/treaty/<a>",
     "/treaty/%00", "/treaty/%ff", "/a b", "/treaty/26-5.docx", "/problems/x/y"],
)  # fmt: skip
def test_an_unknown_thing_is_named(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"


def test_a_form_that_does_not_exist_is_named(client: TestClient) -> None:
    answer = client.get("/treaty/26-5", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/html" in answer.json()["available"]


def test_a_page_shows_names_and_languages(client: TestClient) -> None:
    page = client.get("/state/POL", headers=BROWSER).text
    assert "<h1>Poland</h1>" in page
    assert '<span lang="fr">Pologne</span>' in page
    assert '<a href="/vocab/m49-151">Eastern Europe</a>' in page
    assert ">What refers to it</h2>" in page


def test_a_page_escapes_what_it_shows(client: TestClient) -> None:
    note = client.get("/suspension/26-5/UKR", headers=BROWSER)
    assert "<script>" not in note.text
    assert "Ukraine&#39;s" in client.get("/source/ngo-npa-ukr", headers=BROWSER).text
    assert "default-src 'none'" in note.headers["content-security-policy"]
    unknown = client.get("/sparql?question=%3Cscript%3E", headers=BROWSER)
    assert unknown.status_code == 404
    assert unknown.headers["content-type"].startswith("text/html")
    assert "“&lt;script&gt;”" in unknown.text


def test_a_browser_is_told_of_names_that_it_may_mean(client: TestClient) -> None:
    page = client.get("/treaty/mine-ban-convetion", headers=BROWSER)
    assert page.status_code == 404
    assert ">mine ban convention</a>" in page.text.lower()


def test_a_thing_is_to_be_had_as_a_table(client: TestClient) -> None:
    table = client.get("/withdrawal/26-5/POL.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "was notified on,2025-08-20" in table.text


def test_a_thing_is_to_be_cited(client: TestClient) -> None:
    entry = client.get("/treaty/26-5.bib").text
    assert entry.startswith("@misc{treatygraph-treaty-26-5,")
    assert "title = {{Anti-Personnel Mine Ban Convention}}" in entry
    [item] = client.get("/treaty/26-5?format=csl").json()
    assert item["URL"] == BASE + "treaty/26-5"
    assert item["title"] == "Anti-Personnel Mine Ban Convention"
