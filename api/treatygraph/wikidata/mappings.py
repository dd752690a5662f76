"""Mappings: rows of the SSSOM table of links, added one at a time.

https://mapping-commons.github.io/sssom/
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from treatygraph import resources
from treatygraph.errors import UsageError
from treatygraph.terms import BASE

_SOURCE = "codes-wikidata"


def make_row(
    thing: str, label: str, item: str, item_label: str, *, by_hand: bool, same: bool,
    today: date, because: str,
) -> dict[str, str]:  # fmt: skip
    """A row that links a thing, given by its IRI, with an item, given by its number.

    With `same` false it says that the item is something else. What a person confirmed counts
    for more than what two independent grounds say.
    """
    return {
        "subject_id": f"treatygraph:{thing.removeprefix(BASE)}",
        "subject_label": label,
        "predicate_id": "skos:exactMatch",
        "predicate_modifier": "" if same else "Not",
        "object_id": f"wikidata:{item}",
        "object_label": item_label,
        "mapping_justification": (
            "semapv:ManualMappingCuration" if by_hand else "semapv:CompositeMatching"
        ),
        "confidence": "0.95" if by_hand else "0.9",
        "mapping_date": today.isoformat(),
        "source_id": _SOURCE,
        "comment": because,
    }


def check_table(path: Path) -> None:
    """Lets a table pass that rows can be added to; raises UsageError for another."""
    if not path.is_file():
        raise UsageError(f"There is no table of links {resources.shown(path)}.")
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"{resources.shown(path.parent)} may not be written.")


def add_row(path: Path, row: Mapping[str, str]) -> None:
    """Puts a row into the table, in its place by subject and object, complete or not at all.

    A row for the same pair is replaced. Raises UsageError as `check_table` does.
    """
    check_table(path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    head = [line for line in lines if line.startswith("#")]
    body = (line for line in lines if not line.startswith("#"))
    table = csv.DictReader(body, delimiter="\t")
    rows = {_pair(known): known for known in table}
    rows[_pair(row)] = dict(row)
    text = io.StringIO()
    writer = csv.DictWriter(
        text, table.fieldnames or list(row), delimiter="\t", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows[pair] for pair in sorted(rows))
    part = path.with_suffix(".part")
    part.write_text("".join(head) + text.getvalue(), encoding="utf-8", newline="")
    os.replace(part, path)


def _pair(row: Mapping[str, str]) -> tuple[str, str]:
    return row["subject_id"], row["object_id"]
