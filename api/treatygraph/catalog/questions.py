"""Questions: the .rq files of the catalogue, each with the header that says what it asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from treatygraph import resources
from treatygraph.errors import DataError, Finding, UnknownName, nearest
from treatygraph.headers import read_header
from treatygraph.terms import BASE

# Folders of `queries/` that hold no questions to the graph: layouts of tables, checks,
# assumptions, and what is asked of two versions or of an extract of Wikidata.
_OTHER = {"import", "checks", "assumptions", "changes", "wikidata"}
# A page shows no more rows of a question, unless its header says otherwise.
_MOST_ROWS = 250


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question; `kind` is the class of an iri, such as Treaty."""

    name: str
    type: str  # iri, date, integer or string
    help: str
    kind: str
    default: str  # as the query has it, in Turtle

    @property
    def shown(self) -> str:
        """The default as a person writes it; empty where the parameter is left open."""
        if self.default.startswith("<"):
            path = self.default.strip("<>").removeprefix(BASE)
            return path.partition("/")[2] if self.kind else path
        quoted = re.match(r'"(.*?)"', self.default)
        return quoted[1] if quoted else self.default.replace("UNDEF", "")


@dataclass(frozen=True)
class Placement:
    """Where a question stands on pages of one kind, and how.

    `page` is a class of the ontology or `Thing`, with a slash and the name of a page of its own for
    one part of it; or, in small letters, a page that is about no one thing. `about` is the
    parameter that takes the thing of the page, `given` holds the values of others. At most `most`
    rows are shown, without the columns of `hide`; `rows` is what they are called when counted.
    """

    page: str
    order: int
    title: str
    view: str
    about: str
    given: Mapping[str, str]
    hide: tuple[str, ...]
    most: int
    rows: str


@dataclass(frozen=True)
class Question:
    """One .rq file: what its header says, and the query as it runs without parameters.

    `columns` lists every projected variable in order; `codes` names the code list of those that
    hold codes, `key` those that tell one row from all others. `expect` is what its test asserts.
    `scope` is that of a check: “description” where each row rests on what is said of its first
    column and of what this refers to, “thing” where on the acts of one party as well, “treaty”
    where on those of all parties, “record” else. `touched` asks of a store with a change in it
    whether a check of a treaty may find something else because of it. `rule` is the data-quality
    rule that a check enforces, if any, and `severity` how much a row of it matters. `pages` tells
    on which pages it stands.
    """

    name: str
    path: Path
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, str]
    codes: Mapping[str, str]
    key: tuple[str, ...]
    view: str
    scope: str
    touched: str
    rule: str
    severity: str
    pages: tuple[Placement, ...]
    expect: Mapping[str, Any] = field(repr=False)
    text: str = field(repr=False)


@cache
def questions() -> Mapping[str, Question]:
    """All questions by name, sorted; the name is the stem of the file."""
    paths = [
        path
        for path in resources.files("queries", "*.rq")
        if path.relative_to(resources.root() / "queries").parts[0] not in _OTHER
    ]
    return {path.stem: read_question(path) for path in sorted(paths, key=lambda p: p.stem)}


@cache
def checks() -> Mapping[str, Question]:
    """The queries of `queries/checks/`, each of which returns rows for mistakes only."""
    return {path.stem: read_question(path) for path in resources.files("queries/checks", "*.rq")}


@cache
def assumptions() -> Mapping[str, Question]:
    """The updates of `queries/assumptions/`, each of which changes a copy of the record."""
    paths = resources.files("queries/assumptions", "*.ru")
    return {path.stem: read_question(path) for path in paths}


@cache
def placements(page: str) -> tuple[tuple[Question, Placement], ...]:
    """The questions on pages of one kind, in their order."""
    found = [(q, p) for q in questions().values() for p in q.pages if p.page == page]
    return tuple(sorted(found, key=lambda pair: (pair[1].order, pair[0].name)))


def find_question(name: str) -> Question:
    """The question of that name; raises UnknownName with all names."""
    try:
        return questions()[name]
    except KeyError:
        raise UnknownName("question", name, nearest(name, questions())) from None


def read_question(path: Path) -> Question:
    """The question in a file; raises DataError where the header is not YAML or lacks a key."""
    header = read_header(path)
    try:
        return _question(path, header)
    except (KeyError, TypeError, AttributeError) as error:
        what = f"The header lacks or misplaces a key: {error}."
        instead = "Compare it with docs/queries.md."
        raise DataError([Finding(resources.shown(path), 1, what, instead)]) from None


def placed_value(text: str, name: str) -> str:
    """What stands for a parameter in a query, in Turtle; raises KeyError where it has no place."""
    found = re.search(rf"VALUES\s+\?{name}\s*\{{\s*(.*?)\s*\}}", text)
    if not found:
        raise KeyError(f"VALUES ?{name}")
    return found[1]


def _question(path: Path, header: dict[str, Any]) -> Question:
    text = path.read_text(encoding="utf-8")
    return Question(
        name=path.stem,
        path=path,
        summary=header["summary"],
        description=header.get("description", ""),
        tags=tuple(header.get("tags", ())),
        parameters={
            name: Parameter(
                name, entry["type"], entry["help"], entry.get("class", ""), placed_value(text, name)
            )
            for name, entry in header.get("params", {}).items()
        },
        columns=header.get("columns", {}),
        codes=header.get("codes", {}),
        key=tuple(header.get("key", ())),
        view=header.get("view", "table"),
        scope=header.get("scope", ""),
        touched=header.get("touched", ""),
        rule=header.get("rule", ""),
        severity=header.get("severity", "violation"),
        pages=tuple(
            Placement(
                page=page,
                order=entry["order"],
                title=entry.get("title", header["summary"]),
                view=entry.get("view", header.get("view", "table")),
                about=entry.get("about", ""),
                given=entry.get("given", {}),
                hide=tuple(entry.get("hide", ())),
                most=entry.get("most", _MOST_ROWS),
                rows=entry.get("rows", "rows"),
            )
            for page, entry in header.get("pages", {}).items()
        ),
        expect=header.get("expect", {}),
        text=text,
    )
