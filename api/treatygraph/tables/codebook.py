"""The codebook of a question: what its columns mean, as metadata of CSV on the Web."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import pyoxigraph as ox

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import Question, find_question
from treatygraph.ingest.names import Names
from treatygraph.query.workers import Task, Workers
from treatygraph.terms import SCHEME

_LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
# How the header of a question says of which datatype a column is.
_DATATYPE: Final = re.compile(r", xsd:(\w+)")
_IRI: Final = "IRI of "


async def make_codebook(
    question: Question, address: str, version: str, workers: Workers, names: Names
) -> dict[str, Any]:
    """The description of the table at `address` that a question gives, as a JSON object.

    Each column has its meaning and its datatype; one of codes has the list of them, each with what
    it means in the ontology. `version` is that of the data. Raises what `Workers.answer` raises.

    Metadata Vocabulary for Tabular Data, https://www.w3.org/TR/tabular-metadata/, section 5.
    """
    lists = {
        column: await _read_codes(scheme, workers, names)
        for column, scheme in question.codes.items()
    }
    columns = [
        _describe(question, name, told, lists.get(name, []))
        for name, told in question.columns.items()
    ]
    key = {"primaryKey": list(question.key)} if question.key else {}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": address,
        "dc:title": question.summary,
        "dc:description": question.description.strip(),
        "dc:license": {"@id": _LICENCE},
        "schema:version": version,
        "tableSchema": {"columns": columns, **key},
    }


def as_text(codebook: dict[str, Any]) -> str:
    """The codebook as the text of a file."""
    return json.dumps(codebook, ensure_ascii=False, indent=2) + "\n"


def datatype_of(told: str) -> str:
    """The datatype of a column by what the header of its question says, by its name in CSVW."""
    found = _DATATYPE.search(told)
    return found[1] if found else "anyURI" if told.startswith(_IRI) else "string"


async def _read_codes(scheme: str, workers: Workers, names: Names) -> list[dict[str, str]]:
    """The entries of a code list, each by the columns of the question that lists them."""
    asked = bind(find_question("codes-of-list"), {"list": ox.NamedNode(SCHEME + scheme)}, names)
    answer = await workers.answer(Task(asked, format="json"))
    try:
        told = json.loads(await answer.content.read())
    finally:
        answer.close()
    bindings = told["results"]["bindings"]
    return [{name: term["value"] for name, term in binding.items()} for binding in bindings]


def _describe(
    question: Question, name: str, told: str, codes: list[dict[str, str]]
) -> dict[str, Any]:
    datatype = datatype_of(told)
    column: dict[str, Any] = {
        "name": name, "dc:description": _DATATYPE.sub("", told), "datatype": datatype,
    }  # fmt: skip
    if name in question.key:
        column["required"] = True
    if codes:
        pattern = "|".join(re.escape(entry["code"]) for entry in codes)
        column["datatype"] = {"base": datatype, "format": pattern}
        # The property by which the RDF Data Cube names the code list of a component.
        column["qb:codeList"] = {
            "@id": SCHEME + question.codes[name],
            "@type": "skos:ConceptScheme",
            "skos:hasTopConcept": [_entry(entry) for entry in codes],
        }
    return column


def _entry(entry: dict[str, str]) -> dict[str, Any]:
    return {
        "@id": entry["concept"],
        "skos:notation": entry["code"],
        "skos:prefLabel": entry["label"],
        "skos:definition": entry["definition"],
    }
