"""The index of names made of what the graph holds, by five questions of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyoxigraph as ox

from treatygraph.catalog.questions import find_question
from treatygraph.query.engine import evaluate
from treatygraph.reconciliation.folding import fold, load_letters
from treatygraph.reconciliation.index import Index, Kind, Name, Property, Thing, local_name
from treatygraph.reconciliation.territories import Territories, territory_names
from treatygraph.settings import Settings

_BRACKETS: Final = re.compile(r"[(\uff08].*?[)\uff09]")
# Codes of the repository for organisations, and for what is unknown or made up.
_NO_TERRITORIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def open_index(store: ox.Store, settings: Settings) -> Index:
    """The index of what the graph holds now."""
    load_letters()
    kinds = _read_kinds(store)
    things: dict[str, Thing] = {}
    for row in _ask(store, "findable-things"):
        id = local_name(row["thing"])
        thing = things.setdefault(
            id,
            Thing(id, row["thingLabel"].value, row["description"].value,
                  int(row["references"].value)),
        )  # fmt: skip
        kind = local_name(row["class"])
        if kind not in thing.kinds:
            thing.kinds.append(kind)
    for row in _ask(store, "findable-values"):
        described = things.get(local_name(row["thing"]))
        if not described:
            continue
        label = row["valueLabel"].value if row["valueLabel"] else ""
        values = described.values.setdefault(local_name(row["property"]), [])
        values.append((row["value"], label))
    names = []
    for row in _ask(store, "findable-names"):
        named = things.get(local_name(row["thing"]))
        if not named:
            continue
        name = Name(row["name"].value, row["language"].value, row["kind"].value, named)
        names.append(name)
        if name.kind == "label":
            named.labels[name.language] = name.text
    territories = territory_names(settings)
    names += _territories(things, names, territories)
    codes = {code.value for thing in things.values() for code, _ in thing.values.get("iso2", ())}
    elsewhere = {
        name for code in set(territories) - codes - _NO_TERRITORIES for _, name in territories[code]
    }
    return Index(things, kinds, _read_properties(store), names, elsewhere)


def _territories(
    things: Mapping[str, Thing], known: Iterable[Name], territories: Territories
) -> Iterable[Name]:
    """Names that the record does not have, each once a thing; what it calls ambiguous stays so."""
    had = {(name.thing.id, fold(name.text)) for name in known if name.kind != "code"}
    for thing in things.values():
        # Codes of states that ceased to exist are given anew.
        if "FormerState" in thing.kinds:
            continue
        for code, _ in thing.values.get("iso2", ()):
            for language, text in territories.get(code.value, ()):
                # Some say in brackets which of two they mean, or what else it is called.
                for name in dict.fromkeys((text, _BRACKETS.sub("", text).strip())):
                    if (thing.id, key := fold(name)) not in had:
                        had.add((thing.id, key))
                        yield Name(name, language, "territory", thing)


def _read_kinds(store: ox.Store) -> dict[str, Kind]:
    kinds = {}
    for row in _ask(store, "findable-classes"):
        broader = local_name(row["broader"]) if row["broader"] else ""
        id, things = local_name(row["class"]), int(row["things"].value)
        kinds[id] = Kind(id, row["classLabel"].value, row["definition"].value, broader, things)
    for kind in [*kinds.values()]:
        above = [kind.id]
        while (broader := kinds[above[-1]].broader) in kinds and broader not in above:
            above.append(broader)
        kinds[kind.id] = Kind(**{**vars(kind), "above": tuple(above)})
    return kinds


def _read_properties(store: ox.Store) -> dict[str, Property]:
    found: dict[str, Property] = {}
    for row in _ask(store, "findable-properties"):
        iri = row["property"].value
        told = row["propertyLabel"].value, row["definition"].value
        had = found.get(local_name(row["property"]))
        kinds = {**(had.kinds if had else {}), local_name(row["class"]): int(row["things"].value)}
        found[local_name(row["property"])] = Property(
            local_name(row["property"]), iri, *told, kinds
        )
    return found


def _ask(store: ox.Store, question: str) -> list[Any]:
    # A list: an iterator of the engine must end on the thread that began it.
    return list(evaluate(store, find_question(question).text))  # type: ignore[arg-type]
