"""Pages about no one thing: the start page, the editor, results of queries, problems."""

from __future__ import annotations

import contextlib
from html import escape
from typing import Any

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from treatygraph.catalog.questions import find_question, placements, questions
from treatygraph.link.index import Thing
from treatygraph.prefixes import shorten
from treatygraph.status.inquiry import read_day
from treatygraph.store.build import Graph
from treatygraph.terms import BASE
from treatygraph.web.citations import Citation
from treatygraph.web.keeping import send_page
from treatygraph.web.labels import Labels

# Whoever answers queries asks here whether a client wants a page.
from treatygraph.web.negotiation import likes_html as likes_html
from treatygraph.web.negotiation import wants_html as wants_html
from treatygraph.web.problems import KINDS
from treatygraph.web.rendering import POLICY, render, render_text
from treatygraph.web.results import Cell
from treatygraph.web.sections import DAY, ask_sections

# How many solutions a page shows; the other forms have all.
_MOST_ROWS = 1000


async def page(request: Request) -> Response:
    """The page of an address such as `/treaties`: its template, with the questions placed on it."""
    graph: Graph = request.app.state.graph
    name = request.url.path.removeprefix(request.scope.get("root_path", "")).strip("/") or "start"
    given = request.query_params.get(DAY, "")
    on = read_day(DAY, given) if given else graph.horizon

    async def make() -> str:
        labels = Labels(graph.store)
        sections = await ask_sections(request, placements(name), labels, on=on)
        citation = Citation("Knowledge graph of international treaties", BASE, graph.version, on)
        return await run_in_threadpool(
            render_text, request, f"{name}.html", sections=sections, on=on,
            citation=citation.as_text(),
        )  # fmt: skip

    return await send_page(request, on, make, {})


def editor(request: Request) -> HTMLResponse:
    """The form for a query, filled with the first question or the one that `question` names."""
    text = find_question(request.query_params.get("question", "parties-of-treaty")).text
    page = render(request, "sparql.html", text=text, questions=questions().values())
    page.headers["Vary"] = "Accept"
    return page


def results(request: Request, query: str, content: bytes, whole: bool) -> HTMLResponse:
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
                    shown["rows"].append([_result(request, term) for term in row])
    page = render(request, "results.html", query=query, whole=whole, **shown)
    page.headers["Vary"] = "Accept"
    return page


def search(request: Request, words: str, results: list[dict[str, Any]]) -> HTMLResponse:
    """The form for a search and, where words were asked for, what was found."""
    page = render(request, "search.html", words=words, results=results)
    page.headers["Vary"] = "Accept"
    return page


def preview(request: Request, thing: Thing) -> HTMLResponse:
    """A small page about a thing, which pages of others may show in a frame."""
    names = sorted((name, tag) for tag, name in thing.labels.items() if name != thing.label)
    policy = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
    return render(request, "preview.html", policy=policy, thing=thing, names=names)


def flyout(label: str, text: str) -> str:
    """A name and what it means as HTML, for others to show."""
    return f"<p><strong>{escape(label)}</strong><br>{escape(text)}</p>"


def problem_page(request: Request) -> HTMLResponse:
    """The page that explains one kind of problem, or the list of all."""
    slug = request.path_params.get("slug", "")
    kinds = {slug: KINDS[slug]} if slug in KINDS else KINDS
    return render(request, "problem.html", kinds=kinds)


def _result(
    request: Request, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
) -> Cell:
    if term is None:
        return Cell("")
    if isinstance(term, ox.NamedNode):
        iri, local = term.value, term.value.startswith(BASE)
        path = iri.removeprefix(BASE)
        root = request.scope.get("root_path", "")
        return Cell(path, f"{root}/{path}") if local else Cell(shorten(iri).strip("<>"), iri)
    if isinstance(term, ox.Literal):
        return Cell(term.value, lang=term.language or "")
    return Cell(str(term))
