"""Lines: the statement that a result is about, as near as it can be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from treatygraph.validate.lines import Lines

FILE = """PREFIX p: <urn:p:>

<urn:a>
    a p:Thing ;
    p:date "2025-01-01" ;
    p:end
        "2026-01-01" ,
        "2027-01-01" ;
.

<urn:b> p:date "2025-01-01" .
"""


@pytest.fixture
def lines(tmp_path: Path) -> Lines:
    path = tmp_path / "file.ttl"
    path.write_text(FILE)
    return Lines(path)


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        ("<urn:p:end>", '"2027-01-01"', 8),  # the statement
        ("<urn:p:end>", "", 7),  # the first of its property
        ("<urn:p:begin>|<urn:p:date>", "", 5),  # whichever of these there is
        ("<urn:p:begin>", "", 3),  # the subject, where the fault is what is missing
        ("", '"2026-01-01"', 7),  # of a query: the statement with the value
        ("", '"1999-01-01"', 3),  # of a query that computed it
    ],
)
def test_the_line_is_that_of(lines: Lines, path: str, value: str, line: int) -> None:
    assert lines.find("<urn:a>", path, value) == line


def test_what_is_not_in_the_file_has_no_line(lines: Lines) -> None:
    assert lines.find("<urn:c>", "<urn:p:date>", "") == 0


def test_lines_end_where_the_parser_cannot_go_on(tmp_path: Path) -> None:
    path = tmp_path / "file.ttl"
    path.write_text(FILE + 'VERSION "1.2"\n<urn:c> <urn:p:date> 1 .\n')
    assert Lines(path).find("<urn:b>", "", "") == 11
    assert Lines(path).find("<urn:c>", "", "") == 0


def test_blank_nodes_and_lists_lose_no_line_of_what_follows(tmp_path: Path) -> None:
    path = tmp_path / "file.ttl"
    path.write_text("<urn:c> <urn:p:q> ( 1 [ <urn:p:r>\n2 ] ) .\n\n" + FILE)
    assert Lines(path).find("<urn:c>", "", "") == 1
    assert Lines(path).subjects["<urn:a>"] == 6
