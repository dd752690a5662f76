"""SPARQL Update: who may, what may be written to, what follows, and what is refused."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from tests.conftest import lines
from tests.web.server import TOKEN, serving
from tests.web.test_submissions import WAYS_OUT, WITHDRAWAL, WITHOUT_DATE

from treatygraph.settings import Settings
from treatygraph.store.build import Graph, dump_path
from treatygraph.store.submissions import keep_graphs, submission_files
from treatygraph.web.app import create_app

DIRECT = {"Content-Type": "application/sparql-update", **TOKEN}
RECORD = "https://w3id.org/treatygraph/graph/treaty/26-5"
NOTE = "GRAPH <urn:notes> { <urn:note> rdfs:comment 'read twice'@en }"


def insert(turtle: str) -> str:
    """An update that adds a text of Turtle to a graph of its own."""
    said = turtle.replace("@prefix", "PREFIX").replace("@base", "BASE").replace("> .\n", ">\n")
    prologue, _, triples = said.partition("<withdrawal")
    return f"{prologue} INSERT DATA {{ GRAPH <urn:mine> {{ <withdrawal{triples} }} }}"


def _ask(client: TestClient, query: str) -> bool:
    answer = client.get("/sparql", params={"query": query, "format": "json"})
    assert answer.status_code == 200, answer.text
    return answer.json()["boolean"] is True


def _update(client: TestClient, text: str, **parameters: str) -> httpx2.Response:
    return client.post("/update", content=text, headers=DIRECT, params=parameters)


def test_what_is_inserted_is_there_and_can_go_again(writable: TestClient) -> None:
    done = _update(writable, f"INSERT DATA {{ {NOTE} }}")
    assert done.json() == {"added": 1, "removed": 0}
    assert _ask(writable, f"ASK {{ {NOTE} }}")
    done = _update(writable, f"DELETE WHERE {{ {NOTE} }}")
    assert done.json() == {"added": 0, "removed": 1}
    assert not _ask(writable, f"ASK {{ {NOTE} }}")


def test_facts_derived_come_and_go_with_what_they_rest_on(
    over_record: TestClient, two_treaties: ox.Store
) -> None:
    before = lines(two_treaties)
    assert _update(over_record, insert(WITHDRAWAL)).status_code == 200
    assert _ask(over_record, WAYS_OUT)
    gone = _update(over_record, "DROP GRAPH <urn:mine>")
    assert gone.status_code == 200, gone.text
    assert not _ask(over_record, WAYS_OUT)
    assert lines(two_treaties) == before


def test_what_violates_a_shape_is_refused_as_a_whole(
    over_record: TestClient, two_treaties: ox.Store, tmp_path: Path
) -> None:
    before = lines(two_treaties)
    answer = _update(over_record, f"INSERT DATA {{ {NOTE} }} ; {insert(WITHOUT_DATE)}")
    assert answer.status_code == 422, answer.text
    assert "exactly one notification date" in answer.json()["detail"]
    assert lines(two_treaties) == before
    assert not list(tmp_path.glob("submissions/*"))


def test_what_others_rest_on_cannot_be_taken_away(over_record: TestClient) -> None:
    assert _update(over_record, insert(WITHDRAWAL)).status_code == 200
    gone = "DELETE WHERE { GRAPH <urn:mine> { ?exit tg:notificationDate ?day } }"
    answer = _update(over_record, gone)
    assert answer.status_code == 422
    assert "exactly one notification date" in answer.json()["detail"]
    assert _ask(over_record, WAYS_OUT)


def test_many_additions_are_judged_with_all_of_the_record(over_record: TestClient) -> None:
    text = "INSERT { GRAPH <urn:mine> { ?one %s 'noted'@en } } WHERE { ?one a tg:State }"
    assert _update(over_record, text % "rdfs:comment").json()["added"] > 100
    answer = _update(over_record, text % "rdfs:label")
    assert answer.status_code == 422
    assert len(answer.json()["results"]) > 100


KEPT = {
    "a graph of the record": f"DROP GRAPH <{RECORD}>",
    "a triple of the record": "DELETE WHERE { GRAPH ?g { <treaty/26-5> a ?kind } }",
    "a new graph beside those of the record": (
        "INSERT DATA { GRAPH <https://w3id.org/treatygraph/graph/treaty/9> { <urn:a> a <urn:b> } }"
    ),
    "what is derived": "INSERT DATA { GRAPH <graph/derived> { <urn:a> a <urn:b> } }",
    "the ontology": "CLEAR GRAPH <https://w3id.org/treatygraph/graph/ontology>",
    "the record, copied from": f"MOVE <{RECORD}> TO <urn:mine>",
    "the record, copied to": f"INSERT DATA {{ {NOTE} }} ; ADD <urn:notes> TO <{RECORD}>",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_graphs_of_the_record_are_not_for_updates(
    over_record: TestClient, two_treaties: ox.Store, text: str
) -> None:
    before = lines(two_treaties)
    answer = _update(over_record, text)
    assert answer.status_code == 403
    assert "https://w3id.org/treatygraph/graph/" in answer.json()["detail"]
    assert "/submissions" in answer.json()["detail"]
    assert lines(two_treaties) == before


def test_all_means_all_that_users_wrote(writable: TestClient, ontology_alone: ox.Store) -> None:
    before = lines(ontology_alone)
    assert _update(writable, f"INSERT DATA {{ {NOTE} . <urn:a> a <urn:b> }}").status_code == 200
    assert _update(writable, "CLEAR ALL").json() == {"added": 0, "removed": 2}
    assert not _ask(writable, "ASK { GRAPH <urn:notes> {} }")
    assert lines(ontology_alone) == before


def test_patterns_see_what_queries_see(over_record: TestClient) -> None:
    assert _update(over_record, "INSERT DATA { <urn:a> rdfs:seeAlso <treaty/26-5> }").json()[
        "added"
    ]
    text = """INSERT { GRAPH <urn:mine> { ?a rdfs:comment ?name } } WHERE {
      ?a rdfs:seeAlso ?treaty . ?treaty a tg:Treaty ; tg:registerId ?name }"""
    assert _update(over_record, text).json()["added"] == 1


def test_what_names_no_graph_is_written_to_the_unnamed_one(
    writable: TestClient, tmp_path: Path
) -> None:
    assert _update(writable, "INSERT DATA { <urn:a> a <urn:b> }").json()["added"] == 1
    assert _ask(writable, "ASK { <urn:a> a <urn:b> }")
    assert not _ask(writable, "ASK { GRAPH ?g { <urn:a> a <urn:b> } }")
    assert _update(writable, "DELETE WHERE { <urn:a> a ?kind }").json()["removed"] == 1
    assert not list(tmp_path.glob("submissions/*.nq"))


@pytest.mark.parametrize(
    ("text", "parameters", "status"),
    [
        ("INSERT {", {}, 400),
        ("INSERT DATA { <urn:a> a <urn:b> } ; LOAD <http://127.0.0.1:9/>", {}, 400),
        ("INSERT { <urn:a> a ?b } WHERE { SERVICE <http://127.0.0.1:9/> { ?a a ?b } }", {}, 400),
        ("DROP GRAPH <urn:nowhere>", {}, 400),
        ("DELETE { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }", {"using-graph-uri": "urn:g"}, 400),
        ("WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", {"using-graph-uri": "urn:g"}, 400),
        ("CLEAR ALL", {"using-graph-uri": "no iri"}, 400),
        ("CLEAR ALL", {"update": "CLEAR ALL"}, 400),
        ("INSERT DATA { [] a <urn:b> }", {}, 422),
        ("INSERT DATA { tg:Treaty a <urn:b> }", {}, 422),
        (f"INSERT DATA {{ <urn:{'a' * 1000}> a <urn:b> }}", {}, 422),
        (f"INSERT {{ <urn:a> a ?b }} WHERE {'{' * 70} ?a a ?b {'}' * 70}", {}, 400),
        (f"INSERT {{ <urn:a> a ?b }} WHERE {{ ?a {'^' * 50_000}a ?b }}", {}, 400),
        ("#" * 2_000_001, {}, 413),
    ],
)
def test_a_bad_update_is_named(
    refusing: TestClient, text: str, parameters: dict[str, str], status: int
) -> None:
    answer = _update(refusing, text, **parameters)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_error_tells_its_place_in_the_request(refusing: TestClient) -> None:
    text = f"PREFIX a: <urn:>\nCLEAR ALL ;\nPREFIX b: <urn:> INSERT DATA {{ {NOTE} }} ;\n  FOO ALL"
    assert _update(refusing, text).json()["line"] == 4


def test_each_operation_may_declare_prefixes(writable: TestClient) -> None:
    text = """PREFIX a: <urn:> INSERT DATA { GRAPH a:g { a:s a:p "};" } } ; # a comment }
      PREFIX b: <urn:b> INSERT DATA { GRAPH a:g { b:s a:p '''};{''' , <b> } } ;
      DELETE WHERE { GRAPH a:g { b:s ?p ?o } } ;"""
    assert _update(writable, text).json() == {"added": 1, "removed": 0}


def test_too_many_triples_are_refused(ontology_alone: ox.Store, tmp_path: Path) -> None:
    settings = Settings(submissions_folder=tmp_path, token="open sesame", submission_triples=10)  # noqa: S106
    with TestClient(create_app(settings, Graph(ontology_alone, "test"))) as client:
        text = "INSERT { GRAPH <urn:mine> { ?s a ?o } } WHERE { ?s a ?o }"
        assert _update(client, text).status_code == 422


def test_the_deadline_is_kept(two_treaties: ox.Store, tmp_path: Path) -> None:
    settings = Settings(submissions_folder=tmp_path, token="open sesame", update_seconds=0.5)  # noqa: S106
    with TestClient(create_app(settings, Graph(two_treaties, "test"))) as client:
        endless = "INSERT { <urn:a> a ?c } WHERE { ?a tg:date ?b . ?c tg:date ?d . ?e tg:date ?f }"
        answer = _update(client, endless)
        assert answer.status_code == 504
        assert "0.5 seconds" in answer.json()["detail"]


def test_who_has_no_token_writes_nothing(refusing: TestClient, client: TestClient) -> None:
    update = {"update": f"INSERT DATA {{ {NOTE} }}"}
    assert refusing.post("/update", data=update).status_code == 401
    forged = {"Authorization": "Bearer close sesame"}
    assert refusing.post("/update", data=update, headers=forged).status_code == 401
    assert client.post("/update", data=update, headers=TOKEN).status_code == 403
    assert not _ask(refusing, f"ASK {{ {NOTE} }}")


def test_what_is_acknowledged_outlives_a_kill(ontology_alone: ox.Store, tmp_path: Path) -> None:
    settings = Settings(build_folder=tmp_path, submissions_folder=tmp_path / "submissions")
    ontology_alone.dump(dump_path(settings), format=ox.RdfFormat.N_QUADS)
    folder = settings.submissions_folder
    with serving(build_folder=tmp_path, submissions_folder=folder) as (address, _):
        # At its end all processes are killed.
        for text in (f"INSERT DATA {{ {NOTE} . <urn:a> a <urn:b> }}", "CLEAR DEFAULT"):
            answer = httpx2.post(f"{address}/update", content=text, headers=DIRECT, timeout=60)
            assert answer.status_code == 200
    store = ox.Store()
    for path in submission_files(folder):
        store.load(path=path, format=ox.RdfFormat.N_QUADS)
    [kept] = store
    assert str(kept.graph_name) == "<urn:notes>"


def test_what_a_kill_interrupts_is_kept_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal is on disk, and of two graphs one: the next to look makes the other."""
    keep_graphs(tmp_path, {"": "<urn:a> <urn:b> <urn:c> .\n"})

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("treatygraph.store.submissions.remove_file", fail)
        with pytest.raises(KeyboardInterrupt):
            keep_graphs(tmp_path, {"": "", "urn:g": "<urn:a> <urn:b> <urn:c> <urn:g> .\n"})
    [path] = submission_files(tmp_path)
    assert path.read_text() == "<urn:a> <urn:b> <urn:c> <urn:g> .\n"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
