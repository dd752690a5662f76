"""The build: what stands in files is in the store, and mistakes are told with their lines."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.conftest import lines

from treatygraph.errors import DataError
from treatygraph.settings import Settings
from treatygraph.store.build import Graph, open_graph
from treatygraph.store.files import load_data

XSD = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<urn:a> <urn:b>", "3: Not Turtle"),
        ("<urn:a> <urn:b> [] .", " The file holds a blank node. Give the node an IRI"),
        ("<a> <urn:b> 1 .", "2: Not Turtle"),
        ('<urn:a> <urn:b> "2025-02-30"^^xsd:date .', "2: The calendar has no 2025-02-30. Write"),
        ('<urn:a> <urn:b> "2025-02-03Z"^^xsd:date .', "2: “2025-02-03Z” is no date. Write"),
        ('<urn:a> <urn:b> "2025-02"^^xsd:date .', "2: “2025-02” is no date. Write the type"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "treaties").mkdir()
    path = tmp_path / "treaties" / "1.ttl"
    path.write_text(XSD + text + "\n")
    with pytest.raises(DataError) as told:
        load_data(ox.Store(), tmp_path, [path])
    assert str(told.value).startswith(f"{path}:{said}")


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    paths = [tmp_path / "1.ttl", tmp_path / "2.ttl"]
    for path in paths:
        path.write_text(XSD + '<urn:a> <urn:b> "2025-13-01"^^xsd:date .\n')
    with pytest.raises(DataError) as told:
        load_data(ox.Store(), tmp_path, paths)
    assert [finding.path for finding in told.value.findings] == [str(path) for path in paths]


def test_progress_counts_the_files(tmp_path: Path) -> None:
    paths = [tmp_path / "1.ttl", tmp_path / "2.ttl"]
    for path in paths:
        path.write_text("<urn:a> <urn:b> <urn:c> .\n")
    told: list[tuple[str, int, int | None]] = []
    load_data(ox.Store(), tmp_path, paths, lambda *step: told.append(step))
    assert told == [("files", 0, 2), ("files", 1, 2)]


def test_the_dump_gives_back_what_was_built(graph: Graph, build_folder: Path) -> None:
    settings = Settings(build_folder=build_folder)
    assert lines(open_graph(settings).store) == lines(graph.store)
