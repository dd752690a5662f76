"""Answers and refusals against the schemas and examples of the specification.

They are no part of the project: `TREATYGRAPH_RECONCILIATION_SUITE` names the folder that holds
`0.2` and `1.0-draft`, each with `schemas` and `examples`
(https://github.com/reconciliation-api/specs).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient
from tests.web.reconciliation import SUITE, Service, check

from treatygraph.reconciliation.queries import DRAFT, OLD
from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.web.app import create_app

pytestmark = pytest.mark.skipif(not SUITE, reason="TREATYGRAPH_RECONCILIATION_SUITE is not set")

ROOTS = {OLD: "/reconcile", DRAFT: "/reconcile/1.0-draft"}
BOTH = pytest.mark.parametrize("version", ROOTS)
TEXTS = (
    "Ottawa treaty",
    "Turkey",
    "Czechoslovakia",
    "Zelensky",
    "Congo",
    "Vienna",
    "no such thing",
)


@pytest.fixture(scope="module")
def service(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings(workers=1, build_folder=tmp_path_factory.mktemp("index"))
    with TestClient(create_app(settings, graph), raise_server_exceptions=False) as client:
        yield Service(client)


def _examples(kind: str) -> list[Any]:
    found = sorted(Path(SUITE or ".").glob(f"*/examples/{kind}/*.json")) if SUITE else []
    return [pytest.param(p, id=f"{p.parts[-5]}-{p.parts[-3]}-{p.stem}") for p in found]


@BOTH
def test_the_manifest(service: Service, version: str) -> None:
    check(version, "manifest", service.get(ROOTS[version]))


def test_results_of_0_2(service: Service) -> None:
    queries = {str(n): {"query": text} for n, text in enumerate(TEXTS)}
    queries["p"] = {"properties": [{"pid": "iso3", "v": "POL"}]}  # type: ignore[dict-item]
    check(OLD, "reconciliation-query-batch", queries)
    check(OLD, "reconciliation-result-batch", service.match(queries))


def test_results_of_the_draft(service: Service) -> None:
    queries = [
        {"conditions": [{"matchType": "name", "propertyValue": text}], "type": "Treaty"}
        for text in TEXTS
    ] + [{"conditions": [{"matchType": "name", "propertyValue": text}]} for text in TEXTS]
    check(DRAFT, "reconciliation-query-batch", {"queries": queries})
    check(DRAFT, "reconciliation-result-batch", service.match_draft(*queries))


@BOTH
@pytest.mark.parametrize("prefix", ["", "pol", "a", "treaty"])
def test_suggestions(service: Service, version: str, prefix: str) -> None:
    for what, plural in (("entity", "entities"), ("property", "properties"), ("type", "types")):
        told = service.get(f"{ROOTS[version]}/suggest/{what}", prefix=prefix)
        check(version, f"suggest-{plural}-response", told)


@BOTH
def test_proposals(service: Service, version: str) -> None:
    for kind in ("State", "Treaty", "Person", "Ship", ""):
        told = service.get(f"{ROOTS[version]}/extend/propose", type=kind, limit=7)
        check(version, "data-extension-property-proposal", told)


@BOTH
def test_values_of_every_property_of_every_thing(service: Service, version: str) -> None:
    proposed = service.get(f"{ROOTS[version]}/extend/propose")["properties"]
    names = service.get("/search", q="convention", limit=100)["results"]
    names += service.get("/search", q="republic", limit=100)["results"]
    query = {"ids": [one["id"] for one in names], "properties": [{"id": p["id"]} for p in proposed]}
    check(version, "data-extension-query", query)
    extend = service.extend if version == OLD else service.extend_draft
    check(version, "data-extension-response", extend(query))


def _send(service: Service, path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    if path.parts[-5] == OLD:
        return service.client.post("/reconcile", data={"queries": text})
    headers = {"Content-Type": "application/json"}
    return service.client.post("/reconcile/1.0-draft/match", content=text, headers=headers)


@pytest.mark.parametrize("path", _examples("reconciliation-query-batch/valid"))
def test_batches_that_are_valid_are_answered(service: Service, path: Path) -> None:
    answer = _send(service, path)
    assert answer.status_code == 200
    check(path.parts[-5], "reconciliation-result-batch", answer.json())


@pytest.mark.parametrize("path", _examples("reconciliation-query-batch/invalid"))
def test_batches_that_are_invalid_are_refused(service: Service, path: Path) -> None:
    answer = _send(service, path)
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize("path", _examples("data-extension-query/valid"))
def test_extensions_that_are_valid_are_answered(service: Service, path: Path) -> None:
    query = json.loads(path.read_bytes())
    version = path.parts[-5]
    told = service.extend(query) if version == OLD else service.extend_draft(query)
    check(version, "data-extension-response", told)


@pytest.mark.parametrize("path", _examples("reconciliation-result-batch/invalid"))
def test_the_schemas_refuse_what_is_invalid(path: Path) -> None:
    with pytest.raises(jsonschema.ValidationError):
        check(path.parts[-5], "reconciliation-result-batch", json.loads(path.read_bytes()))
