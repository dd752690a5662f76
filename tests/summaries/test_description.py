"""The description says in numbers what independent questions count."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from tests.conftest import Ask, lines

from treatygraph.store.build import Graph
from treatygraph.store.summaries import SUMMARY_GRAPHS, run_summaries, summary_files
from treatygraph.terms import BASE, DESCRIPTION_GRAPH

DESCRIPTION = ox.NamedNode(DESCRIPTION_GRAPH)


@pytest.fixture(scope="module")
def quads(graph: Graph) -> list[ox.Quad]:
    """All that is counted: every quad but those of summaries."""
    return [quad for quad in graph.store if quad.graph_name.value not in SUMMARY_GRAPHS]


def test_the_dataset_counts_all_quads(ask: Ask, quads: list[ox.Quad]) -> None:
    [row] = ask(f"""
    SELECT ?triples ?documents ?subjects ?properties ?entities WHERE {{
      <{BASE}dataset> void:triples ?triples ; void:documents ?documents ; void:entities ?entities ;
        void:distinctSubjects ?subjects ; void:properties ?properties .
    }}""")
    subjects = {quad.subject for quad in quads}
    assert {name: int(count) for name, count in row.items()} == {
        "triples": len(quads),
        "documents": len({quad.graph_name for quad in quads}),
        "subjects": len(subjects),
        "properties": len({quad.predicate for quad in quads}),
        "entities": sum(subject.value.startswith(BASE) for subject in subjects),
    }


def test_each_property_counts_its_triples(ask: Ask, quads: list[ox.Quad]) -> None:
    stated = ask("SELECT ?p ?n WHERE { ?part void:property ?p ; void:triples ?n }")
    counted: dict[str, int] = {}
    for quad in quads:
        counted[quad.predicate.value] = counted.get(quad.predicate.value, 0) + 1
    assert {row["p"]: int(row["n"]) for row in stated} == counted


def test_each_class_counts_its_things(ask: Ask) -> None:
    stated = ask(f"""SELECT ?class ?n WHERE {{
      <{BASE}dataset> void:classPartition [ void:class ?class ; void:entities ?n ]
    }}""")
    assert len(stated) == int(ask(f"SELECT ?n {{ <{BASE}dataset> void:classes ?n }}")[0]["n"])
    for row in stated:
        question = f"""SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{
          GRAPH ?g {{ ?thing a <{row["class"]}> }}
          FILTER(!STRSTARTS(STR(?g), "{DESCRIPTION_GRAPH}"))
        }}"""
        assert ask(question) == [{"n": row["n"]}], row["class"]


def test_the_kinds_of_graphs_hold_all_triples(ask: Ask, quads: list[ox.Quad]) -> None:
    stated = ask(f"""
    SELECT ?subset ?n ?graphs WHERE {{
      <{BASE}dataset> void:subset ?subset . ?subset void:triples ?n ; void:documents ?graphs .
    }}""")
    kinds = {row["subset"].removeprefix(f"{BASE}dataset/graphs/") for row in stated}
    assert kinds == {
        "treaty", "source", "agents", "events", "statements", "quantities", "context", "links",
        "derived", "ontology",
    }  # fmt: skip
    assert sum(int(row["n"]) for row in stated) == len(quads)


def test_links_to_wikidata_are_counted(ask: Ask) -> None:
    stated = ask("SELECT ?n WHERE { ?set a void:Linkset ; void:triples ?n }")
    counted = ask("""
    SELECT (COUNT(*) AS ?n) WHERE {
      ?thing skos:exactMatch ?item FILTER(STRSTARTS(STR(?item), STR(wd:)))
    }""")
    assert stated == counted


def test_nothing_says_zero(ask: Ask) -> None:
    assert ask("""
    SELECT ?set ?n WHERE {
      ?set void:triples|void:entities|void:documents|void:classes|void:properties ?n FILTER(?n < 1)
    }""") == []  # fmt: skip


def test_the_dataset_says_whose_it_is_and_how_new(ask: Ask) -> None:
    [row] = ask(f"""
    SELECT ?title ?publisher ?licence ?modified ?type WHERE {{
      <{BASE}dataset> a dcat:Dataset ; dcterms:title ?title ; dcterms:license ?licence ;
        dcterms:modified ?modified ; dcterms:publisher/foaf:name ?publisher ;
        dcat:distribution/dcat:mediaType ?type .
    }}""")
    assert row["title"] == "treatygraph"
    assert row["publisher"] == "the treatygraph contributors"
    assert row["licence"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert row["type"].endswith("/application/n-quads")
    newest = ask("SELECT (MAX(?day) AS ?newest) WHERE { ?treaty tg:dataHorizon ?day }")
    assert [{"newest": row["modified"]}] == newest


def test_what_the_description_names_is_described(ask: Ask) -> None:
    assert ask(f"""
    SELECT ?named WHERE {{
      GRAPH <{DESCRIPTION_GRAPH}> {{ ?set ?property ?named }}
      FILTER(ISIRI(?named) && STRSTARTS(STR(?named), "{BASE}"))
      OPTIONAL {{ ?named ?known ?something }}
      FILTER(!BOUND(?known))
    }}""") == []  # fmt: skip


def test_an_empty_store_has_no_partitions() -> None:
    store = ox.Store()
    run_summaries(store)
    assert not list(
        store.quads_for_pattern(None, ox.NamedNode("http://rdfs.org/ns/void#class"), None)
    )


def test_a_description_never_counts_itself(two_treaties: ox.Store) -> None:
    before = lines(two_treaties)
    run_summaries(two_treaties)
    assert lines(two_treaties) == before


def test_every_summary_says_what_it_counts() -> None:
    assert summary_files()
    for path in summary_files():
        assert path.read_text(encoding="utf-8").startswith("#+ summary: ")


@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_the_well_known_address_answers_as_rdf(
    client: TestClient, graph: Graph, media_type: str, form: ox.RdfFormat
) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": media_type})
    assert answer.headers["content-type"].split(";")[0] == media_type
    described = {quad.triple for quad in ox.parse(answer.content, format=form)}
    stored = graph.store.quads_for_pattern(None, None, None, DESCRIPTION)
    assert described == {quad.triple for quad in stored}


def test_the_well_known_address_answers_browsers_and_caches(client: TestClient) -> None:
    page = client.get("/.well-known/void", headers={"Accept": "text/html"})
    assert "void:Dataset" in page.text
    again = client.get("/.well-known/void", headers={
        "Accept": "text/html", "If-None-Match": page.headers["etag"]})  # fmt: skip
    assert again.status_code == 304
    assert client.get("/.well-known/void?format=docx").status_code == 406
