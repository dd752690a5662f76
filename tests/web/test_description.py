"""The service description: what `/sparql` says of itself, and that it is true."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from starlette.testclient import TestClient

from treatygraph.store.build import Graph
from treatygraph.store.summaries import SUMMARY_GRAPHS

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
SCHEMA = rdflib.Namespace("http://schema.org/")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
SERVICE = rdflib.URIRef("http://testserver/sparql#service")


@pytest.fixture(scope="module")
def described(client: TestClient) -> rdflib.Graph:
    """What `/sparql` says of itself."""
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    return rdflib.Graph().parse(data=answer.text, format="turtle")


def test_it_tells_the_endpoint_and_its_language(described: rdflib.Graph) -> None:
    assert (SERVICE, SD.endpoint, rdflib.URIRef("http://testserver/sparql")) in described
    assert (SERVICE, SD.supportedLanguage, SD.SPARQL11Query) in described
    assert (SERVICE, SD.feature, SD.UnionDefaultGraph) in described


def test_it_tells_of_updates_where_they_are_taken(described: rdflib.Graph) -> None:
    assert (None, None, SD.SPARQL11Update) not in described


def test_it_names_every_graph_with_the_numbers_of_all(
    described: rdflib.Graph, graph: Graph
) -> None:
    names = {str(name) for name in described.objects(None, SD.name)}
    assert names == {name.value for name in graph.store.named_graphs()}
    union = rdflib.URIRef("http://testserver/sparql#default-graph")
    own = sum(
        len([*graph.store.quads_for_pattern(None, None, None, ox.NamedNode(name))])
        for name in SUMMARY_GRAPHS
    )
    assert int(described.value(union, VOID.triples)) == graph.size - own


def test_it_tells_the_limits(described: rdflib.Graph) -> None:
    limits = {
        str(described.value(node, SCHEMA.name)): described.value(node, SCHEMA.value).toPython()
        for node in described.objects(SERVICE, SCHEMA.additionalProperty)
    }
    assert limits["query_seconds"] == 30
    assert limits["query_bytes"] == 100_000


def test_every_function_that_it_names_is_there(described: rdflib.Graph, client: TestClient) -> None:
    functions = [*described.objects(SERVICE, SD.extensionFunction)]
    assert len(functions) > 20
    for function in functions:
        query = f"SELECT (<{function}>('POINT(1 1)', 'POINT(2 2)') AS ?x) {{}}"
        assert client.get("/sparql", params={"query": query}).status_code == 200


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml;q=0.5, text/turtle;q=0.4", "application/rdf+xml"),
        ("text/html;q=0.1, application/n-triples", "application/n-triples"),
        ("text/html", "text/html"),
    ],
)
def test_it_comes_in_the_form_that_is_asked_for(
    client: TestClient, accept: str, media_type: str
) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("host", ["a b", "x>y", "[", "<script>"])
def test_a_strange_host_does_no_harm(client: TestClient, host: str) -> None:
    assert client.get("/sparql", headers={"Host": host}).status_code == 200
