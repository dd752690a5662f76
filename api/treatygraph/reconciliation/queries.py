"""Reconciliation queries as clients write them, in both versions of the protocol."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from treatygraph.errors import UsageError

# Queries in one batch, and candidates for each: no more are answered.
MOST_QUERIES: Final = 500
_CANDIDATES: Final = 10
_MOST_CANDIDATES: Final = 50
_MOST_CONDITIONS: Final = 10
_MOST_VALUES: Final = 10

OLD: Final = "0.2"
DRAFT: Final = "1.0-draft"


class TooMany(UsageError):
    """A batch has more queries than are answered at once."""


@dataclass(frozen=True)
class Condition:
    """Values that a name, an identifier or a property of a candidate is compared with.

    `on` is name, id, or property; `quantifier` any, all or none of the values.
    """

    on: str
    property: str
    values: tuple[str, ...]
    required: bool
    quantifier: str


@dataclass(frozen=True)
class Query:
    """One query; `every` asks for things of all the kinds rather than of any."""

    conditions: tuple[Condition, ...]
    kinds: tuple[str, ...]
    every: bool
    limit: int


def parse_json(what: str, text: str | bytes) -> Any:
    """The value of a JSON text; raises UsageError, which says where, where it is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UsageError(f"{what} is not JSON: {error.msg} at {where}.") from None
    except (RecursionError, ValueError):
        raise UsageError(f"{what} is not JSON that can be read here.") from None


def read_batch(version: str, batch: Any) -> dict[str, Query]:
    """The queries of a batch by the names that the client gives them, in their order.

    In 1.0-draft, where they have none, these are numbers. Raises UsageError that names the query
    and what to write instead, TooMany for a batch that is too large
    (https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/, section 4).
    """
    if version == DRAFT:
        listed = batch.get("queries") if isinstance(batch, dict) else None
        if not isinstance(listed, list):
            raise UsageError("The batch is no object with “queries”, an array of queries.")
        named: Mapping[str, Any] = {str(n): query for n, query in enumerate(listed)}
    else:
        if not isinstance(batch, dict):
            raise UsageError('The batch is no object of queries: write {"q0": {"query": …}, …}.')
        named = batch
    if len(named) > MOST_QUERIES:
        raise TooMany(f"The batch has {len(named)} queries: send {MOST_QUERIES} at most.")
    read = _read_draft if version == DRAFT else _read_old
    queries = {}
    for name, query in named.items():
        shown = f"Query “{name[:100]}”"
        if not isinstance(query, dict):
            raise UsageError(f"{shown} is no object.")
        queries[name] = read(shown, query)
    return queries


def _read_old(shown: str, query: Mapping[str, Any]) -> Query:
    _check_members(shown, query, ("query", "type", "limit", "properties", "type_strict"))
    conditions = []
    if "query" in query:
        text = query["query"]
        if not isinstance(text, str) or not text.strip():
            raise UsageError(f"{shown}: “query” is no text.")
        conditions.append(Condition("name", "", (text,), True, "any"))
    for given in _listed(shown, "properties", query.get("properties", [])):
        if not isinstance(given, dict) or not isinstance(given.get("pid"), str) or "v" not in given:
            raise UsageError(f"{shown}: a property needs “pid”, a text, and “v”.")
        values = _values(shown, "v", given["v"])
        conditions.append(Condition("property", given["pid"], values, False, "any"))
    if not conditions:
        raise UsageError(f"{shown} has neither “query” nor “properties”.")
    kinds = query.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else _listed(shown, "type", kinds)
    if not all(isinstance(kind, str) for kind in kinds):
        raise UsageError(f"{shown}: “type” is neither a text nor an array of texts.")
    strict = query.get("type_strict", "any")
    if strict not in ("any", "should", "all"):
        raise UsageError(f"{shown}: “type_strict” is not any, should or all.")
    return Query(
        tuple(conditions), tuple(filter(None, kinds)), strict == "all", _limit(shown, query)
    )


def _read_draft(shown: str, query: Mapping[str, Any]) -> Query:
    _check_members(shown, query, ("conditions", "type", "limit", "lang", "dir"))
    listed = _listed(shown, "conditions", query.get("conditions", []))
    if not listed:
        raise UsageError(f"{shown} has no “conditions”.")
    kind = query.get("type", "")
    if not isinstance(kind, str):
        raise UsageError(f"{shown}: “type” is no text.")
    conditions = tuple(_read_condition(shown, given) for given in listed)
    return Query(conditions, (kind,) if kind else (), False, _limit(shown, query))


def _read_condition(shown: str, given: Any) -> Condition:
    if not isinstance(given, dict) or given.get("matchType") not in ("name", "id", "property"):
        raise UsageError(f"{shown}: a condition needs “matchType”: name, id or property.")
    if "propertyValue" not in given:
        raise UsageError(f"{shown}: a condition has no “propertyValue”.")
    on, property = given["matchType"], given.get("propertyId", "")
    if not isinstance(property, str) or (on == "property") != bool(property):
        raise UsageError(f"{shown}: “propertyId” is for a “matchType” of property, and only there.")
    quantifier, required = given.get("matchQuantifier", "any"), given.get("required", False)
    if quantifier not in ("any", "all", "none"):
        raise UsageError(f"{shown}: “matchQuantifier” is not any, all or none.")
    if not isinstance(required, bool):
        raise UsageError(f"{shown}: “required” is neither true nor false.")
    if not isinstance(given.get("matchQualifier", ""), str):
        raise UsageError(f"{shown}: “matchQualifier” is no text.")
    values = _values(shown, "propertyValue", given["propertyValue"])
    return Condition(on, property, values, required or on != "property", quantifier)


def _values(shown: str, member: str, given: Any) -> tuple[str, ...]:
    values = given if isinstance(given, list) else [given]
    if len(values) > _MOST_VALUES:
        raise UsageError(f"{shown}: “{member}” has more than {_MOST_VALUES} values.")
    return tuple(_value(shown, member, value) for value in values)


def _value(shown: str, member: str, value: Any) -> str:
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return str(value["id"])
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str | int | float):
        return str(value)
    raise UsageError(f"{shown}: “{member}” is no text, number, boolean or object with an “id”.")


def _listed(shown: str, member: str, given: Any) -> Sequence[Any]:
    if not isinstance(given, list):
        raise UsageError(f"{shown}: “{member}” is no array.")
    if len(given) > _MOST_CONDITIONS:
        raise UsageError(f"{shown}: “{member}” has more than {_MOST_CONDITIONS} entries.")
    return given


def _limit(shown: str, query: Mapping[str, Any]) -> int:
    limit = query.get("limit", _CANDIDATES)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not math.isfinite(limit):
        raise UsageError(f"{shown}: “limit” is no number.")
    if limit < 1:
        raise UsageError(f"{shown}: “limit” is less than 1.")
    return min(int(limit), _MOST_CANDIDATES)


def _check_members(shown: str, query: Mapping[str, Any], known: Sequence[str]) -> None:
    for member in query:
        if member not in known:
            there = ", ".join(known)
            raise UsageError(f"{shown} has “{member[:100]}”; there are: {there}.")
