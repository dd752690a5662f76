"""Fetching: an extract is the same however it came about, and a fetch goes on where it stopped."""

from __future__ import annotations

import bz2
from pathlib import Path

import pytest
from tests.wikidata.conftest import ask_of
from tests.wikidata.server import ITEMS, serving

from treatygraph.errors import DataError, UsageError
from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.wikidata.client import Client
from treatygraph.wikidata.extract import load_extract
from treatygraph.wikidata.fetching import fetch, fetch_from_files, linked_items

OLD, NEW = "Q9000000000", "Q9000000001"
WANTED = sorted(path.stem for path in ITEMS.glob("*.ttl"))


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_wikidata_and_files_give_the_same_extract(tmp_path: Path, extract_folder: Path) -> None:
    with serving() as server:
        fetched = fetch(WANTED, tmp_path, ask_of(server))
    assert fetched.written == tuple(WANTED)
    assert _files(tmp_path) == _files(extract_folder)


@pytest.mark.parametrize("seed", range(4))
def test_failures_at_random_change_nothing(
    tmp_path: Path, extract_folder: Path, waits: list[float], seed: int
) -> None:
    with serving(seed=seed) as server:
        fetch(WANTED, tmp_path, ask_of(server, tries=40))
    assert len(server.asked) > len(WANTED)
    assert waits
    assert _files(tmp_path) == _files(extract_folder)


@pytest.mark.parametrize("fault", ["503", "dropped", "cut"])
def test_each_failure_is_tried_again_after_a_while(
    tmp_path: Path, waits: list[float], fault: str
) -> None:
    with serving([fault] * 3) as server:
        fetch([OLD], tmp_path, ask_of(server))
    assert waits == [1.0, 2.0]  # the first new try is made at once, then twice as late each time
    assert len(server.asked) == 5


def test_it_waits_as_long_as_it_is_told(tmp_path: Path, waits: list[float]) -> None:
    with serving(["429", "429"]) as server:
        fetch([OLD], tmp_path, ask_of(server))
    assert waits == [7, 7]


def test_what_was_broken_off_goes_on(tmp_path: Path, waits: list[float]) -> None:
    with serving() as server:
        fetch([OLD], tmp_path, ask_of(server))
        server.faults += ["503"] * 3
        with pytest.raises(UsageError, match="write the same command again"):
            fetch(WANTED, tmp_path, ask_of(server, tries=2))
        server.asked.clear()
        fetched = fetch(WANTED, tmp_path, ask_of(server))
    assert {OLD, NEW} <= set(fetched.kept)
    assert len(server.asked) == len(fetched.written) == len(WANTED) - len(fetched.kept)


def test_refresh_fetches_anew(tmp_path: Path) -> None:
    with serving() as server:
        for _ in range(2):
            fetched = fetch([OLD], tmp_path, ask_of(server), refresh=True)
    assert (fetched.written, fetched.kept) == ((OLD, NEW), ())


def test_an_item_that_is_not_there_is_named(tmp_path: Path) -> None:
    with serving() as server:
        fetched = fetch(["Q9000000999"], tmp_path, ask_of(server))
    assert (fetched.lacking, fetched.written) == (("Q9000000999",), ())


def test_requests_say_who_asks(tmp_path: Path) -> None:
    with serving() as server:
        fetch([OLD], tmp_path, ask_of(server))
    path, agent = server.asked[0]
    assert path == f"/wiki/Special:EntityData/{OLD}.ttl?flavor=dump"
    assert agent.startswith("treatygraph/")
    assert agent.endswith("(https://w3id.org/treatygraph; someone@example.org)")


@pytest.mark.parametrize("fault", ["429", "slow down"])
def test_a_search_waits_for_servers_that_lag(waits: list[float], fault: str) -> None:
    with serving([fault]) as server:
        assert ask_of(server).search("zenda convention") == [NEW]
    assert waits == [7 if fault == "429" else 5]


def test_a_search_gives_up_in_the_end(waits: list[float]) -> None:
    with serving(["slow down"] * 4) as server:
        with pytest.raises(UsageError, match="6 seconds lagged"):
            ask_of(server, tries=3).search("zenda convention")
    assert len(waits) == 3


def test_a_search_elsewhere_is_told() -> None:
    with serving() as server:
        with pytest.raises(UsageError, match="does not answer as an API of Wikidata does"):
            ask_of(server).search("")


def test_a_proxy_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks9://x")
    with pytest.raises(UsageError, match="proxy"):
        Client(Settings())


def test_an_extract_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="The extract cannot be in"):
        fetch_from_files([OLD], tmp_path / "file", [ITEMS / f"{OLD}.ttl"])


def test_packed_files_are_read(tmp_path: Path, extract_folder: Path) -> None:
    packed = tmp_path / "dump.ttl.bz2"
    packed.write_bytes(bz2.compress((ITEMS / f"{NEW}.ttl").read_bytes()))
    fetch_from_files([NEW], tmp_path / "extract", [packed])
    assert _files(tmp_path / "extract")[f"{NEW}.nt"] == _files(extract_folder)[f"{NEW}.nt"]


def test_an_item_of_a_file_is_followed_to_where_it_was_merged(tmp_path: Path) -> None:
    files = [ITEMS / f"{OLD}.ttl", ITEMS / f"{NEW}.ttl"]
    fetched = fetch_from_files([OLD, "Q1"], tmp_path, files)
    assert (fetched.written, fetched.lacking) == ((OLD, NEW), ("Q1",))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<urn:a> <urn:b>\n")
    with pytest.raises(DataError, match=r"broken\.ttl:2: "):
        fetch_from_files([OLD], tmp_path, [broken])
    with pytest.raises(UsageError, match=r"\.ttl, \.nt, \.nq, \.rdf"):
        fetch_from_files([OLD], tmp_path, [tmp_path / "dump.json"])
    with pytest.raises(UsageError, match="There is no file"):
        fetch_from_files([OLD], tmp_path, [tmp_path / "dump.nt"])


def test_an_extract_that_is_empty_or_damaged_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="treatygraph wikidata fetch"):
        load_extract(tmp_path)
    (tmp_path / "Q1.nt").write_text("<urn:a> <urn:b>")
    with pytest.raises(DataError, match="Delete the file, and fetch again"):
        load_extract(tmp_path)


def test_linked_items_are_candidates_too_and_refused_ones_not(graph: Graph) -> None:
    items = linked_items(graph.store)
    assert {"Q28130514", "Q36", "Q237", "Q199841"} <= set(items)
    assert "Q17278182" not in items
    assert "Q36" not in linked_items(graph.store, "treaty")
    with pytest.raises(UsageError, match="treaty, participant, person, body"):
        linked_items(graph.store, "ship")
