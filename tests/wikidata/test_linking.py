"""Linking: an item is proposed with its grounds, and written only on two of them or on a yes."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import Result
from tests.wikidata.conftest import ask_of
from tests.wikidata.server import serving
from typer.testing import CliRunner

from treatygraph import resources
from treatygraph.cli import app
from treatygraph.cli import link as command
from treatygraph.errors import UsageError
from treatygraph.store.build import Graph
from treatygraph.store.files import read_mappings
from treatygraph.terms import BASE
from treatygraph.wikidata.extract import ENTITY, held_items
from treatygraph.wikidata.linking import propose, search_items

TABLE = Path("links") / "wikidata.sssom.tsv"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of the record with the table of links."""
    (tmp_path / "data" / "links").mkdir(parents=True)
    shutil.copy(resources.root() / "data" / TABLE, tmp_path / "data" / TABLE)
    return tmp_path / "data"


def test_each_proposal_has_its_grounds(zenda: ox.Store, extract: ox.Store) -> None:
    found = [(p.label, p.item, p.reasons, p.sure) for p in propose(zenda, extract)]
    assert found == [
        ("Agreement of Tarlenheim", "Q9000000012",
         "name “accord of tarlenheim”, class “treaty”", False),
        ("Hentzau Protocol", "Q9000000010",
         "name “hentzau protocol”, day 1999-07-08, class “treaty”", True),
        ("Hentzau Protocol", "Q9000000011", "name “hentzau protocol”", False),
        ("Rudolf Rassendyll", "Q9000000014",
         "name “rudolf rassendyll”, day 1994-01-01, class “human”", True),
        ("Ruritania", "Q9000000013",
         "name “ruritania”, identifier ISO 3166-1 RUR, class “country”", True),
    ]  # fmt: skip


def test_one_kind_can_be_asked_for(zenda: ox.Store, extract: ox.Store) -> None:
    assert {p.item for p in propose(zenda, extract, "person")} == {"Q9000000014"}


def test_two_items_with_as_many_grounds_are_not_sure(zenda: ox.Store, extract: ox.Store) -> None:
    forgetful = ox.Store()
    forgetful.extend(zenda)
    refusal = ox.NamedNode("https://w3id.org/sssom/predicate_modifier")
    for quad in list(forgetful.quads_for_pattern(None, refusal, None)):
        forgetful.remove(quad)
    found = propose(forgetful, extract, "person")
    assert [(p.item, p.sure) for p in found] == [("Q9000000014", False), ("Q9000000015", False)]


def test_an_item_that_a_thing_has_is_not_proposed_to_another(
    zenda: ox.Store, extract: ox.Store
) -> None:
    taken = ox.Store()
    taken.extend(zenda)
    match = "<http://www.w3.org/2004/02/skos/core#exactMatch>"
    taken.update(f"INSERT DATA {{ <urn:x> {match} <http://www.wikidata.org/entity/Q9000000013> }}")
    assert propose(taken, extract, "participant") == []


def test_a_search_fills_the_extract_and_goes_on_where_it_stopped(
    zenda: ox.Store, tmp_path: Path, waits: list[float]
) -> None:
    with serving() as server:
        server.faults = ["none"] * 5 + ["503"] * 3
        with pytest.raises(UsageError, match="write the same command again"):
            search_items(zenda, tmp_path, ask_of(server, tries=2))
        before = len((tmp_path / "searches.tsv").read_text().splitlines())
        assert search_items(zenda, tmp_path, ask_of(server)) == 6 - before
        server.asked.clear()
        assert search_items(zenda, tmp_path, ask_of(server)) == 0
    assert before > 0
    assert server.asked == []
    assert held_items(tmp_path) >= {"Q9000000010", "Q9000000012", "Q9000000013", "Q9000000014"}


def test_a_server_that_fails_at_random_finds_the_same(
    zenda: ox.Store, tmp_path: Path, waits: list[float]
) -> None:
    found = []
    for name, seed in (("calm", None), ("rough", 5)):
        with serving(seed=seed) as server:
            search_items(zenda, tmp_path / name, ask_of(server, tries=40))
        found.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert waits
    assert found[0] == found[1]


def _link(
    monkeypatch: pytest.MonkeyPatch, store: ox.Store, *arguments: str | Path, answers: str = ""
) -> Result:
    monkeypatch.setattr(command, "open_graph", lambda *_: Graph(store, "test"))
    monkeypatch.setattr(command, "is_terminal", lambda: bool(answers))
    given = ["wikidata", "link", *map(str, arguments)]
    return CliRunner().invoke(app, given, input=answers)


def _added(data: Path) -> dict[str, dict[str, str]]:
    def rows(path: Path) -> list[dict[str, str]]:
        lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
        return list(csv.DictReader(lines, delimiter="\t"))

    known = rows(resources.root() / "data" / TABLE)
    return {row["object_id"]: row for row in rows(data / TABLE) if row not in known}


