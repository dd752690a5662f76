"""New facts over HTTP: judged, accepted or refused, and still there after a crash."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import SH
from starlette.testclient import TestClient
from tests.conftest import lines
from tests.web.server import serving

from treatygraph.query import workers
from treatygraph.settings import Settings
from treatygraph.store.build import Graph, assemble, data_version
from treatygraph.web.app import create_app

WITHDRAWAL = """
@prefix tg: <https://w3id.org/treatygraph/ontology#> .
@prefix tgv: <https://w3id.org/treatygraph/vocab/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/treatygraph/> .
<withdrawal/26-5/PRT> a tg:Withdrawal ;
    tg:participation <participation/26-5/PRT> ;
    tg:notificationDate "2026-10-01"^^xsd:date ;
    tg:underProvision <provision/26-5/20.2> ;
    tg:recordedStatus tgv:pending ;
    tg:noticeGivenTo <organisation/UNO> ;
    tg:statedReason "not available"@en ;
    tg:confidence tgv:low ;
    prov:wasDerivedFrom <source/unconfirmed> .
"""
WITHOUT_DATE = WITHDRAWAL.replace('    tg:notificationDate "2026-10-01"^^xsd:date ;\n', "")
WAYS_OUT = (
    "ASK { <https://w3id.org/treatygraph/withdrawal/26-5/PRT> tg:computedEffectiveDate ?day }"
)
TURTLE = {"Content-Type": "text/turtle"}
TOKEN = {**TURTLE, "Authorization": "Bearer open sesame"}
BY = "?by=https://orcid.org/0000-0002-1825-0097&today=2026-11-22"


def _asked(client: TestClient, query: str) -> object:
    return client.get("/sparql", params={"query": query, "format": "json"}).json()["boolean"]


def test_a_withdrawal_without_notification_date_is_refused(
    over_record: TestClient, two_treaties: ox.Store, tmp_path: Path
) -> None:
    before = over_record.get("/healthz").json()
    answer = over_record.post("/submissions" + BY, content=WITHOUT_DATE, headers=TOKEN)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert "A withdrawal needs exactly one notification date" in told["detail"]
    [row] = [row for row in told["results"] if row["severity"] == "violation"]
    assert "Q01" in row["rule"]
    assert row["line"] == 7
    assert over_record.get("/healthz").json() == before
    assert len(two_treaties) == before["triples"]
    assert not list(tmp_path.glob("submissions/*"))


def test_a_correct_withdrawal_is_visible_to_the_next_query(over_record: TestClient) -> None:
    before = over_record.get("/healthz").json()
    assert _asked(over_record, WAYS_OUT) is False
    answer = over_record.post("/submissions" + BY, content=WITHDRAWAL, headers=TOKEN)
    assert answer.status_code == 201, answer.text
    assert _asked(over_record, WAYS_OUT) is True
    page = over_record.get(answer.headers["location"], headers={"Accept": "text/turtle"})
    assert "https://orcid.org/0000-0002-1825-0097" in page.text
    after = over_record.get("/healthz").json()
    assert after["triples"] > before["triples"]
    assert after["version"] != before["version"]
    told = over_record.get("/status", params={"treaty": "26-5", "state": "PRT", "on": "2027-06-01"})
    assert told.json()["status"] != "bound"


ACCESSION = """
<participation/26-5/CHN> a tg:Participation ; tg:treaty <treaty/26-5> ; tg:participant <state/CHN> ;
    prov:wasDerivedFrom <source/unconfirmed> .
<action/26-5/CHN/accession> a tg:Accession ; tg:participation <participation/26-5/CHN> ;
    tg:date "2026-10-01"^^xsd:date ; tg:confidence tgv:low ;
    prov:wasDerivedFrom <source/unconfirmed> .
