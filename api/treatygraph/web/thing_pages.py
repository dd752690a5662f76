"""Pages of things: which questions they show is told by the headers of the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.catalog.questions import Placement, Question, placements, questions
from treatygraph.status.inquiry import read_day
from treatygraph.store.build import Graph
from treatygraph.terms import BASE, ONTOLOGY, tg
from treatygraph.web.citations import Citation
from treatygraph.web.keeping import send_page
from treatygraph.web.labels import Labels
from treatygraph.web.rendering import Alternate, render_text
from treatygraph.web.results import Cell
from treatygraph.web.sections import DAY, ask_sections

# What stands on the page of everything.
_EVERYTHING = "Thing"
# By these a thing belongs to others, whose pages its own leads to.
_BELONGING = (("participation", "participant"), ("participation", "treaty"), ("treaty",))


@dataclass(frozen=True)
class _Page:
    """A page before it is rendered: what it is about, its day, its questions."""

    path: str
    part: str
    on: str
    horizon: str
    placed: Sequence[tuple[Question, Placement]]
    parts: Sequence[str]
    alternates: Sequence[Alternate]


async def thing(
    request: Request, path: str, alternates: Sequence[Alternate], headers: Mapping[str, str]
) -> Response:
    """The page of one thing; raises InvalidValue for a day that is none."""
    labels = _labels(request)
    kinds = _kinds(labels, path)
    placed = _placed(kinds, "")
    return await _send(request, labels, path, "", placed, alternates, headers)


async def part(request: Request, path: str, part: str) -> Response | None:
    """The page on one part of a thing, such as its exits; None where things have no such part."""
    labels = _labels(request)
    placed = _placed(_kinds(labels, path), f"/{part}")
    if not placed:
        return None
    return await _send(request, labels, path, part, placed, (), {})


async def graph(
    request: Request,
    path: str,
    triples: Sequence[ox.Triple],
    more: bool,
    headers: Mapping[str, str],
) -> Response:
    """The page of a named graph: its triples, or the first of them where there are more."""

    def make() -> str:
        labels, root = _labels(request), request.scope.get("root_path", "")
        rows = [[_cell(labels, root, node) for node in triple] for triple in triples]
        rows.sort(key=lambda row: [cell.text for cell in row])
        return render_text(
            request, "graph.html", title=labels.name(BASE + path), iri=BASE + path, address=path,
            rows=rows, more=more,
        )  # fmt: skip

    return await send_page(request, "", lambda: run_in_threadpool(make), headers)


async def _send(
    request: Request,
    labels: Labels,
    path: str,
    part: str,
    placed: Sequence[tuple[Question, Placement]],
    alternates: Sequence[Alternate],
    headers: Mapping[str, str],
) -> Response:
    kinds = _kinds(labels, path)
    given = request.query_params.get(DAY, "")
    own = labels.values(BASE + path, tg("dataHorizon"))
    on = ""
    if any(DAY in question.parameters for question, _ in placed):
        state: Graph = request.app.state.graph
        on = read_day(DAY, given) if given else own[0].value if own else state.horizon
    page = _Page(
        path, part, on, own[0].value if own else "", placed, [] if part else _parts(kinds),
        alternates,
    )  # fmt: skip
    return await send_page(request, on, lambda: _render(request, labels, page), headers)


async def _render(request: Request, labels: Labels, page: _Page) -> str:
    root = request.scope.get("root_path", "")
    iri = BASE + page.path
    sections = await ask_sections(request, page.placed, labels, iri, page.on)
    kinds = labels.classes(iri)
    graph: Graph = request.app.state.graph
    name = labels.name(iri)
    title = f"{name}: {page.part.replace('-', ' ')}" if page.part else name
    return await run_in_threadpool(
        render_text,
        request,
        "thing.html",
        alternates=page.alternates,
        title=title,
        iri=iri,
        address=f"{page.path}/{page.part}".rstrip("/"),
        kind=labels.name(kinds[0]) if kinds else "thing",
        places=_places(labels, root, page),
        sections=sections,
        parts=[
            Cell(part.replace("-", " ").capitalize(), f"{root}/{page.path}/{part}")
            for part in page.parts
        ],
        on=page.on,
        horizon_of=page.horizon,
        citation=Citation(title, iri, graph.version, graph.horizon).as_text(),
    )


def _placed(kinds: Sequence[str], part: str) -> list[tuple[Question, Placement]]:
    found = [pair for kind in kinds for pair in placements(kind + part)]
    return sorted(found, key=lambda pair: pair[1].order)


def _parts(kinds: Sequence[str]) -> list[str]:
    """The parts of things of these kinds that have pages of their own, in their order."""
    orders: dict[str, int] = {}
    for question in questions().values():
        for placement in question.pages:
            kind, _, part = placement.page.partition("/")
            if part and kind in kinds:
                orders[part] = min(placement.order, orders.get(part, placement.order))
    return sorted(orders, key=lambda part: (orders[part], part))


def _kinds(labels: Labels, path: str) -> list[str]:
    classes = labels.classes(BASE + path)
    own = [kind.removeprefix(ONTOLOGY) for kind in classes if kind.startswith(ONTOLOGY)]
    return [*own, _EVERYTHING]


def _places(labels: Labels, root: str, page: _Page) -> list[Cell]:
    """Links to what a thing belongs to; of a part, to the whole."""
    iri = BASE + page.path
    if page.part:
        return [Cell(labels.name(iri), f"{root}/{page.path}")]
    found: dict[str, None] = {}
    for way in _BELONGING:
        things = [iri]
        for step in way:
            things = [v.value for one in things for v in labels.values(one, tg(step))]
        found |= dict.fromkeys(things)
    return [Cell(labels.name(one), f"{root}/{one.removeprefix(BASE)}") for one in found]


def _labels(request: Request) -> Labels:
    graph: Graph = request.app.state.graph
    return Labels(graph.store)


def _cell(labels: Labels, root: str, term: object) -> Cell:
    if isinstance(term, ox.NamedNode):
        iri = term.value
        local = iri.startswith(BASE)
        return Cell(labels.name(iri), f"{root}/{iri.removeprefix(BASE)}" if local else iri)
    assert isinstance(term, ox.Literal)
    return Cell(term.value, lang=term.language or "")
