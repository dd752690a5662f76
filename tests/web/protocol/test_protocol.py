"""The tests of the SPARQL 1.1 Protocol, against a server that takes updates."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest
from tests.web.protocol.cases import Case, Exchange, read_manifest, read_table
from tests.web.server import TOKEN, serving

from treatygraph.settings import Settings
from treatygraph.store.build import dump_path

VARIABLE = "TREATYGRAPH_PROTOCOL_SUITE"
CASES = read_table(Path(__file__).parent / "requests.yaml")
DOCUMENT = "<http://xmlns.com/foaf/0.1/Document>"
KINDS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json", "application/sparql-results+xml", "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml"},
}  # fmt: skip


@pytest.fixture(scope="module")
def server(_ontology: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with folders of its own and no record."""
    folder = tmp_path_factory.mktemp("protocol")
    settings = Settings(build_folder=folder, submissions_folder=folder / "submissions")
    _ontology.dump(dump_path(settings), format=ox.RdfFormat.N_QUADS)
    folders = {
        "build_folder": settings.build_folder,
        "submissions_folder": settings.submissions_folder,
    }
    with serving(**folders) as (address, _):
        yield address


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_protocol_is_kept(server: str, case: Case) -> None:
    for graph in case.graphs:
        content, headers = f"<{graph}> a {DOCUMENT} .", {"Content-Type": "text/turtle", **TOKEN}
        place = f"{server}/graphs"
        answer = httpx2.put(place, params={"graph": graph}, content=content, headers=headers)
        assert answer.status_code in (201, 204), answer.text
    for exchange in case.exchanges:
        is_update = case.is_update and "sparql-query" not in exchange.media_type
        _check(_send(server, "update" if is_update else "sparql", exchange), exchange)


def _send(server: str, operation: str, exchange: Exchange) -> httpx2.Response:
    media_type = {"Content-Type": exchange.media_type} if exchange.media_type else {}
    return httpx2.request(
        exchange.method,
        f"{server}/{operation}?{exchange.parameters}",
        headers={**media_type, **(TOKEN if operation == "update" else {})},
        content=exchange.body,
    )


def _check(answer: httpx2.Response, exchange: Exchange) -> None:
    hundreds, *kinds = exchange.expect
    assert f"{answer.status_code // 100}xx" in hundreds.split("/"), answer.text
    for kind in kinds:
        if kind == "true":
            assert answer.json()["boolean"] is True
        else:
            assert answer.headers["content-type"].partition(";")[0] in KINDS[kind]


@pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no folder with the suite")
def test_the_table_says_what_the_suite_says() -> None:
    suite = [*read_manifest(Path(os.environ[VARIABLE]) / "manifest.ttl")]
    assert len(suite) == 34
    assert suite == CASES
