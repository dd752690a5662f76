"""Suggestions while somebody types: things, classes and properties of the index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from treatygraph.reconciliation.candidates import kinds_called, name_in, types_of
from treatygraph.reconciliation.finding import find
from treatygraph.reconciliation.folding import fold
from treatygraph.reconciliation.index import Index

_PAGE: Final = 20


def suggest_entities(
    index: Index, prefix: str, cursor: int, languages: Sequence[str], kinds: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Things that are called so or begin so; where nothing is typed, all, the best known first."""
    wanted = kinds_called(index, kinds)
    if kinds and not wanted:
        return []
    if prefix.strip():
        things = [found.thing for found in find(index, prefix, wanted, beginning=True)]
    else:
        things = sorted(index.things.values(), key=lambda thing: (-thing.references, thing.id))
    return [
        {
            "id": thing.id,
            "name": name_in(thing, languages)[0],
            "description": thing.description,
            "notable": types_of(index, thing),
        }
        for thing in things[cursor : cursor + _PAGE]
    ]


def suggest_types(index: Index, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Classes with a word that begins so, in the order of their names."""
    told = []
    for kind in sorted(index.kinds.values(), key=lambda kind: kind.label):
        if _begins(prefix, kind.id, kind.label):
            broader = index.kinds.get(kind.broader)
            above = [{"id": broader.id, "name": broader.label}] if broader else []
            one = {"id": kind.id, "name": kind.label, "description": kind.definition}
            told.append({**one, "broader": above})
    return told[cursor : cursor + _PAGE]


def suggest_properties(index: Index, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Properties with a word that begins so, those of most things first."""
    ranked = sorted(index.properties.values(), key=lambda one: (-sum(one.kinds.values()), one.id))
    told = [
        {"id": one.id, "name": one.label, "description": one.definition}
        for one in ranked
        if _begins(prefix, one.id, one.label)
    ]
    return told[cursor : cursor + _PAGE]


def _begins(prefix: str, id: str, label: str) -> bool:
    typed = fold(prefix) if prefix.strip() else ""
    name = fold(label)
    return name.startswith(typed) or f" {typed}" in name or fold(id).startswith(typed)
