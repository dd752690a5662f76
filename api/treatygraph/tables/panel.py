"""The panel of state, treaty and year: one question, asked of one treaty after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from treatygraph.catalog.binding import bind, check_values
from treatygraph.catalog.questions import Question, find_question
from treatygraph.errors import Busy, InvalidValue
from treatygraph.ingest.names import Names
from treatygraph.query.workers import Task, Workers

_QUESTION: Final = "status-by-year"
_TREATY: Final = "treaty"
_LINE_END: Final = b"\r\n"
# What has begun asks again so often, with so many seconds between, where too many wait already.
_TURNS: Final = 30
_PAUSE: Final = 1


@dataclass(frozen=True)
class Panel:
    """What was asked for: treaties in the order of the rows, and the first and last year, if any.

    `treaties` are IRIs; `years` has `from` and `to` where they are given.
    """

    question: Question
    treaties: tuple[str, ...]
    years: dict[str, str]
    names: Names

    def queries(self) -> Iterator[str]:
        """The question for each treaty.

        One that asks for all treaties at once takes twice the time, and a gigabyte to sort.
        """
        for treaty in self.treaties:
            yield bind(self.question, {_TREATY: ox.NamedNode(treaty), **self.years}, self.names)


def read_panel(names: Names, treaties: Iterable[str], first: str = "", last: str = "") -> Panel:
    """The panel of these treaties, of all where none is named, and these years.

    Treaties go by identifier, name or IRI. Raises UnknownName for one that there is not, and
    InvalidValue for a year that is no number, or a last year before the first.
    """
    question = find_question(_QUESTION)
    years = {name: year for name, year in (("from", first), ("to", last)) if year}
    check_values(question, years)
    if first and last and int(last) < int(first):
        raise InvalidValue(f"The last year, {last}, is before the first, {first}: exchange them.")
    found = dict.fromkeys(names.find(_TREATY, given) for given in treaties)
    return Panel(question, tuple(found) or tuple(names.things(_TREATY)), years, names)


async def read_rows(panel: Panel, workers: Workers) -> AsyncIterator[bytes]:
    """The panel as CSV (RFC 4180), treaty by treaty, with the header before the first.

    Rows are in the order of treaty, participant and year. Raises what `Workers.answer` raises, but
    waits for its turn once it has begun.
    """
    begun = False
    for query in panel.queries():
        content = await _ask(query, workers, _TURNS if begun else 0)
        rows = content.partition(_LINE_END)[2] if begun else content
        begun = True
        if rows:
            yield rows


async def _ask(query: str, workers: Workers, turns: int) -> bytes:
    while True:
        try:
            answer = await workers.answer(Task(query, format="csv"))
        except Busy:
            if not turns:
                raise
            turns -= 1
            await asyncio.sleep(_PAUSE)
            continue
        try:
            return await answer.content.read()
        finally:
            answer.close()
