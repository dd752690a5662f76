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
    assert Lines(path).find("<urn:a>", "", "") == 6


CANONICAL = """PREFIX p: <urn:p:>

<urn:a>
    p:note "one" ;
.

<urn:b>
    p:date 1.5 ;
.
"""


def read(tmp_path: Path, text: str) -> Lines:
    path = tmp_path / "file.ttl"
    path.write_bytes(text.encode())
    return Lines(path)


def test_of_a_canonical_file_only_what_is_asked_for_is_parsed(tmp_path: Path) -> None:
    lines = read(tmp_path, CANONICAL)
    assert lines.find("<urn:b>", "<urn:p:date>", "") == 8
    assert list(lines.subjects) == ["<urn:b>"]


def test_a_text_of_several_lines_may_hold_what_looks_like_a_block(tmp_path: Path) -> None:
    text = '"""a "quote",\n.\n\n<urn:b>\n    p:date 1 ;\n.\n"""'
    lines = read(tmp_path, CANONICAL.replace('"one"', text))
    assert lines.find("<urn:b>", "<urn:p:date>", "") == 14
    assert list(lines.subjects) == ["<urn:b>"]


def test_a_subject_may_have_two_blocks(tmp_path: Path) -> None:
    lines = read(tmp_path, CANONICAL + "\n<urn:a>\n    p:end 1 ;\n.\n")
    assert lines.find("<urn:a>", "<urn:p:end>", "") == 12
    assert lines.find("<urn:a>", "<urn:p:begin>", "") == 3


def test_a_subject_may_be_written_with_its_prefix(tmp_path: Path) -> None:
    lines = read(tmp_path, CANONICAL.replace("<urn:b>", "p:b.c"))
    assert lines.find("<urn:p:b.c>", "<urn:p:date>", "") == 8
    assert list(lines.subjects) == ["<urn:p:b.c>"]


@pytest.mark.parametrize(
    "text",
    [
        CANONICAL.replace("\n", "\r\n"),
        CANONICAL.replace("<urn:b>\n   ", "# a remark\n<urn:b>"),
        CANONICAL.replace('"one" ;', "1 . <urn:c> p:note 2 ;"),
        CANONICAL.replace('"one"', "'''\n.\n\n<urn:b>\n    p:date 1 ;\n.\n'''"),
        CANONICAL + "<urn:b> p:date 2 .\n",
    ],
    ids=["line ends of Windows", "a comment", "two in a block", "other quotes", "one in a line"],
)
def test_a_file_in_another_form_is_parsed_whole(tmp_path: Path, text: str) -> None:
    lines = read(tmp_path, text)
    line = 1 + text[: text.index("1.5")].count("\n")
    assert lines.find("<urn:b>", "<urn:p:date>", "") == line
    assert "<urn:a>" in lines.subjects
