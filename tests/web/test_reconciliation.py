"""`/reconcile`: the contract of both versions, as a client meets it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.reconciliation import Service

from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.web.app import create_app


@pytest.fixture(scope="module")
def service(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings(workers=1, build_folder=tmp_path_factory.mktemp("index"))
    with TestClient(create_app(settings, graph), raise_server_exceptions=False) as client:
        yield Service(client)


def test_the_manifest_of_0_2_says_where_all_is(service: Service) -> None:
    told = service.get("/reconcile")
    assert told["versions"] == ["0.2"]
    assert told["identifierSpace"] == "https://w3id.org/treatygraph/"
    assert told["view"]["url"] == "http://testserver/{{id}}"
    assert {"id": "State", "name": "state"} in told["defaultTypes"]
    assert set(told["suggest"]) == {"entity", "property", "type"}
    propose = told["extend"]["propose_properties"]
    assert service.get(propose["service_url"] + propose["service_path"], type="State")


def test_the_manifest_of_the_draft_is_apart(service: Service) -> None:
    told = service.get("/reconcile/1.0-draft")
    assert told["versions"] == ["1.0-draft"]
    assert told["suggest"] == {"entity": True, "property": True, "type": True}
    assert told["standardizedScore"] is True


def test_batches_are_matched(service: Service) -> None:
    told = service.match({"a": {"query": "Ottawa treaty"}, "b": {"query": "Atlantis"}})
    first = told["a"]["result"][0]
    assert (first["id"], first["match"], first["score"]) == ("treaty/26-5", True, 100)
    assert first["type"] == [{"id": "Treaty", "name": "treaty"}]
    assert {"id": "name_exact", "value": True} in first["features"]
    assert not any(candidate["match"] for candidate in told["b"]["result"])


def test_a_batch_may_be_sent_by_get(service: Service) -> None:
    told = service.get("/reconcile", queries=json.dumps({"q": {"query": "POL"}}))
    assert told["q"]["result"][0]["id"] == "state/POL"


def test_types_and_limits_narrow(service: Service) -> None:
    query = {"query": "Vienna", "type": ["Treaty"], "limit": 2}
    told = service.match({"q": query, "none": {**query, "type": "Ship"}})
    assert len(told["q"]["result"]) == 2
    assert told["none"]["result"] == []


def test_properties_tell_things_of_one_name_apart(service: Service) -> None:
    query = {"query": "Congo", "properties": [{"pid": "iso3", "v": "COD"}]}
    told = service.match({"q": query})["q"]["result"]
    assert [(one["id"], one["match"]) for one in told[:2]] == [
        ("state/COD", True), ("state/COG", False),
    ]  # fmt: skip


def test_properties_alone_are_enough(service: Service) -> None:
    query = {"properties": [{"pid": "adoptedOn", "v": "1997-09-18"}], "type": "Treaty"}
    told = service.match({"q": query})["q"]["result"]
    assert [(one["id"], one["match"]) for one in told] == [("treaty/26-5", True)]


def test_the_draft_lists_candidates(service: Service) -> None:
    name = {"matchType": "name", "propertyValue": "Турция"}
    told = service.match_draft({"conditions": [name]}, {"conditions": [name], "type": "Treaty"})
    [first, *_] = told["results"][0]["candidates"]
    assert (first["id"], first["match"], first["lang"]) == ("state/TUR", True, "en")
    assert all(feature["name"] for feature in first["features"])
    assert told["results"][1]["candidates"] == []


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ({"propertyValue": "COD", "required": True}, ["state/COD"]),
        ({"propertyValue": "COD", "required": True, "matchQuantifier": "none"}, ["state/COG"]),
        ({"propertyValue": ["COD", "COG"], "required": True}, ["state/COD", "state/COG"]),
        ({"propertyValue": ["COD", "COG"], "matchQuantifier": "all", "required": True}, []),
    ],
)
def test_conditions_of_the_draft(service: Service, condition: Any, ids: list[str]) -> None:
    name = {"matchType": "name", "propertyValue": "Congo"}
    code = {"matchType": "property", "propertyId": "iso3", **condition}
    told = service.match_draft({"conditions": [name, code]})["results"][0]["candidates"]
    assert sorted(one["id"] for one in told if one["score"] == 80) == ids


def test_an_identifier_is_a_condition(service: Service) -> None:
    known = {"matchType": "id", "propertyValue": ["treaty/26-5", "Q36"]}
    told = service.match_draft({"conditions": [known]})["results"][0]["candidates"]
    assert sorted(one["id"] for one in told) == ["state/POL", "treaty/26-5"]


def test_names_are_in_the_language_that_is_asked_for(service: Service) -> None:
    query = {"q": {"query": "Poland"}}
    told = service.match(query, **{"Accept-Language": "xx, fr;q=0.5, en;q=0.2"})
    assert told["q"]["result"][0]["name"] == "Pologne"


@pytest.mark.parametrize("root", ["/reconcile", "/reconcile/1.0-draft"])
def test_suggestions_follow_what_is_typed(service: Service, root: str) -> None:
    [first, *_] = service.get(f"{root}/suggest/entity", prefix="otta")["result"]
    assert (first["id"], first["notable"][0]["id"]) == ("treaty/26-5", "Treaty")
    [kind] = service.get(f"{root}/suggest/type", prefix="former")["result"]
    assert (kind["id"], kind["broader"][0]["id"]) == ("FormerState", "Participant")
    [one, _] = service.get(f"{root}/suggest/property", prefix="iso")["result"]
    assert one["id"] == "iso2"


def test_suggestions_go_on_from_the_cursor(service: Service) -> None:
    first = service.get("/reconcile/suggest/entity", prefix="")["result"]
    again = service.get("/reconcile/suggest/entity", prefix="", cursor=1)["result"]
    assert len(first) == 20
    assert again[:19] == first[1:]


def test_previews_may_be_framed(service: Service) -> None:
    answer = service.client.get("/reconcile/preview?id=state%2FTUR")
    assert "<h1>" in answer.text
    assert "Türkiye" in answer.text
    assert "frame-ancestors *" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("what", "id"), [("entity", "state/TUR"), ("type", "State"), ("property", "iso3")]
)
def test_flyouts_tell_what_is_suggested(service: Service, what: str, id: str) -> None:
    told = service.get(f"/reconcile/flyout/{what}", id=id)
    assert told["id"] == id
    assert told["html"].startswith("<p><strong>")


def test_properties_are_proposed_for_a_type(service: Service) -> None:
    told = service.get("/reconcile/extend/propose", type="Treaty", limit=5)
    assert len(told["properties"]) == told["limit"] == 5
    every = service.get("/reconcile/extend/propose", type="Treaty")["properties"]
    assert "adoptedOn" in {one["id"] for one in every}
    assert "iso3" not in {one["id"] for one in every}


ASKED = {
    "ids": ["treaty/26-5", "state/POL", "ship/1"],
    "properties": [
        {"id": "depositary"},
        {"id": "adoptedOn"},
        {"id": "exactMatch"},
        {"id": "label", "settings": {"language": "fr"}},
        {"id": "altLabel", "settings": {"limit": "1"}},
        {"id": "colour"},
    ],
}


def test_values_of_properties(service: Service) -> None:
    told = service.extend(ASKED)
    treaty, state = told["rows"]["treaty/26-5"], told["rows"]["state/POL"]
    assert treaty["depositary"] == [{"id": "organisation/UNO", "name": "United Nations"}]
    assert treaty["adoptedOn"] == [{"date": "1997-09-18T00:00:00Z"}]
    assert state["exactMatch"] == [{"id": "Q36", "name": "Poland"}]
    assert state["label"] == [{"str": "Pologne"}]
    assert len(treaty["altLabel"]) == 1
    assert set(map(str, told["rows"]["ship/1"].values())) == {"[]"}
    assert told["meta"][2]["service"].startswith("https://wikidata")


def test_values_of_properties_in_the_draft(service: Service) -> None:
    told = service.extend_draft(ASKED)
    [_, state, _] = told["rows"]
    assert state["id"] == "state/POL"
    assert state["properties"][3] == {
        "id": "label", "values": [{"str": "Pologne", "lang": "fr"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "told"),
    [
        ("POST", "/reconcile", {"data": {"queries": "{"}}, 400, "is not JSON: "),
        ("POST", "/reconcile", {"data": {"queries": "[" * 99_999}}, 400, "JSON"),
        ("POST", "/reconcile", {"data": {"queries": '{"q": {}}'}}, 400, "neither “query”"),
        ("POST", "/reconcile", {"data": {}}, 415, "no Content-Type"),
        ("POST", "/reconcile", {"data": {"query": "x"}}, 400, "Send “queries”"),
        ("POST", "/reconcile", {"json": {}}, 415, "is not read here"),
        ("POST", "/reconcile", {"data": {"queries": "{}", "extend": "{}"}}, 400, "Send one of"),
        ("POST", "/reconcile", {"data": {"extend": '{"ids": 1}'}}, 400, "“ids” is no array"),
        ("POST", "/reconcile", {"data": {"queries": "x" * 1_000_001}}, 413, "longer than"),
        ("GET", "/reconcile?callback=x", {}, 400, "or no parameter"),
        ("GET", "/reconcile/suggest/entity?prefix=" + "x" * 501, {}, 400, "longer than 500"),
        ("GET", "/reconcile/suggest/entity?cursor=-1", {}, 400, "no whole number"),
        ("GET", "/reconcile/suggest/ship", {}, 404, "no suggest service"),
        ("GET", "/reconcile/extend/propose?limit=0", {}, 400, "from 1 on"),
        ("GET", "/reconcile/preview?id=ship/1", {}, 404, "no thing"),
        ("GET", "/reconcile/flyout/entity?id=ship/1", {}, 404, "no entity"),
        ("POST", "/reconcile/1.0-draft/match", {"json": []}, 400, "no object with “queries”"),
        ("POST", "/reconcile/1.0-draft/match", {"data": {"a": "b"}}, 415, "application/json"),
        ("POST", "/reconcile/1.0-draft/extend", {"json": {"ids": []}}, 400, "“properties” is no"),
    ],
)
def test_what_is_wrong_is_told(
    service: Service, method: str, path: str, sent: Any, status: int, told: str
) -> None:
    answer = service.client.request(method, path, **sent)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.json()["detail"]


def test_too_many_queries_are_told_apart(service: Service) -> None:
    batch = json.dumps({f"q{n}": {"query": "x"} for n in range(501)})
    answer = service.client.post("/reconcile", data={"queries": batch})
    assert answer.status_code == 413
    assert answer.json()["detail"] == "The batch has 501 queries: send 500 at most."


def test_half_a_character_is_no_failure(service: Service) -> None:
    told = service.match({"\ud800": {"query": "\ud800"}})
    assert told == {"\ud800": {"result": []}}


def test_pages_of_others_may_ask(service: Service) -> None:
    headers = {"Origin": "https://openrefine.example"}
    answer = service.client.get("/reconcile", headers=headers)
    assert answer.headers["access-control-allow-origin"] == "*"
