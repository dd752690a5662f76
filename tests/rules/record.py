"""Treaties of the naive reading, as the record of the graph holds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyoxigraph as ox
from tests.rules import naive
from tests.rules.naive import Length, Treaty

from treatygraph.terms import BASE, GRAPH, RDF_TYPE, XSD, tg


def _quads(subject: str, kind: str, **values: object) -> Iterator[ox.Quad]:
    """The statements about a node; a string is the name of another node."""
    for name, value in [("a", "ontology#" + kind), *values.items()]:
        if value is None:
            continue
        predicate = ox.NamedNode(RDF_TYPE if name == "a" else tg(name))
        yield ox.Quad(
            ox.NamedNode(BASE + subject), predicate, _term(value), ox.NamedNode(GRAPH + "x")
        )


def _term(value: object) -> ox.NamedNode | ox.Literal:
    match value:
        case str():
            return ox.NamedNode(BASE + value)
        case date():
            return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))
        case Length(months, 0) if months:
            text = f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M"
            return ox.Literal(text, datatype=ox.NamedNode(XSD + "duration"))
        case Length(0, days):
            return ox.Literal(f"P{days}D", datatype=ox.NamedNode(XSD + "duration"))
        case bool() | int():
            return ox.Literal(value)
    raise TypeError(value)


def recorded(name: str, treaty: Treaty) -> Iterator[ox.Quad]:
    """A treaty as the record would hold it."""
    subject, entry, own, leave = f"treaty/{name}", treaty.entry, treaty.state, treaty.withdrawal
    yield from _quads(subject, "Treaty", enteredIntoForceOn=treaty.published_entry)
    yield from _quads(
        f"clause/{name}/1/entry-into-force", "EntryIntoForceClause", treaty=subject,
        instrumentsRequired=entry.number, period=entry.length, rounding="vocab/" + entry.rounding,
        earliestDay=entry.earliest_day, countsOrganisations=entry.counts_organisations or None,
        numberDecides=entry.number_decides and None, countedFrom="vocab/depositOfNth",
    )  # fmt: skip
    yield from _quads(
        f"clause/{name}/2/entry-into-force-for-state", "EntryIntoForceForStateClause",
        treaty=subject, period=own.length, rounding="vocab/" + own.rounding,
        appliesTo="vocab/" + own.applies_to, generalDateFloor=own.applies_to != "anyDeposit",
        countedFrom="vocab/deposit",
    )  # fmt: skip
    yield from _quads(
        f"clause/{name}/3/withdrawal", "WithdrawalClause", treaty=subject, period=leave.length,
        rounding="vocab/" + leave.rounding, deferredBy="vocab/" + leave.deferred_by,
        withdrawalPossible="vocab/withdrawalAllowed", countedFrom="vocab/receiptByDepositary",
        earliestNotice=leave.earliest_notice,
        earliestNoticeFrom=leave.earliest_notice_from and "vocab/" + leave.earliest_notice_from,
    )  # fmt: skip
    for index, participant in enumerate(treaty.participants):
        pair = f"{name}/{index}"
        who = f"{'state' if participant.is_state else 'organisation'}/{name}-{index}"
        yield from _quads(who, "State" if participant.is_state else "Organisation")
        yield from _quads(f"participation/{pair}", "Participation", treaty=subject, participant=who)
        for number, act in enumerate(participant.acts):
            made = {"participation": f"participation/{pair}", "effectiveDate": act.published}
            if isinstance(act, naive.Consent):
                kind = ("Ratification", "Accession", "Acceptance", "Approval")[number % 4]
                yield from _quads(f"action/{pair}/{number}", kind, date=act.day, **made)
            else:
                yield from _quads(
                    f"action/{pair}/{number}", "Withdrawal",
                    notificationDate=act.day, retractedOn=act.retracted, **made,
                )  # fmt: skip
        for number, conflict in enumerate(participant.conflicts):
            yield from _quads(
                f"conflict/{name}-{index}-{number}", "ArmedConflict",
                conflictParty=who, **{"from": conflict.began}, until=conflict.ended,
            )  # fmt: skip
