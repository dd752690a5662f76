"""Arguments: what an assistant sends with a call, read as the schema of the tool has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import mcp_types as types

from treatygraph.errors import InvalidValue, UsageError

PAGING: Final[Mapping[str, Any]] = {
    "limit": {
        "type": "integer", "minimum": 1, "maximum": 200, "default": 50,
        "description": "most rows of the answer",
    },
    "offset": {
        "type": "integer", "minimum": 0, "default": 0, "description": "rows that are passed over",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Which rows of an answer are wanted."""

    limit: int
    offset: int


def read_arguments(
    tool: types.Tool, given: Mapping[str, Any] | None
) -> tuple[dict[str, str], Page]:
    """The arguments of a call as text by name, and the page that is wanted.

    What is null or empty counts as not given. Raises UsageError for an argument that the tool does
    not have or that is missing, InvalidValue for one that is no text or number.
    """
    known: Mapping[str, Any] = tool.input_schema["properties"]
    values: dict[str, str] = {}
    for name, value in (given or {}).items():
        if name not in known:
            raise UsageError(f"{tool.name} has no parameter “{name}”. It has: {', '.join(known)}.")
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, str | int):
            kind = "a whole number" if known[name]["type"] == "integer" else "a text"
            raise InvalidValue(f"Parameter {name}: write {kind}: {known[name]['description']}.")
        values[name] = str(value)
    for name in tool.input_schema["required"]:
        if name not in values:
            raise UsageError(f"Parameter {name} is missing: {known[name]['description']}.")
    return values, Page(*[_take_number(values, name) for name in PAGING])


def _take_number(values: dict[str, str], name: str) -> int:
    schema = PAGING[name]
    text = values.pop(name, str(schema["default"]))
    least, most = schema["minimum"], schema.get("maximum")
    # No answer has more rows, and Python reads no number of thousands of digits.
    if text.isdecimal() and len(text) < 10 and least <= int(text) <= (most or int(text)):
        return int(text)
    span = f"from {least} to {most}" if most else f"that is {least} or more"
    raise InvalidValue(f"Parameter {name}: “{text}” is none. Write a whole number {span}.")
