"""Counts of the README: `make counts` writes them, a test compares them."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.catalog.questions import find_question
from treatygraph.query.engine import evaluate
from treatygraph.settings import read_settings
from treatygraph.store.build import open_graph

README = resources.root() / "README.md"
_TABLE = re.compile(
    r"(<!-- counts: treatygraph query contents -->\n).*?(<!-- end of counts -->)", re.S
)


def with_counts(text: str, store: ox.Store) -> str:
    """The text with the rows between its two marks counted anew.

    Raises ValueError where the text has not exactly one such pair of marks.
    """
    counted = evaluate(store, find_question("contents").text)
    assert isinstance(counted, ox.QuerySolutions)
    rows = "".join(f"| {row['thing'].value} | {int(row['count'].value):,} |\n" for row in counted)
    text, tables = _TABLE.subn(lambda marks: marks[1] + rows + marks[2], text)
    if tables != 1:
        raise ValueError(f"{tables} tables of counts between marks; there must be one")
    return text


def write_counts(path: Path) -> None:
    """Writes the counts of the built graph into the file, building the graph first if need be."""
    store = open_graph(read_settings()).store
    path.write_text(with_counts(path.read_text(encoding="utf-8"), store), encoding="utf-8")


if __name__ == "__main__":
    write_counts(README)
