"""Exports: differences in the forms that people, programs and Wikidata's own tools take."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from urllib.parse import quote

import jinja2

from treatygraph.errors import MediaTypeError
from treatygraph.report.page import POLICY
from treatygraph.wikidata.difference import Difference

Rows = Sequence[Difference]

# https://github.com/wmde/wikidata-mismatch-finder/blob/main/docs/UserGuide.md
MISMATCH_COLUMNS = (
    "item_id", "statement_guid", "property_id", "wikidata_value", "meta_wikidata_value",
    "external_value", "external_url", "type",
)  # fmt: skip
_DIFFERS = frozenset({"day differs", "end differs"})
_MISSING = "missing in Wikidata"
_PARTS = frozenset({"day missing in Wikidata", "end missing in Wikidata"})

_templates = jinja2.Environment(
    loader=jinja2.ChoiceLoader(
        [jinja2.PackageLoader("treatygraph.wikidata"), jinja2.PackageLoader("treatygraph.report")]
    ),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def as_json(rows: Rows) -> str:
    """A JSON array with an object a difference; what is not known is left out."""
    told = [{key: value for key, value in asdict(row).items() if value} for row in rows]
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def as_mismatches(rows: Rows) -> str:
    """The CSV that Mismatch Finder imports: days that differ, and statements that Wikidata lacks.

    What the record lacks is no mismatch to it. A day of a statement that has none is left to
    QuickStatements, for a mismatch with a statement needs a value there.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(MISMATCH_COLUMNS)
    for row in rows:
        if not row.exports or row.finding not in _DIFFERS | {_MISSING}:
            continue
        differs = row.finding in _DIFFERS
        own = row.slot == row.property
        table.writerow(
            [
                row.itemNow,
                row.guid if differs else "",
                row.slot if differs else row.property,
                row.theirs if differs else "",
                row.calendar if differs else "",
                row.ours if differs or own else row.participantLabel,
                row.address,
                "statement" if own or not differs else "qualifier",
            ]
        )
    return text.getvalue()


def as_quickstatements(rows: Rows) -> str:
    """QuickStatements V1, a command a line: what Wikidata lacks, with our source as reference.

    Nothing is changed or taken away there. A difference without a source that has an address is
    left out, and so are acts that Wikidata's property does not name.
    https://www.wikidata.org/wiki/Help:QuickStatements
    """
    lines = []
    for row in rows:
        if not row.exports or not row.address or row.finding not in _PARTS | {_MISSING}:
            continue
        main = _day(row.ours) if row.slot == row.property else row.value
        command = [row.itemNow, row.property, main]
        if row.slot != row.property and row.ours:
            command += [row.slot, _day(row.ours)]
        if row.until:
            command += ["P582", _day(row.until)]
        # “"” ends a text, so that it is written by its number.
        command += ["S854", f'"{quote(row.address, safe=":/?#[]@!$&()*+,;=%~")}"']
        command += ["S813", _day(row.read)]
        lines.append("\t".join(command) + "\n")
    return "".join(lines)


def as_page(rows: Rows) -> str:
    """One HTML document that stands alone, with a table for each kind of difference."""
    groups = [(finding, list(group)) for finding, group in groupby(rows, lambda r: r.finding)]
    page = _templates.get_template("differences.html")
    return page.render(groups=groups, policy=POLICY, number=len(rows)) + "\n"


def _day(day: str) -> str:
    return f"+{day}T00:00:00Z/11"


FORMS: Mapping[str, Callable[[Rows], str]] = {
    "json": as_json,
    "mismatch-finder": as_mismatches,
    "quickstatements": as_quickstatements,
    "html": as_page,
}


def find_form(name: str) -> Callable[[Rows], str]:
    """The function that writes that form; raises MediaTypeError with all names."""
    if name not in FORMS:
        raise MediaTypeError(name, ["table", *FORMS])
    return FORMS[name]
