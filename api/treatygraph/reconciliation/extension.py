"""Data extension: which properties things have, and their values."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyoxigraph as ox

from treatygraph.errors import UsageError
from treatygraph.reconciliation.candidates import kinds_called, name_in
from treatygraph.reconciliation.index import Index, Term, Thing, local_name
from treatygraph.reconciliation.queries import DRAFT
from treatygraph.terms import RDF_LANG_STRING, XSD

# The service whose identifiers the items of Wikidata are.
_WIKIDATA: Final = "https://wikidata.reconci.link/en/api"
_ITEM: Final = "http://www.wikidata.org/entity/"
_MOST_IDS: Final = 1000
_MOST_PROPERTIES: Final = 50
_WHOLE: Final = {XSD + name for name in ("integer", "gYear", "nonNegativeInteger", "int")}
_INTEGER: Final = re.compile(r"[+-]?\d{1,18}")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_BROKEN: Final = {XSD + name for name in ("decimal", "double", "float")}
SETTINGS: Final = (
    ("limit", "number", "Most values", "as many values of a thing; all if 0", 0),
    ("language", "text", "Language", "texts in this language only, such as fr", ""),
)


def propose(index: Index, type: str, limit: int | None) -> dict[str, Any]:
    """The properties that things of a type have, those that most of them have first."""
    kinds = set(kinds_called(index, [type]) if type else index.kinds)
    below = {kind.id for kind in index.kinds.values() if kinds & set(kind.above)}
    counts = {
        property.id: sum(n for kind, n in property.kinds.items() if kind in below)
        for property in index.properties.values()
    }
    ranked = sorted((-count, id) for id, count in counts.items() if count)
    chosen = [index.properties[id] for _, id in ranked][:limit]
    told: dict[str, Any] = {
        "properties": [
            {"id": one.id, "name": one.label, "description": one.definition} for one in chosen
        ]
    }
    if type:
        told["type"] = type
    if limit is not None:
        told["limit"] = limit
    return told


def extend(index: Index, version: str, query: Any, languages: Sequence[str]) -> dict[str, Any]:
    """The values of some properties of some things, in a version of the protocol.

    What is not known has no values. Raises UsageError where the query is not of its form.
    """
    if not isinstance(query, dict):
        raise UsageError("The query is no object with “ids” and “properties”.")
    ids = _texts(query, "ids", _MOST_IDS)
    asked = query.get("properties")
    if not isinstance(asked, list) or not all(_is_property(one) for one in asked):
        raise UsageError("“properties” is no array of objects with an “id”.")
    if len(asked) > _MOST_PROPERTIES:
        raise UsageError(f"There are {len(asked)} properties: ask for {_MOST_PROPERTIES} at most.")
    rows = {
        id: {
            one["id"]: _values(index, version, index.things.get(id), one, languages)
            for one in asked
        }
        for id in ids
    }
    meta = [_describe(index, one["id"]) for one in asked]
    if version != DRAFT:
        return {"meta": meta, "rows": rows}
    listed = [
        {"id": id, "properties": [{"id": name, "values": told} for name, told in row.items()]}
        for id, row in rows.items()
    ]
    return {"meta": meta, "rows": listed}


def _texts(query: Mapping[str, Any], member: str, most: int) -> list[str]:
    given = query.get(member)
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise UsageError(f"“{member}” is no array of texts.")
    if len(given) > most:
        raise UsageError(f"“{member}” has {len(given)} entries: send {most} at most.")
    return given


def _is_property(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and isinstance(one.get("id"), str)
        and isinstance(one.get("settings", {}), dict)
    )


def _describe(index: Index, id: str) -> dict[str, Any]:
    known = index.properties.get(id)
    told: dict[str, Any] = {"id": id, "name": known.label if known else id}
    if id == "exactMatch":
        told["service"] = _WIKIDATA
    return told


def _values(
    index: Index, version: str, thing: Thing | None, asked: Mapping[str, Any],
    languages: Sequence[str],
) -> list[dict[str, Any]]:  # fmt: skip
    if not thing:
        return []
    settings = asked.get("settings", {})
    try:
        most = int(settings.get("limit") or 0)
    except (TypeError, ValueError, OverflowError):
        raise UsageError(f"“limit” of {asked['id'][:100]} is no number.") from None
    language = str(settings.get("language") or "")
    values = [
        _tell(index, version, thing, value, label, languages)
        for value, label in thing.values.get(asked["id"], ())
        if not language or not isinstance(value, ox.Literal) or value.language in (None, language)
    ]
    return values[:most] if most > 0 else values


def _tell(
    index: Index, version: str, thing: Thing, value: Term, label: str, languages: Sequence[str]
) -> dict[str, Any]:
    if isinstance(value, ox.NamedNode):
        known = index.things.get(local_name(value))
        if known:
            return {"id": known.id, "name": name_in(known, languages)[0]}
        if value.value.startswith(_ITEM):
            return {"id": value.value.removeprefix(_ITEM), "name": thing.label}
        return {"str": label or value.value}
    kind = value.datatype.value
    if kind == XSD + "date" and _DATE.match(value.value):
        return {"date": f"{value.value[:10]}T00:00:00Z"}
    if kind in _WHOLE and _INTEGER.fullmatch(value.value):
        return {"int": int(value.value)}
    if kind in _BROKEN and math.isfinite(float(value.value)):
        return {"float": float(value.value)}
    told = {"str": value.value}
    if version == DRAFT and kind == RDF_LANG_STRING:
        told["lang"] = str(value.language)
    return told
