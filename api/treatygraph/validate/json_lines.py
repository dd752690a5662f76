"""JSON lines: where in a JSON-LD document a thing and its properties stand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,\n]')


@dataclass
class _Object:
    """One object of the document: its `@id`, and the line of each key; the first is its own."""

    id: str = ""
    keys: dict[str, int] = field(default_factory=dict)


class JsonLines:
    """The line of each described thing of one JSON-LD document, counted from 1.

    Contexts are not read: a short name counts as that of an IRI with the same end.
    """

    def __init__(self, text: str) -> None:
        self._objects = [found for found in _read_objects(text) if len(found.keys) > 1]

    def find(self, focus: str, path: str, value: str) -> int:
        """The line of the property, else that of the thing, else 0; terms as in N-Triples."""
        described = [found for found in self._objects if _names(found.id, focus.strip("<>"))]
        wanted = [one.strip("<>") for one in path.split("|") if one]
        places = [
            line
            for found in described
            for key, line in found.keys.items()
            if any(_names(key, iri) for iri in wanted)
        ]
        return next(iter([*places, *(found.keys["@id"] for found in described)]), 0)


def _names(short: str, iri: str) -> bool:
    """True where a name is the IRI, or what follows its prefix is the end of it."""
    local = short.rpartition(":")[2].lstrip("@")
    return short == iri or (bool(local) and iri.endswith((f"#{local}", f"/{local}")))


def _read_objects(text: str) -> list[_Object]:
    """The objects with an `@id`, in their order; the text is known to be JSON."""
    objects: list[_Object] = []
    # Of each object and array that is open: the object, and the key whose value is awaited.
    open_: list[Any] = []
    line, key = 1, ""
    for part in _TOKEN.findall(text):
        if part == "\n":
            line += 1
        elif part in "{[":
            open_.append(_Object() if part == "{" else None)
            objects += [open_[-1]] if part == "{" else []
            key = ""
        elif part in "}]":
            open_.pop()
            key = ""
        elif part == ",":
            key = ""
        elif part.startswith('"') and open_ and open_[-1] is not None:
            if not key:
                key = json.loads(part)
                open_[-1].keys.setdefault(key, line)
            elif key == "@id":
                open_[-1].id = json.loads(part)
    return [found for found in objects if found.id]
