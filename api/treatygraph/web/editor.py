"""The page of queries: an editor, a result as a table, and what a script draws of it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import HTMLResponse

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import Question, find_question, questions
from treatygraph.prefixes import prefixes, shorten
from treatygraph.terms import BASE, XSD
from treatygraph.web.rendering import render
from treatygraph.web.results import Cell

VIEWS: Final = {
    "table": "table", "bar": "bars", "line": "line", "map": "map", "timeline": "timeline",
}  # fmt: skip
_FIRST: Final = "parties-of-treaty"
# How many solutions a page shows; the other forms have all.
_MOST_ROWS: Final = 1000
_VIEW: Final = re.compile(r"^#\+\s*view:\s*(\w+)", re.MULTILINE)
# Parameters of the page itself; any other is one of the question.
_OWN: Final = {"question", "view", "format"}
_DAYS: Final = {XSD + name for name in ("date", "gYear", "gYearMonth")}
_NUMBERS: Final = {XSD + name for name in ("integer", "decimal", "double")}


def show_editor(request: Request) -> HTMLResponse:
    """The form for a query, filled with the first question or the one that `question` names.

    Other parameters are those of the question. Raises UnknownName and what `bind` raises.
    """
    given = request.query_params
    question = find_question(given.get("question", _FIRST))
    values = {name: value for name, value in given.items() if name not in _OWN and value}
    text = bind(question, values, request.app.state.names) if values else question.text
    view = _view(request, question.view)
    # The header says what the page says beside the query, and would make long addresses.
    text = "".join(line for line in text.splitlines(True) if not line.startswith("#+"))
    return _page(request, text, view, question=question if "question" in given else None)


def show_results(request: Request, query: str, content: bytes, whole: bool) -> HTMLResponse:
    """The page of a SELECT or ASK result in SPARQL JSON, or of the beginning of one: a table."""
    found = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
    shown: dict[str, Any] = {"columns": [], "rows": [], "count": 0, "answer": None}
    if isinstance(found, ox.QueryBoolean):
        shown["answer"] = bool(found)
    else:
        shown["columns"] = [variable.value for variable in found.variables]
        # A beginning ends in the middle of a row.
        with contextlib.nullcontext() if whole else contextlib.suppress(SyntaxError):
            for row in found:
                shown["count"] += 1
                if len(shown["rows"]) < _MOST_ROWS:
                    shown["rows"].append([_cell(request, term) for term in row])
    header = _VIEW.search(query)
    view = _view(request, header[1] if header else "table")
    return _page(request, query, view, result={**shown, "whole": whole})


def _view(request: Request, usual: str) -> str:
    view = request.query_params.get("view", "") or usual
    return view if view in VIEWS else "table"


def _page(
    request: Request,
    text: str,
    view: str,
    question: Question | None = None,
    result: dict[str, Any] | None = None,
) -> HTMLResponse:
    page = render(
        request,
        "sparql.html",
        text=text,
        view=view,
        views=VIEWS,
        question=question,
        result=result,
        themes=list(_themes()),
        prefixes=json.dumps(prefixes()),
        addresses={name: _address(request, text, name) for name in ("csv", "tsv", "json", "xml")},
    )
    page.headers["Vary"] = "Accept"
    return page


def _themes() -> Iterator[tuple[str, list[Question]]]:
    """The questions by theme, which is the name of their folder."""

    def theme(question: Question) -> str:
        return question.path.parent.name

    for name, members in groupby(sorted(questions().values(), key=theme), theme):
        yield name, sorted(members, key=lambda question: question.summary)


def _address(request: Request, query: str, format: str = "json") -> str:
    root = request.scope.get("root_path", "")
    return f"{root}/sparql?{urlencode({'query': query, 'format': format})}"


def _cell(
    request: Request, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
) -> Cell:
    if isinstance(term, ox.NamedNode):
        local = term.value.removeprefix(BASE)
        if local == term.value or "#" in local:
            return Cell(shorten(term.value).strip("<>"), _href(request, term.value))
        return Cell(local, _href(request, term.value))
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        kind = "number" if datatype in _NUMBERS else "day" if datatype in _DAYS else ""
        lang = "" if term.language == "en" else term.language or ""
        return Cell(term.value, lang=lang, kind=kind)
    return Cell(str(term) if term is not None else "")


def _href(request: Request, iri: str) -> str:
    root = request.scope.get("root_path", "")
    return f"{root}/{iri.removeprefix(BASE)}" if iri.startswith(BASE) else iri
