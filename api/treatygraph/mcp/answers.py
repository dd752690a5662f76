"""Answers: the rows of a question with their sources, as JSON and as a text to read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from treatygraph.mcp.provenance import Provenance
from treatygraph.mcp.results import Part, as_json
from treatygraph.store.build import Graph
from treatygraph.terms import BASE
from treatygraph.web.citations import Citation
from treatygraph.web.labels import Labels
from treatygraph.web.results import Cell, make_cell, make_table

# By the nature of the things that have them.
_SOURCES_OF: Final = {
    "fact": "Sources of the facts that the rows name.",
    "treaty": "The rows name no single facts: sources of the treaties that the answer is about.",
    "agent": "The rows name no single facts: sources of the states, organisations or persons that "
    "the answer is about.",
    "": "No sources: the answer names no thing of the record. Ask for the IRIs of what it tells.",
}


@dataclass(frozen=True)
class Asked:
    """What was asked: the question in words, its notes, its columns, values of its parameters.

    The values are terms as SPARQL JSON has them; `defaults` names those that were not given.
    """

    question: str
    notes: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    defaults: Sequence[str]
    address: str


@dataclass(frozen=True)
class Answer:
    """A part of a result with all that one needs to cite it."""

    asked: Asked
    part: Part
    provenance: Provenance
    graph: Graph

    @property
    def _citation(self) -> Citation:
        version, horizon = self.graph.version, self.graph.horizon
        return Citation(self.asked.question, self.asked.address, version, horizon)

    def as_object(self) -> dict[str, Any]:
        """The answer as the output schema of the tools has it."""
        provenance = self.provenance
        rows = [
            {
                "values": {name: as_json(term) for name, term in row.items()},
                "sources": numbers,
                **({"claims": claims} if claims else {}),
            }
            for row, numbers, claims in zip(
                self.part.rows, provenance.of_rows, provenance.claims_of_rows, strict=True
            )
        ]
        return {
            "question": self.asked.question,
            "notes": self.asked.notes,
            "parameters": {name: as_json(term) for name, term in self.asked.values.items()},
            "defaults": [*self.asked.defaults],
            "total": self.part.total,
            "cut": [*self.part.cut],
            "rows": rows,
            "sources": provenance.sources,
            "sourcesOf": _SOURCES_OF[provenance.nature],
            "address": self.asked.address,
            "data": {"version": self.graph.version, "horizon": self.graph.horizon},
            "citation": self._citation.as_text(),
        }

    def as_text(self) -> str:
        """The answer in Markdown."""
        labels = Labels(self.graph.store)
        parts = [
            f"# {self.asked.question}",
            self.asked.notes,
            self._asked_with(labels),
            *self.part.cut,
            self._table(labels),
            self._claims(),
            _SOURCES_OF[self.provenance.nature],
            "\n".join(map(_source_line, self.provenance.sources)),
            self._citation.as_text(),
        ]
        return "\n\n".join(part for part in parts if part)

    def _asked_with(self, labels: Labels) -> str:
        told = [
            f"{name}: {_words(make_cell(term, labels, ''))}"
            + (" (the default: it was not given)" if name in self.asked.defaults else "")
            for name, term in self.asked.values.items()
        ]
        return f"Asked with {'; '.join(told)}." if told else ""

    def _table(self, labels: Labels) -> str:
        if not self.part.rows:
            return "" if self.part.total else "No row: the record has nothing that fits."
        result = {"head": {"vars": self.part.names}, "results": {"bindings": self.part.rows}}
        content = json.dumps(result).encode()
        table = make_table(content, self.asked.columns, labels, "")
        if not table.columns:
            return "There is a row, but nothing in it: no variable has a value."
        said = any(self.provenance.claims_of_rows)
        heads = [column.heading for column in table.columns]
        heads += ["Said, not established"] * said + ["Sources"]
        lines = [heads, ["---"] * len(heads)]
        for row, numbers, claims in zip(
            table.rows, self.provenance.of_rows, self.provenance.claims_of_rows, strict=True
        ):
            more = [", ".join(dict.fromkeys(claims.values()))] * said
            lines.append([*map(_words, row), *more, ", ".join(map(str, numbers))])
        return "\n".join(f"| {' | '.join(map(_escape, line))} |" for line in lines)

    def _claims(self) -> str:
        if not any(self.provenance.claims_of_rows):
            return ""
        return (
            "What is marked as said is what somebody says or holds. The record states that it was "
            "said, and not that it is so: name who says it."
        )


def _source_line(source: Mapping[str, Any]) -> str:
    """One source as a numbered entry of a list."""
    told = [source.get(name, "") for name in ("publisher", "issued", "kind")]
    line = f"{source['number']}. {source['title']} ({', '.join(filter(None, told))})"
    if "address" in source:
        line += f", {source['address']}"
    if "place" in source:
        line += f"; where: {source['place']}"
    return f"{line} [{source['source'].removeprefix(BASE)}]"


def _words(cell: Cell) -> str:
    """A cell as text: what it says, and in brackets what to ask for it by."""
    where = cell.href.removeprefix("/")
    return cell.text if where in ("", cell.text) else f"{cell.text} ({where})"


def _escape(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