<withdrawal/26-6/DEU> a tg:Withdrawal ;
    tg:participation <participation/26-6/DEU> ;
    tg:notificationDate "2026-09-01"^^xsd:date ;
    tg:underProvision <provision/26-6/20.3> ;
    tg:recordedStatus tgv:pending ;
    prov:wasDerivedFrom <source/unconfirmed> .
"""


def test_what_is_accepted_is_what_a_build_makes_of_it(own_store: ox.Store, tmp_path: Path) -> None:
    """What is derived and counted in the slice is what is derived and counted in the whole."""
    settings = Settings(submissions_folder=tmp_path / "submissions", token="open sesame")  # noqa: S106
    with TestClient(create_app(settings, Graph(own_store, "test"))) as client:
        accepted = client.post("/submissions" + BY, content=WITHDRAWAL + ACCESSION, headers=TOKEN)
    assert accepted.status_code == 201, accepted.text
    built = lines(assemble(submissions=tmp_path / "submissions"))
    assert lines(own_store) == built


def test_the_same_facts_a_second_time_change_nothing(over_record: TestClient) -> None:
    assert (
        over_record.post("/submissions" + BY, content=WITHDRAWAL, headers=TOKEN).status_code == 201
    )
    second = WITHDRAWAL.replace("2026-10-01", "2026-10-02")
    answer = over_record.post("/submissions" + BY, content=second, headers=TOKEN)
    assert answer.status_code == 422
    assert "exactly one notification date" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (TURTLE, 401),
        ({**TURTLE, "Authorization": "Bearer close sesame"}, 401),
        ({**TURTLE, "Authorization": "Basic b3Blbg=="}, 401),
        ({**TURTLE, "Authorization": "Bearer "}, 401),
    ],
)
def test_who_has_no_token_submits_nothing(
    refusing: TestClient, headers: dict[str, str], status: int
) -> None:
    answer = refusing.post("/submissions" + BY, content=WITHDRAWAL, headers=headers)
    assert answer.status_code == status
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_server_without_token_takes_no_submission(client: TestClient) -> None:
    answer = client.post("/submissions" + BY, content=WITHDRAWAL, headers=TOKEN)
    assert answer.status_code == 403
    assert "TREATYGRAPH_TOKEN" in answer.json()["detail"]


def test_a_submission_says_who_sends_it(refusing: TestClient) -> None:
    answer = refusing.post("/submissions", content=WITHDRAWAL, headers=TOKEN)
    assert answer.status_code == 400
    assert "?by=" in answer.json()["detail"]


def test_anybody_may_have_facts_judged(client: TestClient) -> None:
    answer = client.post("/validate?today=2026-11-22", content=WITHOUT_DATE, headers=TURTLE)
    assert answer.status_code == 200
    [row] = [row for row in answer.json() if row["severity"] == "violation"]
    assert "Q01" in row["rule"]
    good = client.post("/validate?today=2026-11-22", content=WITHDRAWAL, headers=TURTLE)
    assert [row for row in good.json() if row["severity"] == "violation"] == []


@pytest.mark.parametrize(
    ("accept", "media_type", "words"),
    [
        ("text/html", "text/html", "A withdrawal needs exactly one notification date"),
        ("application/sarif+json", "application/sarif+json", '"ruleId"'),
        ("text/csv", "text/csv", "Q01"),
        ("text/plain", "text/plain", "violation"),
    ],
)
def test_the_report_comes_in_the_form_that_is_asked_for(
    client: TestClient, accept: str, media_type: str, words: str
) -> None:
    headers = {**TURTLE, "Accept": accept}
    answer = client.post("/validate", content=WITHOUT_DATE, headers=headers)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert words in answer.text


def test_the_report_is_a_validation_report(client: TestClient) -> None:
    headers = {**TURTLE, "Accept": "text/turtle"}
    answer = client.post("/validate", content=WITHOUT_DATE, headers=headers)
    report = rdflib.Graph().parse(data=answer.text, format="turtle")
    assert (None, SH.conforms, rdflib.Literal(False)) in report


BROKEN = {
    "no Turtle": ("<withdrawal/26-5/PRT> a", "text/turtle"),
    "nothing": ("", "text/turtle"),
    "a relative IRI": ("<a> <b> <c> .", "text/turtle"),
    "no JSON": ("{", "application/ld+json"),
    "a term of the ontology": (
        "<https://w3id.org/treatygraph/ontology#Treaty> a <urn:x> .", "text/turtle",
    ),
    "bytes that are no text": ("\x00\x01", "text/turtle"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "media_type"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_told_clearly(
    client: TestClient, content: str, media_type: str
) -> None:
    answer = client.post("/validate", content=content, headers={"Content-Type": media_type})
    assert answer.status_code == 422
    assert answer.json()["findings"]


def test_a_layout_that_there_is_not_is_named(client: TestClient) -> None:
    headers = {"Content-Type": "text/csv; layout=actz"}
    answer = client.post("/validate", content="treaty_id\n26-5\n", headers=headers)
    assert answer.status_code == 422
    assert "There is no layout called “actz”" in answer.text


def test_a_form_that_is_not_read_is_named(client: TestClient) -> None:
    answer = client.post("/validate", content="x", headers={"Content-Type": "image/png"})
    assert answer.status_code in (415, 422)
    assert "image/png" in answer.text


def test_a_body_above_the_limit_is_refused(graph: Graph) -> None:
    settings = Settings(submission_bytes=1000)
    with TestClient(create_app(settings, graph), raise_server_exceptions=False) as client:
        answer = client.post("/validate", content="#" * 1001, headers=TURTLE)
        assert answer.status_code == 413
        assert client.get("/healthz").status_code == 200


def test_the_server_goes_on_after_a_judgement_that_takes_too_long(graph: Graph) -> None:
    settings = Settings(query_seconds=0.01)
    with TestClient(create_app(settings, graph), raise_server_exceptions=False) as client:
        assert client.post("/validate", content=WITHDRAWAL, headers=TURTLE).status_code == 504
        assert client.get("/healthz").status_code == 200


def test_a_judgement_does_not_wait_for_long_queries(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All workers are taken for longer than a judgement may wait."""
    # On a busy machine even a short one may take longer than is usual.
    monkeypatch.setattr(workers, "_HASTE_SECONDS", 6)
    settings = Settings(workers=1, query_seconds=6)
    endless = "SELECT (COUNT(*) AS ?n) { ?a tg:date ?b . ?c tg:date ?d . ?e tg:date ?f }"
    ended: list[int] = []
    with TestClient(create_app(settings, graph)) as client:

        def ask() -> None:
            ended.append(client.get("/sparql", params={"query": endless}).status_code)

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.5)
        base = "https://w3id.org/treatygraph"
        fact = f"<{base}/event/none> a <{base}/ontology#Event> ."
        answer = client.post("/validate", content=fact, headers={"Content-Type": "text/turtle"})
        assert not ended, "the judgement waited for the query"
        asking.join()
    assert answer.status_code == 200
    assert ended == [504]


def test_what_is_acknowledged_outlives_a_kill(build_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "submissions"
    with serving(build_folder=build_folder, submissions_folder=folder) as (address, _):
        # At its end all processes are killed.
        answer = httpx2.post(
            f"{address}/submissions{BY}", content=WITHDRAWAL, headers=TOKEN, timeout=60
        )
        assert answer.status_code == 201
    with serving(build_folder=tmp_path, submissions_folder=folder) as (address, _):
        found = httpx2.get(f"{address}/sparql", params={"query": WAYS_OUT, "format": "json"})
        assert json.loads(found.text)["boolean"] is True


def test_the_version_tells_of_submissions(tmp_path: Path) -> None:
    before = data_version(tmp_path)
    (tmp_path / "one.nq").write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n")
    assert data_version(tmp_path) != before
