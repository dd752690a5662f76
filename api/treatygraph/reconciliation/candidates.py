"""Candidates for a reconciliation query: found by name, judged by what else the query says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from treatygraph.reconciliation.finding import find
from treatygraph.reconciliation.folding import fold
from treatygraph.reconciliation.found import WHOLE, Found
from treatygraph.reconciliation.index import Index, Name, Thing
from treatygraph.reconciliation.queries import DRAFT, Condition, Query

# How much of the score the properties decide, where there are any.
_PROPERTIES: Final = 0.4
FEATURES: Final = {
    "name_similarity": "similarity of the name, from 0 to 100",
    "name_exact": "whether a name is the same but for case, accents and script",
    "prominence": "how many acts the record has of the thing, from 0 to 100",
    "type_match": "whether the thing is of a type that was asked for",
    "property": "share of the properties that agree, from 0 to 1",
}


@dataclass(frozen=True)
class Candidate:
    """A thing with its score from 0 to 100, and whether it is the one that is meant."""

    found: Found
    score: float
    agreeing: float
    match: bool


def answer_batch(
    index: Index, version: str, queries: dict[str, Query], languages: Sequence[str]
) -> dict[str, Any]:
    """The result batch in a version of the protocol, with names in the first language there is."""
    # Columns of tables say the same many times.
    told = {
        query: [
            _tell(index, version, query, candidate, languages)
            for candidate in find_candidates(index, query)
        ]
        for query in dict.fromkeys(queries.values())
    }
    results = {name: told[query] for name, query in queries.items()}
    if version == DRAFT:
        return {"results": [{"candidates": candidates} for candidates in results.values()]}
    return {name: {"result": candidates} for name, candidates in results.items()}


def find_candidates(index: Index, query: Query) -> list[Candidate]:
    """The candidates for a query, best first, as many as it asks for."""
    kinds = kinds_called(index, query.kinds)
    if query.kinds and not kinds:
        return []
    about = [c for c in query.conditions if c.on == "property"]
    named = [c for c in query.conditions if c.on != "property" and c.quantifier != "none"]
    found = _named(index, named, kinds) if named else _described(index, about, kinds)
    for condition in query.conditions:
        if condition.on != "property" and condition.quantifier == "none":
            unwanted = {f.thing.id for f in _by_condition(index, condition, kinds) if _whole(f)}
            found = [one for one in found if one.thing.id not in unwanted]
    if query.every:
        found = [one for one in found if set(kinds) <= set(_all_kinds(index, one.thing))]
    judged = [_judge(index, one, about) for one in found]
    kept = [c for c in judged if c and (named or c.agreeing)]
    kept.sort(key=lambda c: (-c.score, -c.found.thing.references, c.found.thing.id))
    return _decide(kept, bool(named), bool(about))[: query.limit]


def kinds_called(index: Index, given: Iterable[str]) -> list[str]:
    """The classes of these names, identifiers or IRIs; what is no class is left out."""
    labels = {kind.label.casefold(): kind.id for kind in index.kinds.values()}
    short = (text.rpartition("#")[2].removeprefix("tg:") for text in given)
    known = (text if text in index.kinds else labels.get(text.casefold(), "") for text in short)
    return [kind for kind in known if kind]


def name_in(thing: Thing, languages: Sequence[str]) -> tuple[str, str]:
    """The label of a thing with its language: the first that there is, English else."""
    for language in languages:
        for tag in (language, language.partition("-")[0]):
            if tag in thing.labels:
                return thing.labels[tag], tag
    return thing.label, "en"


def types_of(index: Index, thing: Thing) -> list[dict[str, str]]:
    """The classes of a thing, as the protocol tells types."""
    return [{"id": kind, "name": index.kinds[kind].label} for kind in thing.kinds]


def _named(index: Index, conditions: Sequence[Condition], kinds: Sequence[str]) -> list[Found]:
    """Things that are found by every condition, each with its worst."""
    kept: dict[str, Found] = {}
    for number, condition in enumerate(conditions):
        found = {one.thing.id: one for one in _by_condition(index, condition, kinds)}
        if number:
            found = {
                id: min(one, kept[id], key=lambda f: f.score)
                for id, one in found.items()
                if id in kept
            }
        kept = found
    return list(kept.values())


def _by_condition(index: Index, condition: Condition, kinds: Sequence[str]) -> list[Found]:
    best: dict[str, Found] = {}
    times: dict[str, int] = {}
    for value in condition.values:
        for one in find(index, value, kinds):
            if condition.on == "id" and one.name.kind != "code":
                continue
            times[one.thing.id] = times.get(one.thing.id, 0) + 1
            had = best.get(one.thing.id)
            if not had or one.score > had.score:
                best[one.thing.id] = one
    if condition.quantifier == "all":
        return [one for id, one in best.items() if times[id] == len(condition.values)]
    return list(best.values())


def _described(index: Index, about: Sequence[Condition], kinds: Sequence[str]) -> list[Found]:
    """Things of which some property agrees, where the query gives no name."""
    wanted = set(kinds)
    ids: set[str] = set()
    for condition in about:
        if condition.quantifier != "none":
            for value in condition.values:
                ids |= _having(index, condition.property, value)
    things = (index.things[id] for id in ids)
    return [
        Found(thing, Name(thing.label, "en", "label", thing), 100, 0)
        for thing in things
        if not wanted or wanted & set(_all_kinds(index, thing))
    ]


def _having(index: Index, property: str, value: str) -> set[str]:
    name = property.rpartition("#")[2].removeprefix("tg:")
    return index.by_value.get(name, {}).get(fold(value), set())


def _judge(index: Index, one: Found, about: Sequence[Condition]) -> Candidate | None:
    """The candidate, or None where a condition that is required does not hold."""
    if not about:
        return Candidate(one, one.score, 1, one.sure)
    agreeing = 0
    for condition in about:
        held = [one.thing.id in _having(index, condition.property, v) for v in condition.values]
        holds = {"any": any(held), "all": all(held), "none": not any(held)}[condition.quantifier]
        if condition.required and not holds:
            return None
        agreeing += holds
    share = agreeing / len(about)
    return Candidate(one, one.score * (1 - _PROPERTIES * (1 - share)), share, False)


def _decide(kept: list[Candidate], named: bool, about: bool) -> list[Candidate]:
    """Where properties tell things of one name apart, or stand alone, the one that has them all."""
    if not about:
        return kept
    whole = [c for c in kept if c.agreeing == 1 and (not named or _whole(c.found))]
    best = [c for c in whole if c.score >= whole[0].score - 1e-9]
    if len(best) != 1:
        return kept
    return [
        Candidate(c.found, c.score, c.agreeing, c is best[0]) for c in kept
    ]  # fmt: skip


def _whole(one: Found) -> bool:
    return one.score >= WHOLE


def _all_kinds(index: Index, thing: Thing) -> list[str]:
    return [above for kind in thing.kinds for above in index.kinds[kind].above]


def _tell(
    index: Index, version: str, query: Query, candidate: Candidate, languages: Sequence[str]
) -> dict[str, Any]:
    one = candidate.found
    name, language = name_in(one.thing, languages)
    values: dict[str, float | bool] = {
        "name_similarity": round(one.similarity, 1),
        "name_exact": one.similarity == 100,
        "prominence": round(index.prominence[one.thing.id], 1),
    }
    if query.kinds:
        values["type_match"] = True
    if any(condition.on == "property" for condition in query.conditions):
        values["property"] = round(candidate.agreeing, 3)
    features: list[dict[str, Any]] = [{"id": id, "value": value} for id, value in values.items()]
    told = {
        "id": one.thing.id,
        "name": name,
        "description": one.thing.description,
        "score": round(candidate.score, 1),
        "match": candidate.match,
        "type": types_of(index, one.thing),
        "features": features,
    }
    if version == DRAFT:
        for feature in features:
            feature["name"] = FEATURES[feature["id"]]
        told["lang"] = language
    return told
