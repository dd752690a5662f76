"""Tables: a CSV or TSV file of a known layout, read whole or refused with every mistake named."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.errors import DataError, Finding, UsageError
from treatygraph.ingest.cells import CellError, read_cell
from treatygraph.ingest.layouts import Layout
from treatygraph.ingest.names import Names
from treatygraph.terms import BASE, COLUMN

_SEPARATORS: Final = (",", ";", "\t")
_CHECK: Final = "Check separators and quotation marks."
# With this begins the only cell of a row that is not CSV; the rest of it tells why.
_BROKEN: Final = "\0"


@dataclass(frozen=True)
class Row:
    """One row: its line in the file, the file of `data/` it belongs to, its triples."""

    line: int
    file: str
    triples: tuple[ox.Triple, ...]


def read_table(path: Path, layout: Layout, names: Names) -> tuple[list[Row], list[Finding]]:
    """The rows that can be read, in the order of the table, and what is wrong with the others.

    UTF-8, a header row, and what stands between its names between all cells: commas, semicolons
    or tabs; lines that begin with “#” are passed over. One finding a mistake: a required cell that
    is empty, a cell that cannot be read. Raises UsageError where there is no such file, DataError
    where no row can be read: the file is not UTF-8, it is empty, or its columns are not those of
    the layout.
    """
    shown = resources.shown(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"There is no file {shown} to read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise DataError([Finding(shown, line, "Not UTF-8.", "Save it as UTF-8 text.")]) from None
    return parse_table(shown, text, layout, names)


def parse_table(
    shown: str, text: str, layout: Layout, names: Names
) -> tuple[list[Row], list[Finding]]:
    """What `read_table` returns, for a table that is no file; `shown` is what findings call it."""
    numbered = list(_numbered(text))
    if not numbered:
        raise DataError([Finding(shown, 1, "The table is empty.", "Begin with the columns.")])
    findings = _check_header(shown, numbered[0], layout)
    if findings:
        raise DataError(findings)
    return _read_rows(shown, numbered, layout, names)


def read_columns(text: str) -> list[str]:
    """The names of the columns of a table; none where it has no header."""
    return next((cells for _, cells in _numbered(text)), [])


def row_node(line: int) -> ox.NamedNode:
    """The node that stands for the row on that line while a layout reads it."""
    return ox.NamedNode(f"{COLUMN}row-{line}")


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    # Not `splitlines`: no spreadsheet begins a row at a form feed or U+2028.
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    header = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    # Spreadsheets copy cells with tabs, and where numbers have a decimal comma save semicolons.
    separator = max(_SEPARATORS, key=header.count)
    within = False

    def body() -> Iterator[str]:
        nonlocal within
        for line in lines:
            # In a cell of several lines it is no comment.
            comment = line.startswith("#") and not within
            within = True
            yield "\n" if comment else line

    reader = csv.reader(body(), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            within = False
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        yield line, [f"{_BROKEN}{error}"]


def _check_header(path: str, header: tuple[int, list[str]], layout: Layout) -> list[Finding]:
    line, columns = header
    if columns[0].startswith(_BROKEN):
        return [_not_csv(path, line, columns)]
    wanted = ", ".join(layout.columns)
    findings = [
        Finding(path, line, f"The layout “{layout.name}” has no such column.",
                f"It has: {wanted}.", name)
        for name in columns if name not in layout.columns
    ]  # fmt: skip
    findings += [
        Finding(path, line, "The column stands twice.", "Keep one of them.", name)
        for name, times in sorted(Counter(columns).items())
        if times > 1
    ]
    findings += [
        Finding(path, line, "The column is missing.", f"Add it: {column.help}.", column.name)
        for column in layout.columns.values()
        if column.required and column.name not in columns
    ]
    return findings


def _read_rows(
    path: str, numbered: list[tuple[int, list[str]]], layout: Layout, names: Names
) -> tuple[list[Row], list[Finding]]:
    columns = numbered[0][1]
    rows: list[Row] = []
    findings: list[Finding] = []
    for line, cells in numbered[1:]:
        if cells[0].startswith(_BROKEN):
            findings.append(_not_csv(path, line, cells))
            continue
        if len(cells) != len(columns):
            what = f"The row has {len(cells)} cells, the header {len(columns)}."
            findings.append(Finding(path, line, what, _CHECK))
            continue
        texts = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
        row, wrong = read_row(path, line, texts, layout, names)
        findings += wrong
        rows += [row] if row else []
    return rows, findings


def _not_csv(path: str, line: int, cells: list[str]) -> Finding:
    return Finding(path, line, f"The row is not CSV: {cells[0].removeprefix(_BROKEN)}.", _CHECK)


def read_row(
    path: str, line: int, texts: Mapping[str, str], layout: Layout, names: Names
) -> tuple[Row | None, list[Finding]]:
    """One row, given as the text of each column, or what is wrong with it."""
    node = row_node(line)
    triples: list[ox.Triple] = []
    findings: list[Finding] = []
    for name, text in texts.items():
        column = layout.columns[name]
        if column.required and not text:
            findings.append(Finding(path, line, "The cell is empty.", f"{column.help}.", name))
        try:
            terms = read_cell(column, text, names)
        except CellError as error:
            findings.append(Finding(path, line, error.what, error.instead, name))
            continue
        predicate = ox.NamedNode(COLUMN + name)
        triples += [ox.Triple(node, predicate, term) for term in terms]
    if findings:
        return None, findings
    return Row(line, _file_of(layout, texts, triples), tuple(triples)), []


def _file_of(layout: Layout, texts: Mapping[str, str], triples: list[ox.Triple]) -> str:
    # A treaty named in words belongs to the file of its identifier.
    things = {
        t.predicate.value.removeprefix(COLUMN): t.object.value.rsplit("/", 1)[1]
        for t in triples
        if isinstance(t.object, ox.NamedNode) and t.object.value.startswith(BASE + "treaty/")
    }
    # The name becomes part of a path, so nothing but letters, digits, “.”, “-” and “_” stays.
    return re.sub(
        r"\{(\w+)\}",
        lambda m: re.sub(r"[^A-Za-z0-9._-]+", "-", things.get(m[1], texts[m[1]])),
        layout.file,
    )
