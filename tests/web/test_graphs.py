"""The Graph Store Protocol: graphs read by all, written by token and only as far as they may be."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest
import rdflib
from starlette.testclient import TestClient
from tests.conftest import lines
from tests.web.server import TOKEN
from tests.web.test_submissions import WAYS_OUT, WITHDRAWAL, WITHOUT_DATE

from treatygraph.query.formats import GRAPHS, by_name
from treatygraph.store.build import Graph

MINE = {"graph": "urn:mine"}
RECORD = {"graph": "https://w3id.org/treatygraph/graph/treaty/26-5"}
ONTOLOGY = {"graph": "https://w3id.org/treatygraph/graph/ontology"}
TURTLE = {"Content-Type": "text/turtle", **TOKEN}
NOTE = "<urn:note> <urn:says> 'one' ."


def _put(client: TestClient, content: str, **parameters: str) -> httpx2.Response:
    return client.put("/graphs", params=parameters or MINE, content=content, headers=TURTLE)


def _read(client: TestClient, **parameters: str) -> rdflib.Graph:
    answer = client.get("/graphs", params=parameters or MINE, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200, answer.text
    return rdflib.Graph().parse(data=answer.text, format="turtle")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml, text/turtle;q=0.9", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_a_graph_of_the_record_is_read_in_any_form(
    client: TestClient, graph: Graph, accept: str, media_type: str
) -> None:
    answer = client.get("/graphs", params=RECORD, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]
    engine = by_name(GRAPHS, media_type).engine
    assert isinstance(engine, ox.RdfFormat)
    there = graph.store.quads_for_pattern(None, None, None, ox.NamedNode(RECORD["graph"]))
    assert {q.triple for q in ox.parse(answer.content, engine)} == {q.triple for q in there}


def test_who_holds_a_graph_is_told_that_it_is_the_same(client: TestClient) -> None:
    first = client.get("/graphs", params=RECORD)
    held = {"If-None-Match": first.headers["etag"]}
    assert client.get("/graphs", params=RECORD, headers=held).status_code == 304


def test_put_makes_a_graph_and_replaces_it(writable: TestClient) -> None:
    made = _put(writable, NOTE)
    assert made.status_code == 201
    assert "one" in writable.get(made.headers["location"]).text
    assert _put(writable, NOTE.replace("one", "two")).status_code == 204
    [said] = _read(writable).objects()
    assert str(said) == "two"


def test_post_adds_to_a_graph(writable: TestClient) -> None:
    for content, status in ((NOTE, 201), (NOTE.replace("one", "two"), 204)):
        answer = writable.post("/graphs", params=MINE, content=content, headers=TURTLE)
        assert answer.status_code == status
    assert {str(said) for said in _read(writable).objects()} == {"one", "two"}


def test_post_without_a_name_makes_a_new_graph(writable: TestClient) -> None:
    made = writable.post("/graphs", content=NOTE, headers=TURTLE)
    assert made.status_code == 201
    assert "one" in writable.get(made.headers["location"]).text


def test_delete_removes_a_graph_and_its_file(writable: TestClient, tmp_path: Path) -> None:
    _put(writable, NOTE)
    assert list(tmp_path.glob("submissions/*.nq"))
    assert writable.delete("/graphs", params=MINE, headers=TOKEN).status_code == 204
    assert not list(tmp_path.glob("submissions/*.nq"))
    for method in ("GET", "HEAD", "DELETE"):
        assert writable.request(method, "/graphs", params=MINE, headers=TOKEN).status_code == 404


def test_the_unnamed_graph_is_always_there(writable: TestClient) -> None:
    assert len(_read(writable, default="")) == 0
    assert _put(writable, NOTE, default="").status_code == 204
    assert len(_read(writable, default="")) == 1
    assert writable.delete("/graphs?default", headers=TOKEN).status_code == 204
    assert len(_read(writable, default="")) == 0


def test_what_is_derived_follows_a_graph(over_record: TestClient, two_treaties: ox.Store) -> None:
    before = lines(two_treaties)
    assert _put(over_record, WITHDRAWAL).status_code == 201
    ask = {"query": WAYS_OUT, "format": "json"}
    assert over_record.get("/sparql", params=ask).json()["boolean"] is True
    assert over_record.delete("/graphs", params=MINE, headers=TOKEN).status_code == 204
    assert lines(two_treaties) == before


def test_what_violates_a_shape_is_refused(over_record: TestClient, two_treaties: ox.Store) -> None:
    assert _put(over_record, WITHDRAWAL).status_code == 201
    before = lines(two_treaties)
    answer = _put(over_record, WITHOUT_DATE)
    assert answer.status_code == 422
    assert "exactly one notification date" in answer.json()["detail"]
    assert lines(two_treaties) == before


def test_a_submission_is_withdrawn_by_deleting_its_graph(
    over_record: TestClient, two_treaties: ox.Store, tmp_path: Path
) -> None:
    before = lines(two_treaties)
    sent = over_record.post("/submissions?by=me", content=WITHDRAWAL, headers=TURTLE)
    graph = {"graph": sent.json()["graph"]}
    assert over_record.delete("/graphs", params=graph, headers=TOKEN).status_code == 204
    assert lines(two_treaties) == before
    assert not list(tmp_path.glob("submissions/*.nq"))


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_graphs_of_the_record_are_read_only(
    over_record: TestClient, two_treaties: ox.Store, method: str
) -> None:
    before = lines(two_treaties)
    content = NOTE if method != "DELETE" else None
    answer = over_record.request(method, "/graphs", params=RECORD, content=content, headers=TURTLE)
    assert answer.status_code == 403
    assert RECORD["graph"] in answer.json()["detail"]
    assert lines(two_treaties) == before


@pytest.mark.parametrize(
    ("method", "params", "headers", "content", "status"),
    [
        ("GET", {}, {}, None, 400),
        ("GET", {"graph": "no iri"}, {}, None, 400),
        ("GET", {"graph": ["urn:a", "urn:b"]}, {}, None, 400),
        ("GET", {"graph": "urn:a", "default": ""}, {}, None, 400),
        ("GET", {"graph": "urn:nowhere"}, {}, None, 404),
        ("GET", ONTOLOGY, {"Accept": "image/png"}, None, 406),
        ("GET", ONTOLOGY, {"Accept": "text/turtle;q=0"}, None, 406),
        ("PUT", MINE, {"Content-Type": "text/turtle"}, NOTE, 401),
        ("DELETE", MINE, {}, None, 401),
        ("PUT", {}, TURTLE, NOTE, 400),
        ("PUT", MINE, {**TOKEN, "Content-Type": "image/png"}, NOTE, 415),
        ("PUT", MINE, TOKEN, NOTE, 415),
        ("PUT", MINE, {**TOKEN, "Content-Type": "text/turtle;charset=utf-16"}, NOTE, 415),
        ("PUT", MINE, TURTLE, "#" * 2_000_001, 413),
        ("PUT", MINE, TURTLE, "<a> <b>", 422),
        ("PUT", MINE, TURTLE, "", 422),
        ("PUT", MINE, TURTLE, "[] <urn:a> 1 .", 422),
        ("PATCH", MINE, TURTLE, NOTE, 405),
    ],
)
def test_a_bad_request_is_named(
    refusing: TestClient, method: str, params: dict[str, str], headers: dict[str, str],
    content: str | None, status: int,
) -> None:  # fmt: skip
    answer = refusing.request(method, "/graphs", params=params, headers=headers, content=content)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_has_a_length(refusing: TestClient) -> None:
    request = refusing.build_request("PUT", "/graphs", params=MINE, headers=TURTLE)
    del request.headers["content-length"]
    assert refusing.send(request).status_code == 411


def test_a_server_without_token_takes_no_graph(client: TestClient) -> None:
    assert _put(client, NOTE).status_code == 403
