"""Results as pages show them: tables of cells, with names for IRIs and links for things."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from treatygraph.days import period_in_words
from treatygraph.terms import BASE, XSD, tg
from treatygraph.web.labels import Labels

_DAYS: Final = frozenset({XSD + "date", XSD + "gYear", XSD + "gYearMonth", XSD + "dateTime"})
_NUMBERS: Final = frozenset({XSD + "integer", XSD + "decimal", XSD + "double"})
_ITEM: Final = re.compile(r"https?://www\.wikidata\.org/(?:entity|wiki)/(Q\d+)")
# Two columns with these names tell of one thing: its IRI, and what it is called.
_LABEL: Final = "Label"

Binding = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Cell:
    """One value: its text, where it leads to, its language unless English; day, number or text."""

    text: str
    href: str = ""
    lang: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Column:
    """One column: its variable, its heading, what the header of the question says of it."""

    name: str
    heading: str
    help: str
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """The first rows of a result, each with a cell a column, and how many rows there are."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: int

    def cells(self, name: str) -> list[Cell]:
        """The cells of the column of that variable, of which there is one."""
        at = [column.name for column in self.columns].index(name)
        return [row[at] for row in self.rows]


def read_bindings(content: bytes) -> tuple[list[str], list[Binding]]:
    """The variables and the solutions of a SELECT result in SPARQL JSON."""
    told: dict[str, Any] = json.loads(content)
    return told["head"]["vars"], told["results"]["bindings"]


def make_table(
    content: bytes,
    described: Mapping[str, str],
    labels: Labels,
    root: str,
    hide: Sequence[str] = (),
    most: int | None = None,
    whole_names: bool = False,
) -> Table:
    """The table of a SELECT result in SPARQL JSON.

    A column and that of its labels become one; columns without a value are left out, and those of
    `hide`. `described` says what a column holds; addresses begin with `root`.
    """
    names, bindings = read_bindings(content)
    shown = bindings if most is None else bindings[:most]
    filled = {name for binding in bindings for name in binding}
    columns, rows = [], []
    for name in names:
        thing = name.removesuffix(_LABEL)
        if name not in filled or name in hide or (thing != name and thing in filled):
            continue
        cells = [_cell(binding, name, labels, root, whole_names) for binding in shown]
        kinds = {cell.kind for cell in cells if cell.text}
        kind = kinds.pop() if len(kinds) == 1 else ""
        help_text = described.get(name, "")
        columns.append(Column(name, _heading(thing), help_text, kind))
        rows.append(cells)
    return Table(columns, [*zip(*rows, strict=True)], len(bindings))


def make_cell(term: Mapping[str, str], labels: Labels, root: str, whole: bool = False) -> Cell:
    """The cell of one term in SPARQL JSON."""
    value, datatype = term["value"], term.get("datatype", "")
    if term["type"] == "uri":
        return _link(value, labels, root, whole)
    if datatype in _DAYS:
        return Cell(value, kind="day")
    if datatype in _NUMBERS:
        return Cell(value, kind="number")
    if datatype == XSD + "boolean":
        return Cell("yes" if value == "true" else "no")
    if datatype == XSD + "duration":
        return Cell(period_in_words(value))
    if re.match(r"https?://\S+$", value):
        return Cell(value, value)
    language = term.get("xml:lang", "")
    return Cell(value, lang="" if language == "en" else language)


def _cell(binding: Binding, name: str, labels: Labels, root: str, whole: bool) -> Cell:
    term, label = binding.get(name), binding.get(name + _LABEL)
    if term is None:
        return Cell("")
    whole = whole or _is_of_another_treaty(term, binding, labels)
    cell = Cell("") if label else make_cell(term, labels, root, whole)
    if label and term["type"] == "uri":
        cell = Cell(label["value"], _href(term["value"], root))
    elif label:
        cell = Cell(label["value"])
    return cell


def _is_of_another_treaty(term: Mapping[str, str], binding: Binding, labels: Labels) -> bool:
    """Whether a thing, such as a provision, belongs to another treaty than its row is about."""
    about = binding.get(f"treaty{_LABEL}")
    if about is None or term["type"] != "uri":
        return False
    belongs = labels.values(term["value"], tg("treaty"))
    return bool(belongs) and labels.name(belongs[0].value) != about["value"]


def _link(iri: str, labels: Labels, root: str, whole: bool) -> Cell:
    item = _ITEM.fullmatch(iri)
    if item:
        return Cell(item[1], iri)
    text = labels.name(iri) if whole else labels.short_name(iri)
    return Cell(text, _href(iri, root))


def _href(iri: str, root: str) -> str:
    return f"{root}/{iri.removeprefix(BASE)}" if iri.startswith(BASE) else iri


def _heading(name: str) -> str:
    """The variable as words: `boundSince` is “Bound since”."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().split()
    # Codes have digits in them: ISO3, M49.
    spelled = [word.upper() if word == "un" or word[-1].isdigit() else word for word in words]
    heading = " ".join(spelled)
    return heading[:1].upper() + heading[1:]