@pytest.mark.parametrize(("kind", "items"), [("person", ["Q9000000014"]), ("body", [])])
def test_wikidata_is_searched(
    monkeypatch: pytest.MonkeyPatch, zenda: ox.Store, tmp_path: Path, kind: str, items: list[str]
) -> None:
    with serving() as server:
        monkeypatch.setenv("TREATYGRAPH_WIKIDATA_URL", server.url)
        done = _link(monkeypatch, zenda, "--extract", tmp_path, "--kind", kind)
    assert [proposal["item"] for proposal in json.loads(done.stdout)] == items


def test_nothing_is_written_without_being_told(
    monkeypatch: pytest.MonkeyPatch, zenda: ox.Store, extract_folder: Path, data: Path
) -> None:
    done = _link(monkeypatch, zenda, "--offline", "--extract", extract_folder, "--data", data)
    assert len(json.loads(done.stdout)) == 5
    assert _added(data) == {}


def test_what_is_sure_is_written_with_its_grounds(
    monkeypatch: pytest.MonkeyPatch, zenda: ox.Store, extract_folder: Path, data: Path
) -> None:
    done = _link(monkeypatch, zenda, "--offline", "--extract", extract_folder, "--data", data,
                 "--write", "--today", "2026-11-22")  # fmt: skip
    assert "Wrote 3 rows" in done.stderr
    added = _added(data)
    assert set(added) == {f"wikidata:Q90000000{n}" for n in (10, 13, 14)}
    assert added["wikidata:Q9000000013"] == {
        "subject_id": "treatygraph:state/RUR", "subject_label": "Ruritania",
        "predicate_id": "skos:exactMatch", "predicate_modifier": "",
        "object_id": "wikidata:Q9000000013", "object_label": "Ruritania",
        "mapping_justification": "semapv:CompositeMatching", "confidence": "0.9",
        "mapping_date": "2026-11-22", "source_id": "codes-wikidata",
        "comment": "name “ruritania”, identifier ISO 3166-1 RUR, class “country”",
    }  # fmt: skip


def test_answers_are_kept_and_a_no_too(
    monkeypatch: pytest.MonkeyPatch, zenda: ox.Store, extract_folder: Path, data: Path
) -> None:
    done = _link(monkeypatch, zenda, "--offline", "--extract", extract_folder, "--data", data,
                 "--write", "--kind", "treaty", answers="maybe\nn\n")  # fmt: skip
    assert "Agreement of Tarlenheim: Q9000000012 “Tarlenheim Accord”" in done.stderr
    refused = _added(data)["wikidata:Q9000000012"]
    assert refused["predicate_modifier"] == "Not"
    assert refused["mapping_justification"] == "semapv:ManualMappingCuration"


@pytest.mark.parametrize(("answer", "rows"), [("y", 2), ("s", 1), ("q", 1)])
def test_who_skips_or_quits_writes_nothing_more(
    monkeypatch: pytest.MonkeyPatch, zenda: ox.Store, extract_folder: Path, data: Path,
    answer: str, rows: int,
) -> None:  # fmt: skip
    _link(monkeypatch, zenda, "--offline", "--extract", extract_folder, "--data", data,
                 "--write", "--kind", "treaty", answers=f"{answer}\n")  # fmt: skip
    assert len(_added(data)) == rows


def test_the_record_reads_what_was_written(
    monkeypatch: pytest.MonkeyPatch, zenda: ox.Store, extract_folder: Path, data: Path
) -> None:
    table = data / TABLE
    head = re.match(r"(#.*\n)*.*\n", table.read_text())
    assert head
    table.write_text(head[0])  # the links of other records stay out
    _link(monkeypatch, zenda, "--offline", "--extract", extract_folder, "--data", data,
                 "--write", "--kind", "treaty", answers="n\n")  # fmt: skip
    described = ox.Store()
    described.extend(zenda)
    described.load(path=resources.root() / "data" / "sources" / "codes-wikidata.ttl")
    triples = read_mappings(table, described)
    match = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
    assert [(t.subject, t.object) for t in triples if t.predicate == match] == [
        (ox.NamedNode(f"{BASE}treaty/99-3"), ox.NamedNode(f"{ENTITY}Q9000000010"))
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "docx"], "Write table or json"),
        (["--kind", "ship"], "treaty, participant, person, body"),
        (["--extract", "nowhere"], "treatygraph wikidata fetch"),
        (["--write", "--data", "nowhere"], "There is no table of links nowhere"),
    ],
)
def test_wrong_use_is_exit_2(
    monkeypatch: pytest.MonkeyPatch, zenda: ox.Store, extract_folder: Path,
    arguments: list[str], said: str,
) -> None:  # fmt: skip
    done = _link(monkeypatch, zenda, "--offline", "--extract", extract_folder, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
