"""`/queries`: the questions of the catalogue, and each of them asked with parameters."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import Placement, Question, find_question, questions
from treatygraph.query.formats import SOLUTIONS, Form, by_wish
from treatygraph.query.workers import Task, Workers
from treatygraph.reference.mentions import mentioned
from treatygraph.reference.uses import terms_among
from treatygraph.store.build import Graph
from treatygraph.terms import BASE
from treatygraph.web.citations import Citation
from treatygraph.web.codebooks import link_codebook, send_codebook
from treatygraph.web.conditions import is_held
from treatygraph.web.keeping import send_page
from treatygraph.web.labels import Labels
from treatygraph.web.negotiation import BIBTEX, CSL, CSVW, wants_html
from treatygraph.web.rendering import Alternate, render_text
from treatygraph.web.sections import ask, make_section

# How many rows the page of a question shows; the other forms have all.
_MOST_ROWS = 1000
_FORMS = (*SOLUTIONS, CSVW, BIBTEX, CSL)
_OFFERED = {
    "CSV": SOLUTIONS[2], "JSON": SOLUTIONS[0], "XML": SOLUTIONS[1], "TSV": SOLUTIONS[3],
    "Codebook": CSVW, "BibTeX": BIBTEX, "CSL JSON": CSL,
}  # fmt: skip


async def catalogue(request: Request) -> Response:
    """The page of all questions, by theme."""

    async def make() -> str:
        themes: dict[str, list[Question]] = defaultdict(list)
        for question in questions().values():
            themes[question.path.parent.name].append(question)
        return render_text(request, "queries.html", themes=dict(sorted(themes.items())))

    return await send_page(request, "", make, {})


async def question(request: Request) -> Response:
    """One question with its answer, in the form that the client asks for.

    Parameters of the address are those of the question, and `format`. Raises UnknownName for a
    question that there is not, and what `bind` raises.
    """
    found = find_question(request.path_params["name"])
    given = {k: v for k, v in request.query_params.items() if v and k != "format"}
    text = bind(found, given, request.app.state.names)
    if wants_html(request, SOLUTIONS):
        told = urlencode(sorted(given.items()))
        return await send_page(request, told, lambda: _page(request, found, given, text), {})
    accept, wanted = request.headers.get("accept", ""), request.query_params.get("format", "")
    form = by_wish(_FORMS, wanted, accept)
    if form in (BIBTEX, CSL):
        citation = _citation(request, found, given)
        content = citation.as_bibtex() if form is BIBTEX else citation.as_csl()
        return Response(content, headers={"Vary": "Accept", "Content-Type": form.media_type})
    if form is CSVW:
        return await send_codebook(request, found, given.items())
    return await _result(request, text, form, given)


async def _result(request: Request, text: str, form: Form, given: Mapping[str, str]) -> Response:
    graph: Graph = request.app.state.graph
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    tag = f'W/"{graph.version}-{digest}-{form.name}"'
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag}
    if form.name == "csv":
        headers |= link_codebook(given.items())
    if is_held(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    workers: Workers = request.app.state.workers
    answer = await workers.answer(Task(text, format=form.name))
    try:
        content = await answer.content.read()
    finally:
        answer.close()
    charset = "; charset=utf-8" if form.media_type.startswith("text/") else ""
    return Response(content, headers={**headers, "Content-Type": form.media_type + charset})


async def _page(request: Request, found: Question, given: Mapping[str, str], text: str) -> str:
    graph: Graph = request.app.state.graph
    placement = Placement(
        page="", order=0, title="Answer", view=found.view, about="", given={}, hide=(),
        most=_MOST_ROWS, rows="rows",
    )  # fmt: skip
    content = await ask(request, text)
    labels = Labels(graph.store)
    section = await run_in_threadpool(
        make_section, request, found, placement, given, content, labels
    )
    join = "&" if given else "?"
    return await run_in_threadpool(
        render_text,
        request,
        "query.html",
        question=found,
        description=_linked(found.description),
        fields=[(p, given.get(p.name, p.shown)) for p in found.parameters.values()],
        section=section,
        terms=terms_among(mentioned(found.text)),
        text="\n".join(line for line in text.splitlines() if not line.startswith("#+")),
        citation=_citation(request, found, given).as_text(),
        alternates=[
            Alternate(name, form.media_type, f"{section.address}{join}format={form.name}")
            for name, form in _OFFERED.items()
        ],
    )


def _citation(request: Request, found: Question, given: Mapping[str, str]) -> Citation:
    graph: Graph = request.app.state.graph
    address = f"{BASE}queries/{found.name}{'?' if given else ''}{urlencode(given)}"
    return Citation(found.summary, address, graph.version, graph.horizon)


def _linked(text: str) -> list[tuple[str, str]]:
    """The parts of a text, each with the address of the question that it names, if it does."""
    parts = re.split(r"([a-z]+(?:-[a-z]+)+)", text)
    return [(part, f"/queries/{part}" if part in questions() else "") for part in parts if part]
