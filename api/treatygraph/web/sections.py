"""Sections: the questions of a page, asked of the workers at once, and what each shows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import Placement, Question
from treatygraph.days import in_words
from treatygraph.errors import UnknownName
from treatygraph.ingest.names import Names
from treatygraph.query.workers import Task, Workers
from treatygraph.store.build import Graph
from treatygraph.terms import BASE
from treatygraph.web.cache import Cache, Entry
from treatygraph.web.charts import Line, Timeline, draw_line, draw_timeline
from treatygraph.web.labels import Labels
from treatygraph.web.results import Table, make_table

# The parameter that takes the day of a page.
DAY = "on"
_WHOLE_NAMES = ("facts", "pairs")

Values = Mapping[str, str | ox.NamedNode]


@dataclass(frozen=True)
class Section:
    """One question on a page: its heading, its rows, its drawing, and the address that asks it."""

    name: str
    title: str
    view: str
    rows: str
    question: Question
    table: Table
    address: str
    line: Line | None = None
    timeline: Timeline | None = None

    @property
    def is_cut(self) -> bool:
        """True where there are more rows than are shown."""
        return self.table.total > len(self.table.rows)


async def ask_sections(
    request: Request,
    placed: Sequence[tuple[Question, Placement]],
    labels: Labels,
    thing: str = "",
    on: str = "",
) -> list[Section]:
    """A section for each question, in their order; those that have no rows are left out.

    `thing` is the IRI of what the page is about, `on` its day.
    """
    values = [_values(question, placement, thing, on) for question, placement in placed]
    names: Names = request.app.state.names
    texts = [bind(q, given, names) for (q, _), given in zip(placed, values, strict=True)]
    contents = await asyncio.gather(*(ask(request, text) for text in texts))

    def make() -> list[Section]:
        return [
            make_section(request, question, placement, given, content, labels)
            for (question, placement), given, content in zip(placed, values, contents, strict=True)
            if b'"bindings":[]' not in content
        ]

    # Other requests do not wait while names are looked up.
    return await run_in_threadpool(make)


def make_section(
    request: Request,
    question: Question,
    placement: Placement,
    given: Values,
    content: bytes,
    labels: Labels,
) -> Section:
    """The section that shows a result in SPARQL JSON."""
    root = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    view = placement.view
    table = make_table(
        content, question.columns, labels, root, placement.hide, placement.most,
        whole_names=view in _WHOLE_NAMES,
    )  # fmt: skip
    told = {name: _tell(request, question, name, value) for name, value in given.items()}
    return Section(
        name=question.name,
        title=placement.title.format(on=in_words(told.get(DAY, ""))),
        view=view,
        rows=placement.rows,
        question=question,
        table=table,
        address=f"{root}/queries/{question.name}{'?' if told else ''}{urlencode(told)}",
        line=draw_line(table, told.get(DAY, "")) if view == "line" else None,
        timeline=draw_timeline(table) if view == "timeline" else None,
    )


async def ask(request: Request, text: str) -> bytes:
    """The result of a query in SPARQL JSON: from the cache, or from a worker."""
    cache: Cache[Entry] = request.app.state.cache
    graph: Graph = request.app.state.graph
    workers: Workers = request.app.state.workers
    task = Task(text, format="json")
    key = (graph.version, task)
    entry = cache.get(key)
    if not entry:
        answer = await workers.answer(task)
        try:
            entry = Entry(answer.head["media_type"], await answer.content.read())
        finally:
            answer.close()
        cache.put(key, entry)
    return entry.content


def _values(question: Question, placement: Placement, thing: str, on: str) -> Values:
    values: dict[str, str | ox.NamedNode] = {**placement.given}
    if placement.about:
        values[placement.about] = ox.NamedNode(thing)
    if on and DAY in question.parameters:
        values.setdefault(DAY, on)
    return values


def _tell(request: Request, question: Question, name: str, value: str | ox.NamedNode) -> str:
    """The value as an address has it: of a thing its identifier where that is enough."""
    if isinstance(value, str):
        return value
    path, names = value.value.removeprefix(BASE), request.app.state.names
    kind, identifier = question.parameters[name].kind.lower(), path.partition("/")[2]
    with suppress(UnknownName):
        if kind in names.CLASSES and names.find(kind, identifier) == value.value:
            return identifier
    return path
