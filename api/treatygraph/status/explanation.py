"""Explanations: a status in sentences, with the acts, the clauses and the arithmetic."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox

from treatygraph.catalog.questions import find_question
from treatygraph.days import in_words
from treatygraph.ingest.names import Names
from treatygraph.query.engine import evaluate
from treatygraph.status.answer import (
    Row,
    find_readings,
    find_status,
    find_uncounted,
    participation,
)
from treatygraph.status.inquiry import Inquiry
from treatygraph.status.lookup import label, value, values
from treatygraph.terms import RDF_TYPE, SKOS_DEFINITION, VOCAB, tg

# Columns whose IRIs are told in words, or only where they matter.
_REPLACED = {"act", "clause", "exit", "exitClause", "horizon"}
_WORD = re.compile(r"\{(\w+)\}")


def explain_status(store: ox.Store, names: Names, inquiry: Inquiry) -> list[str]:
    """The sentences that explain the status of one participant, the status itself first.

    The sentences stand in the graph (question `sentences`); each is said where all values that it
    names are known. Days are written as “20 August 2025”.
    """
    [row] = find_status(store, names, inquiry)
    known = _values(store, inquiry, row)
    opening, steps = _templates(store, row["status"])
    said = [_fill(opening, known)]
    for step, template in steps:
        if step == "withoutEffectSentence":
            pair = participation(inquiry.treaty, row["state"])
            said += [
                _fill(template, {"exit": _kind(store, act), "day": day, "reason": reason})
                for act, day, reason in find_uncounted(store, inquiry).get(pair, ())
            ]
        elif step in ("readingSentence", "defaultSentence"):
            readings = find_readings(store, names, inquiry, row["state"])
            said += [_fill(template, _reading(reading)) for reading in readings]
        else:
            said.append(_fill(template, known))
    return [sentence for sentence in said if sentence]


def _templates(store: ox.Store, status: str) -> tuple[str, list[tuple[str, str]]]:
    found = evaluate(store, find_question("sentences").text)
    assert isinstance(found, ox.QuerySolutions)
    rows = [(row["notation"].value, row["template"].value, row["concept"].value) for row in found]
    [opening] = [template for notation, template, _ in rows if notation == status]
    # The notation of a step is its place, that of a status its word.
    steps = [(concept, template) for notation, template, concept in rows if notation.isdigit()]
    return opening, [(concept.removeprefix(VOCAB), template) for concept, template in steps]


def _fill(template: str, known: dict[str, str]) -> str:
    """The sentence, or the empty string where a value that it names is not known."""
    if not all(known.get(name) is not None for name in _WORD.findall(template)):
        return ""
    return in_words(_WORD.sub(lambda name: known[name[1]], template))


def _values(store: ox.Store, inquiry: Inquiry, row: Row) -> dict[str, str]:
    known = {name: text for name, text in row.items() if name not in _REPLACED}
    known |= {"treaty": label(store, inquiry.treaty), "state": label(store, row["state"])}
    known["on"] = inquiry.on
    known["because"] = value(store, row.get("because", ""), SKOS_DEFINITION)
    act, ending = row.get("act", ""), row.get("exit", "")
    if act and "consented" in row:
        known["consent"] = _kind(store, act)
    elif act:
        known["signed"] = value(store, act, tg("date"))
    if row["status"] == "not-computed":
        known["notComputed"] = known["because"]
    for name, clause in (("clause", row.get("clause")), ("exitClause", row.get("exitClause"))):
        if clause:
            known[name] = _articles(store, inquiry, clause)
    if ending:
        known["exit"] = _kind(store, ending)
        known["exitClause"] = known.get("exitClause") or "The day of effect"
        notified = value(store, ending, tg("notificationDate"))
        if notified:
            known["notified"] = notified
    elif "exitComputation" in row:
        known["endWithoutExit"] = row["exitComputation"]
    if "undeterminedFrom" in row and ending:
        reason = value(store, ending, tg("undeterminedBecause"))
        known["doubt"] = value(store, reason, SKOS_DEFINITION)
    horizon = value(store, inquiry.treaty, tg("dataHorizon"))
    if horizon and inquiry.on > horizon:
        known["horizon"] = horizon
    return known


def _kind(store: ox.Store, act: str) -> str:
    return label(store, values(store, act, RDF_TYPE)[0])


def _articles(store: ox.Store, inquiry: Inquiry, clause: str) -> str:
    """“Article 17(2)”, with the treaty where it is not the one that is asked for."""
    named = []
    for provision in values(store, clause, tg("statedIn")):
        article = value(store, provision, tg("article"))
        inner = [value(store, provision, tg(part)) for part in ("paragraph", "letter")]
        of = value(store, provision, tg("treaty"))
        other = f" of the {label(store, of)}" if of not in ("", inquiry.treaty) else ""
        named.append(f"Article {article}{''.join(f'({part})' for part in inner if part)}{other}")
    return " and ".join(named) or "By the clause"


def _reading(reading: dict[str, Any]) -> dict[str, str]:
    stated = reading["stated_on"] or ""
    known = {
        "holder": reading["holder_label"],
        "held": reading["status"],
        "statedClause": f", stated {'on' if len(stated) == 10 else 'in'} {stated}"
        if stated
        else "",
        "reason": reading["reason"],
    }
    if reading["default"]:
        known |= {"defaultHolder": reading["holder_label"]}
        known |= {"defaultReason": reading["default_because"]}
    return known
