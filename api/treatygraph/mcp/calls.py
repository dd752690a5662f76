"""Calls: a tool and its arguments, answered over the graph by the workers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

import mcp_types as types
import pyoxigraph as ox

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import find_question, placed_value
from treatygraph.errors import InvalidValue, UnknownName
from treatygraph.ingest.names import Names
from treatygraph.mcp.answers import Answer, Asked
from treatygraph.mcp.arguments import read_arguments
from treatygraph.mcp.provenance import Provenance, named_things
from treatygraph.mcp.results import ACCEPT, Part, read_result, take_part
from treatygraph.mcp.tools import SEARCH, SEARCH_COLUMNS, SPARQL
from treatygraph.prefixes import prefixes
from treatygraph.query.guard import check_query
from treatygraph.query.limits import allowed_limits
from treatygraph.query.workers import Task, Workers
from treatygraph.reconciliation.index import Index
from treatygraph.reconciliation.reading import open_index
from treatygraph.reconciliation.searching import MOST_RESULTS, search
from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.terms import BASE
from treatygraph.web.results import Binding

# A result is held here as a whole, to be passed on in parts; the largest of the catalogue has 7 MB.
_RESULT_BYTES: Final = 20_000_000
# No browser and no server takes longer addresses.
_LONGEST_ADDRESS: Final = 8_000


class Calls:
    """Answers calls over one graph."""

    def __init__(self, graph: Graph, settings: Settings, workers: Workers) -> None:
        self._graph, self._settings, self._workers = graph, settings, workers
        self._names = Names(graph.store)
        self._index: Index | None = None
        self._indexing = asyncio.Lock()
        limits = allowed_limits(settings)
        self._limits = replace(limits, result_bytes=min(limits.result_bytes, _RESULT_BYTES))

    async def answer(self, tool: types.Tool, given: Mapping[str, Any] | None) -> Answer:
        """The answer of a tool to its arguments.

        Raises UsageError for arguments that are not those of the tool, for a query that is refused,
        and for whatever workers raise.
        """
        values, page = read_arguments(tool, given)
        if tool.name == SEARCH:
            asked, names, rows = await self._search(values)
        elif tool.name == SPARQL:
            asked, names, rows = await self._query(values["query"])
        else:
            asked, names, rows = await self._ask(tool.name, values)
        part = take_part(names, rows, page)
        return Answer(asked, part, await self._trace(asked, part), self._graph)

    async def _ask(
        self, name: str, values: Mapping[str, str]
    ) -> tuple[Asked, list[str], list[Binding]]:
        question = find_question(name)
        for parameter, value in values.items():
            try:
                # Alone first: what is not known is to be told with the parameter that it is for.
                bind(question, {parameter: value}, self._names)
            except UnknownName as error:
                instead = f"The tool {SEARCH} finds what there is."
                raise InvalidValue(f"Parameter {parameter}: {error} {instead}") from None
        text = bind(question, values, self._names)
        asked = Asked(
            question=question.summary,
            notes=question.description.strip(),
            columns=question.columns,
            values={
                parameter: term
                for parameter in question.parameters
                if (term := _read_term(placed_value(text, parameter)))
            },
            defaults=[parameter for parameter in question.parameters if parameter not in values],
            address=_address(f"queries/{name}", values),
        )
        return asked, *await self._solve(text)

    async def _query(self, text: str) -> tuple[Asked, list[str], list[Binding]]:
        check_query(text, self._settings)
        address = _address("sparql", {"query": text})
        if len(address) > _LONGEST_ADDRESS:
            address = _address("sparql", {})
        asked = Asked("A query in SPARQL", "", {}, {}, (), address)
        return asked, *await self._solve(text)

    async def _search(self, values: Mapping[str, str]) -> tuple[Asked, list[str], list[Binding]]:
        words, kind = values["words"], values.get("type", "")
        async with self._indexing:
            if not self._index:
                # It takes a second, in which other calls are answered.
                self._index = await asyncio.to_thread(open_index, self._graph.store, self._settings)
        found = search(self._index, words, kind, MOST_RESULTS)
        rows: list[Binding] = [
            {
                "thing": {"type": "uri", "value": one["iri"]},
                **{
                    column: {"type": "literal", "value": str(one[member])}
                    for column, member in _FOUND.items()
                    if one[member]
                },
            }
            for one in found
        ]
        asked = Asked(
            question=f"What is called “{words}”?",
            notes=f"The best first, {MOST_RESULTS} at most.",
            columns=SEARCH_COLUMNS,
            values={name: {"type": "literal", "value": value} for name, value in values.items()},
            defaults=(),
            address=_address("search", {"q": words, **({"type": kind} if kind else {})}),
        )
        return asked, [*SEARCH_COLUMNS], rows

    async def _solve(self, text: str) -> tuple[list[str], list[Binding]]:
        answer = await self._workers.answer(Task(text, accept=ACCEPT), self._limits)
        with closing(answer):
            content = await answer.content.read()
            return read_result(answer.head["media_type"], content)

    async def _trace(self, asked: Asked, part: Part) -> Provenance:
        """The sources of what a part of an answer shows, by a question of the catalogue."""
        about = [term["value"] for term in asked.values.values() if term["type"] == "uri"]
        things = [ox.NamedNode(iri) for iri in dict.fromkeys([*named_things(part.rows), *about])]
        told: Sequence[Binding] = ()
        if things:
            text = bind(find_question("sources-of-things"), {"thing": things}, self._names)
            _, told = await self._solve(text)
        return Provenance(part.rows, about, told)


_FOUND: Final = {
    "thingLabel": "label", "description": "description", "name": "name", "language": "language",
    "score": "score",
}  # fmt: skip


def _address(path: str, values: Mapping[str, str]) -> str:
    return f"{BASE}{path}{'?' if values else ''}{urlencode(values)}"


def _read_term(turtle: str) -> dict[str, str] | None:
    """The term that stands for a parameter, as SPARQL JSON has it; None where it is left open."""
    if turtle == "UNDEF":
        return None
    if turtle.startswith("<"):
        return {"type": "uri", "value": turtle.strip("<>")}
    declared = "".join(f"@prefix {name}: <{space}> ." for name, space in prefixes().items())
    [triple] = ox.parse(f"{declared}<s:> <p:> {turtle} .", format=ox.RdfFormat.TURTLE)
    literal = triple.object
    assert isinstance(literal, ox.Literal)
    return {"type": "literal", "value": literal.value, "datatype": literal.datatype.value}
