"""Pages about no one thing: the start page, lists, problems."""

from __future__ import annotations

from html import escape
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from treatygraph.catalog.questions import placements
from treatygraph.reconciliation.index import Thing
from treatygraph.status.inquiry import read_day
from treatygraph.store.build import Graph
from treatygraph.terms import BASE
from treatygraph.web.citations import Citation
from treatygraph.web.keeping import send_page
from treatygraph.web.labels import Labels
from treatygraph.web.problems import KINDS
from treatygraph.web.rendering import POLICY, render, render_text
from treatygraph.web.sections import DAY, ask_sections


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
