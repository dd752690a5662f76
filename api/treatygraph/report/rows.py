"""The report as rows: JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from treatygraph.report.groups import group_by_rule
from treatygraph.validate.results import Result

COLUMNS = tuple("severity rule shape focus path value component message file line".split())


def as_json(results: Sequence[Result]) -> str:
    """An array with one object a result; its keys are `COLUMNS`, its `rule` a list of numbers."""
    return json.dumps(list(_rows(results)), ensure_ascii=False, indent=2) + "\n"


def as_csv(results: Sequence[Result]) -> str:
    """A header and one row a result; several numbers of a rule stand in one cell, with “;”."""
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in _rows(results):
        writer.writerow({**row, "rule": ";".join(row["rule"])})
    return table.getvalue()


def _rows(results: Sequence[Result]) -> Iterator[dict[str, Any]]:
    for group in group_by_rule(results):
        for result in group.results:
            values = {name: getattr(result, name) for name in COLUMNS if name != "rule"}
            yield {name: values.get(name, list(group.rule.numbers)) for name in COLUMNS}
