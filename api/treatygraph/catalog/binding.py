"""Binding: the values of parameters, put into a question as terms that cannot break out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from treatygraph.catalog.questions import Parameter, Question
from treatygraph.errors import InvalidValue, UsageError
from treatygraph.ingest.cells import CellError, read_date
from treatygraph.ingest.names import Names
from treatygraph.terms import BASE, XSD

Value = str | ox.NamedNode | Sequence[ox.NamedNode]

# With more digits the engine cannot compare a number, and passes over the condition with it.
_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,18}\s*")
# The IRI of a thing without what all begin with, such as “state/POL”.
_PATH = re.compile(r"[a-z-]+/[\w./-]+")


def bind(question: Question, values: Mapping[str, Value], names: Names) -> str:
    """The query with each given value in the place of the default of its parameter.

    A parameter is a line `VALUES ?name { default }`, in each group that needs it. Treaties and
    participants are given by identifier, ISO code, name or IRI; things of kinds without such names
    by their IRI, with or without what all begin with; or any as a node, or as several nodes.
    Raises UnknownName for a treaty or participant that is not known, UsageError for such a
    parameter, and InvalidValue for a value that is not of the type.
    """
    text = question.text
    for name, value in values.items():
        parameter = _find(question, name)
        if not isinstance(value, str):
            nodes = [value] if isinstance(value, ox.NamedNode) else value
            term = " ".join(map(str, nodes))
        elif parameter.type == "iri":
            term = str(_find_thing(parameter, value, names))
        else:
            term = str(_read(parameter, value))
        parts = re.split(rf"(VALUES\s+\?{name}\s*\{{)[^}}]*(\}})", text)
        assert len(parts) > 1, f"{question.name} has no place for ?{name}"
        # Put in by slices: in a replacement string the backslashes of the term would act.
        text = "".join(f" {term} {part}" if at % 3 == 2 else part for at, part in enumerate(parts))
    return text


def check_values(question: Question, values: Mapping[str, str]) -> None:
    """Raises what `bind` raises, but for names: these are looked up in the graph."""
    for name, value in values.items():
        parameter = _find(question, name)
        if parameter.type != "iri":
            _read(parameter, value)


def _find(question: Question, name: str) -> Parameter:
    if name not in question.parameters:
        has = ", ".join(question.parameters) or "no parameters"
        raise UsageError(f"{question.name} has no parameter “{name}”. It has: {has}.")
    return question.parameters[name]


def _read(parameter: Parameter, value: str) -> ox.Literal:
    try:
        if parameter.type == "date":
            return read_date(value)
        if parameter.type == "integer":
            if not _INTEGER.fullmatch(value):
                raise ValueError
            return ox.Literal(str(int(value)), datatype=ox.NamedNode(XSD + "integer"))
    except CellError as error:
        raise InvalidValue(f"Parameter {parameter.name}: {error}") from None
    except ValueError:
        instead = "Write a whole number of at most 18 digits, such as 30."
        raise InvalidValue(f"Parameter {parameter.name}: “{value}” is none. {instead}") from None
    return ox.Literal(value)


def _find_thing(parameter: Parameter, value: str, names: Names) -> ox.NamedNode:
    kind = parameter.kind.lower()
    if kind in names.CLASSES:
        return ox.NamedNode(names.find(kind, BASE + value if _PATH.fullmatch(value) else value))
    iri = value if value.startswith(("http://", "https://")) else BASE + value
    try:
        return ox.NamedNode(iri)
    except ValueError:
        instead = "Write its IRI, or the part of it after the name of the site: state/POL."
        raise InvalidValue(f"Parameter {parameter.name}: “{value}” is none. {instead}") from None
