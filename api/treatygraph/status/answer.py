"""Answers: the status of a participant under a treaty on a day, with its basis and the readings."""

from __future__ import annotations

from collections import Counter, defaultdict
from operator import itemgetter
from typing import Any

import pyoxigraph as ox

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import find_question
from treatygraph.ingest.names import Names
from treatygraph.status.inquiry import Inquiry
from treatygraph.status.lookup import label, subjects, value, values
from treatygraph.terms import BASE, RDF_TYPE, SKOS_DEFINITION, tg

Row = dict[str, str]


def find_status(store: ox.Store, names: Names, inquiry: Inquiry) -> list[Row]:
    """One row a participant, by the question `status`: bound variables only, sorted by name.

    A participant of the graph that never acted under the treaty has the status none, or where the
    record holds no list of the participants, not-computed.
    """
    asked = {"treaty": inquiry.treaty, "on": inquiry.on}
    if inquiry.state:
        asked["state"] = inquiry.state
    found = _ask(store, names, "status", asked)
    if not found and inquiry.state:
        if value(store, inquiry.treaty, tg("dataHorizon")):
            return [{"state": inquiry.state, "status": "none"}]
        unlisted = {"status": "not-computed", "because": f"{BASE}vocab/noListRecorded"}
        return [{"state": inquiry.state, **unlisted}]
    return found


def tell_status(store: ox.Store, names: Names, inquiry: Inquiry) -> dict[str, Any]:
    """The answer as JSON: for one participant, or for all of a treaty with counts by status.

    `consents` is what depositaries print as parties: consents that stand, in force or not.
    """
    rows = find_status(store, names, inquiry)
    head = {
        "treaty": inquiry.treaty,
        "treaty_label": label(store, inquiry.treaty),
        "on": inquiry.on,
        "horizon": value(store, inquiry.treaty, tg("dataHorizon")) or None,
    }
    readings = _pairs_read(store)
    uncounted = find_uncounted(store, inquiry)
    told = []
    for row in rows:
        pair = participation(inquiry.treaty, row["state"])
        taken = find_readings(store, names, inquiry, row["state"]) if pair in readings else []
        told.append({
            **_status(store, row),
            "readings": taken,
            "basis": [*_basis(store, row), *(
                {"act": act, "provision": None, "computation": f"{day}: not counted; {reason}"}
                for act, day, reason in uncounted.get(pair, ())
            )],
        })  # fmt: skip
    if inquiry.state:
        return {**head, **told[0]}
    counts = Counter(row["status"] for row in rows)
    standing = ("party", "contracting", "undetermined", "not-computed")
    consents = sum("consented" in row and row["status"] in standing for row in rows)
    return {**head, "counts": dict(sorted(counts.items())), "consents": consents, "states": told}


def _status(store: ox.Store, row: Row) -> dict[str, Any]:
    return {
        "state": row["state"],
        "state_label": row.get("stateLabel") or label(store, row["state"]),
        "status": row["status"],
        "because": value(store, row.get("because", ""), SKOS_DEFINITION) or None,
        "consented_on": row.get("consented"),
        "in_force_from": row.get("from"),
        "in_force_no_later_than": row.get("fromNoLaterThan"),
        "in_force_until": row.get("until"),
        "undetermined_from": row.get("undeterminedFrom"),
        "ended_no_later_than": row.get("untilNoLaterThan"),
    }


def participation(treaty: str, state: str) -> str:
    """The IRI of the relation of a participant and a treaty."""
    return f"{BASE}participation/{treaty.removeprefix(BASE + 'treaty/')}/{state.rpartition('/')[2]}"


def _basis(store: ox.Store, row: Row) -> list[dict[str, str | None]]:
    steps = [
        (row.get("act"), row.get("clause", ""), row.get("computation")),
        # Without an act where the treaty ended, or the participant.
        (row.get("exit"), row.get("exitClause", ""), row.get("exitComputation")),
    ]
    told: list[dict[str, str | None]] = []
    for act, clause, computation in steps:
        if act or computation:
            provisions = values(store, clause, tg("statedIn")) if clause else []
            told += [
                {"act": act, "provision": provision, "computation": computation}
                for provision in (provisions or (None,))
            ]
    return told


def find_uncounted(store: ox.Store, inquiry: Inquiry) -> dict[str, list[tuple[str, str, str]]]:
    """Exits and suspensions by the day that end nothing, by participation: act, day and reason."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    # All at once: there are few, and a treaty has hundreds of participants.
    for quad in list(store.quads_for_pattern(None, ox.NamedNode(tg("endsNothingBecause")), None)):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode)
        act = quad.subject.value
        day = value(store, act, tg("notificationDate")) or value(store, act, tg("effectiveDate"))
        if day and day <= inquiry.on:
            reason = value(store, quad.object.value, SKOS_DEFINITION)
            found[value(store, act, tg("participation"))].append((act, day, reason))
    return {pair: sorted(exits, key=itemgetter(1)) for pair, exits in found.items()}


def _pairs_read(store: ox.Store) -> set[str]:
    # From the readings, of which there are few, and not from the pairs: a treaty has hundreds.
    readings = subjects(store, RDF_TYPE, tg("LegalReading"))
    return {value(store, reading, tg("participation")) for reading in readings}


def find_readings(
    store: ox.Store, names: Names, inquiry: Inquiry, state: str
) -> list[dict[str, Any]]:
    """The positions taken by the day on this status, by the question `legal-readings`."""
    asked = {"treaty": inquiry.treaty, "state": state, "on": inquiry.on}
    readings: dict[str, dict[str, Any]] = {}
    for row in _ask(store, names, "legal-readings", asked):
        reading = readings.setdefault(row["reading"], {
            "reading": row["reading"], "holder": row["holder"], "holder_label": row["holderLabel"],
            "status": row["status"], "stated_on": row.get("stated"), "legal_basis": [],
            "reason": row.get("reason"), "default": row.get("default") == "true",
            "default_because": row.get("why"),
        })  # fmt: skip
        if "basis" in row and row["basis"] not in reading["legal_basis"]:
            reading["legal_basis"].append(row["basis"])
    return list(readings.values())


def _ask(store: ox.Store, names: Names, question: str, given: dict[str, str]) -> list[Row]:
    # Straight to the engine: the catalogue declares its prefixes and names no graphs.
    text = bind(find_question(question), given, names)
    found = store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    columns = [variable.value for variable in found.variables]
    return [
        {name: term.value for name, term in zip(columns, row, strict=True) if term is not None}
        for row in found
    ]
