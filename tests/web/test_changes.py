"""What changed over HTTP: in the list, in the feeds, on the page, and still after a restart."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from tests.web.test_submissions import BY, TOKEN, WITHDRAWAL

from treatygraph.changes.history import open_history
from treatygraph.changes.noting import note_version
from treatygraph.errors import DataError
from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.web.app import create_app
from treatygraph.web.versions import naming

ADDED = "Portugal: withdrawal, notified 1 October 2026, added."
ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NOTES = "https://example.org/graph/notes"
NOTE = '<https://example.org/a> <https://example.org/says> "<b>&\x07" .'


def _entries(client: TestClient, address: str) -> list[ET.Element]:
    """The entries of a feed that keeps to RFC 4287, sections 4.1.1, 4.1.2 and 4.2."""
    answer = client.get(address)
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ET.fromstring(answer.content)  # noqa: S314
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    entries = feed.findall(f"{ATOM}entry")
    for part in (feed, *entries):
        for name in ("id", "title", "updated"):
            [found] = part.findall(f"{ATOM}{name}")
            assert found.text, name
        assert MOMENT.fullmatch(part.findtext(f"{ATOM}updated", ""))
        relations = [link.get("rel") for link in part.findall(f"{ATOM}link")]
        assert relations.count("alternate") == 1
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len({*ids, feed.findtext(f"{ATOM}id")}) == len(ids) + 1
    return entries


def _contents(client: TestClient, address: str) -> str:
    return "".join(e.findtext(f"{ATOM}content", "") for e in _entries(client, address))


def test_a_submission_is_in_the_feeds_and_still_after_a_restart(
    over_record: TestClient, two_treaties: ox.Store, tmp_path: Path
) -> None:
    settings = Settings(submissions_folder=tmp_path / "submissions")
    note_version(open_history(settings), Graph(two_treaties, "test"), naming)
    assert _entries(over_record, "/changes.atom?treaty=26-5") == []
    assert over_record.post("/submissions" + BY, content=WITHDRAWAL, headers=TOKEN).is_success
    page = over_record.get("/changes", headers={"Accept": "text/html"})
    assert "notified 1 October 2026</a>, added." in page.text
    told = over_record.get("/changes").json()

    # What is served now may have another version, as after a build with the same facts.
    note_version(open_history(settings), Graph(two_treaties, "built anew"), naming)
    with TestClient(create_app(settings, Graph(two_treaties, "built anew"))) as restarted:
        assert restarted.get("/changes").json() == told
        assert "could not be kept" not in restarted.get("/changes?format=html").text
        for address in ("/changes.atom", "/changes.atom?treaty=26-5"):
            assert ADDED in _contents(restarted, address)
            assert "What follows from it" in _contents(restarted, address)
        assert _entries(restarted, "/changes.atom?treaty=26-8") == []
        [category] = _entries(restarted, "/changes.atom")[0].findall(f"{ATOM}category")
        assert category.get("term") == "https://w3id.org/treatygraph/treaty/26-5"


@pytest.fixture
def written(writable: TestClient) -> TestClient:
    """A server to whose graph somebody wrote once."""
    headers = {**TOKEN, "Content-Type": "text/turtle"}
    assert writable.put(
        "/graphs", params={"graph": NOTES}, content=NOTE, headers=headers
    ).is_success
    return writable


def test_a_write_is_told_in_every_form(written: TestClient) -> None:
    [change] = written.get("/changes").json()["changes"]
    assert [row["thing"] for row in change["rows"]] == ["https://example.org/a"]
    assert written.get("/changes?format=csv").text.count("\r\n") == 2
    turtle = written.get("/changes?format=turtle").content
    assert "says" in str([*ox.parse(turtle, format=ox.RdfFormat.TURTLE)])
    assert _contents(written, "/changes.atom").count("<b>") == 0
    page = written.get("/changes?format=html").text
    assert "https://example.org/a" in page
    assert "&lt;b&gt;&amp;" in page


def test_each_change_has_an_address(written: TestClient) -> None:
    [change] = written.get("/changes").json()["changes"]
    path = change["id"].removeprefix("https://w3id.org/treatygraph")
    assert written.get(path).json()["changes"] == [change]
    assert written.get("/changes/7-none").status_code == 404


def test_what_is_written_twice_changes_nothing(written: TestClient) -> None:
    headers = {**TOKEN, "Content-Type": "text/turtle"}
    known = written.get("/changes").json()
    written.put("/graphs?graph=https://example.org/copy", content=NOTE, headers=headers)
    assert written.get("/changes").json() == known


def test_a_parameter_comes_once(written: TestClient) -> None:
    answer = written.get("/changes?page=1&page=1")
    assert answer.status_code == 400
    assert "given twice" in answer.json()["detail"]


def test_other_files_in_the_folder_are_left_alone(written: TestClient, tmp_path: Path) -> None:
    folder = tmp_path / "submissions" / "changes"
    for name in ("notes.json", "._1-copy.json"):
        (folder / name).write_text("{}", encoding="utf-8")
    headers = {**TOKEN, "Content-Type": "text/turtle"}
    more = NOTE.replace("/a>", "/b>")
    assert written.post(f"/graphs?graph={NOTES}", content=more, headers=headers).status_code == 204
    assert len(written.get("/changes").json()["changes"]) == 2


def test_what_was_served_and_not_kept_is_found_at_the_next_start(
    writable: TestClient, ontology_alone: ox.Store, tmp_path: Path
) -> None:
    history = open_history(Settings(submissions_folder=tmp_path / "submissions"))
    note_version(history, Graph(ontology_alone, "first"), naming)
    headers = {**TOKEN, "Content-Type": "text/turtle"}
    writable.put("/graphs", params={"graph": NOTES}, content=NOTE, headers=headers)
    [path] = history.folder.glob("2-*.json")
    kept = path.rename(tmp_path / path.name)
    note_version(history, Graph(ontology_alone, "second"), naming)
    assert [row.thing for row in history.changes()[0].rows] == ["https://example.org/a"]
    for lost in history.folder.glob("2-*.json"):
        lost.unlink()
    (history.folder / "served.nt.zst").unlink()
    kept.rename(path)
    known = history.changes()
    note_version(history, Graph(ontology_alone, "third"), naming)
    assert history.changes()[1:] == known, "without what was served, nothing is made up"
    assert history.changes()[0].rows == ()


@pytest.mark.parametrize("address", ["/changes", "/changes.atom", "/changes?format=html"])
def test_who_holds_it_is_told_so(written: TestClient, address: str) -> None:
    tag = written.get(address).headers["etag"]
    held = written.get(address, headers={"If-None-Match": tag})
    assert (held.status_code, held.content) == (304, b"")
    headers = {**TOKEN, "Content-Type": "text/turtle"}
    written.delete("/graphs", params={"graph": NOTES}, headers=headers)
    assert written.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_server_that_may_not_keep_changes_serves_and_says_so(
    ontology_alone: ox.Store, tmp_path: Path
) -> None:
    (tmp_path / "changes").touch()
    settings = Settings(submissions_folder=tmp_path, token="open sesame")  # noqa: S106
    with TestClient(create_app(settings, Graph(ontology_alone, "test"))) as client:
        headers = {**TOKEN, "Content-Type": "text/turtle"}
        address = f"/graphs?graph={NOTES}"
        assert client.put(address, content=NOTE, headers=headers).status_code == 201
        page = client.get("/changes?format=html")
        assert "could not be kept" in page.text
        assert _entries(client, "/changes.atom") == []


@pytest.mark.parametrize(("name", "status"), [("served.nt.zst", 200), ("1-broken.json", 503)])
def test_a_broken_history_is_named_and_keeps_nobody_from_serving(
    name: str, status: int, ontology_alone: ox.Store, tmp_path: Path
) -> None:
    settings, graph = Settings(submissions_folder=tmp_path), Graph(ontology_alone, "test")
    note_version(open_history(settings), Graph(ontology_alone, "before"), naming)
    (tmp_path / "changes" / name).write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match=name):
        note_version(open_history(settings), graph, naming)
    with TestClient(create_app(settings, graph)) as client:
        assert client.get("/healthz").is_success
        answer = client.get("/changes")
        assert answer.status_code == status
        assert str(tmp_path) not in answer.text


def test_many_changes_stand_on_several_pages(ontology_alone: ox.Store, tmp_path: Path) -> None:
    settings = Settings(submissions_folder=tmp_path)
    history = open_history(settings)
    nothing = {"rows": [], "added": "", "removed": "", "derived_added": "", "derived_removed": ""}
    for version in range(51):
        history.keep("first", "", str(version), nothing)
    with TestClient(create_app(settings, Graph(ontology_alone, "50"))) as client:
        assert len(_entries(client, "/changes.atom")) == 50
        [last] = _entries(client, "/changes.atom?page=2")
        assert last.findtext(f"{ATOM}id", "").endswith("/1-0#other")
        assert 'rel="next"' in client.get("/changes.atom").text
        following = client.get("/changes").links["next"]["url"]
        assert len(client.get(following).json()["changes"]) == 1
        for page in ("3", "0", "1" * 5000, "two"):
            assert client.get(f"/changes?page={page}").status_code == 400


def test_a_treaty_leads_to_its_feed(client: TestClient) -> None:
    page = client.get("/treaty/26-5", headers={"Accept": "text/html"}).text
    feed = 'rel="alternate" type="application/atom+xml" href="/changes.atom?treaty=26-5"'
    assert feed in page
