"""Random treaties and what befell them, aimed at the days on which clauses are hard to read.

Left out is what clauses leave open: a second notice while one runs, a consent after an end that is
undetermined, succession, and a published general date that the deposits recorded do not explain
under a clause that needs the deciding one.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.rules import naive
from tests.rules.naive import Conflict, Consent, Length, Notice, Participant, Treaty

ROUNDINGS = ("sameDay", "sameDay", "firstDayOfMonth", "firstDayOfFollowingMonth")
MONTHS = tuple(Length(months=n) for n in (1, 2, 3, 6, 6, 9, 12, 12, 15, 24))
DAYS = tuple(Length(days=n) for n in (0, 0, 1, 30, 30, 60, 90, 90, 180))
EDGES = (0, 0, -1, -2, -3, 1, None, None)
NEAR = (0, 0, -1, 1)
SOON, LATER = 45, 1200


def one_in(chance: Random, times: int) -> bool:
    """True once in so many times."""
    return chance.randrange(times) == 0


def on_edge(chance: Random, day: date) -> date:
    """A day as given or moved to the end of its month, a day or more before it, or after it."""
    edge = chance.choice(EDGES)
    if edge is None:
        return day
    return day.replace(day=monthrange(day.year, day.month)[1]) + timedelta(days=edge)


def aim(chance: Random, low: date, *marks: date) -> date:
    """A day not before `low`: at a mark, a day beside one, a month end, or 1 and 2 July."""
    mark = chance.choice((low, *marks, *marks, None, None))
    if mark is not None:
        day = mark + timedelta(days=chance.choice(NEAR))
    elif one_in(chance, 6):
        day = date(low.year + 1, 7, 1) + timedelta(days=chance.choice(NEAR))
    else:
        day = on_edge(chance, low + timedelta(days=chance.randint(0, chance.choice((SOON, LATER)))))
    return max(low, day)


def start_day(chance: Random) -> date:
    """A day of 1960 to 2010, often an end of February."""
    year = chance.randint(1960, 2010)
    if one_in(chance, 4):
        return date(year, 2, 28) + timedelta(days=chance.choice(NEAR))
    return on_edge(chance, date(year, chance.randint(1, 12), chance.randint(1, 28)))


def lengths(chance: Random, rounding: str) -> Length:
    """A length that the rounding can be told of: a day of a month counts months."""
    return chance.choice(MONTHS if rounding == "firstDayOfMonth" else MONTHS + DAYS)


def withdrawal_clause(chance: Random) -> naive.WithdrawalClause:
    """A clause on leaving, in half of the cases with a condition on armed conflict."""
    rounding = chance.choice(
        ("sameDay",) * 4 + ("firstDayOfFollowingMonth", "januaryAfterJulyCutoff")
    )
    deferrals = ("notDeferred", "notDeferred", "armedConflictAtExpiry", "partyToArmedConflict")
    waits = one_in(chance, 3)
    return naive.WithdrawalClause(
        chance.choice(MONTHS + DAYS[3:]),
        rounding,
        chance.choice(deferrals),
        Length(months=12 * chance.randint(1, 5)) if waits else None,
        chance.choice(("entryIntoForceForState", "generalEntryIntoForce")) if waits else None,
    )


def conflicts_about(chance: Random, after: date, expiry: date) -> tuple[Conflict, ...]:
    """Conflicts that begin after a day and open or close about the day of expiry, or in a chain."""
    found: list[Conflict] = []
    mark = expiry
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        began = max(after, mark + timedelta(days=chance.choice((-400, -30, -1, 0, 0, 1))))
        close = chance.choice((-1, 0, 1, 1, 2, 30, 31, 200, 200, 365, None))
        ended = None if close is None else max(began, mark) + timedelta(days=close)
        if ended is not None and ended <= began:
            ended = began + timedelta(days=1)
        found.append(Conflict(began, ended))
        mark = ended if ended is not None and ended > mark and one_in(chance, 2) else mark
    return tuple(found)


def notice_of(chance: Random, treaty: Treaty, low: date, since: date, own: date) -> Notice:
    """A notice given by a party, about the day from which the clause allows one.

    Who consents anew while a notice runs is bound anew later than from its own day. Clauses do not
    say from which of the two a time for notice counts, so none is given in between.
    """
    wait = treaty.withdrawal.earliest_notice
    general = naive.entry_into_force(treaty)
    assert general is not None
    counted = treaty.withdrawal.earliest_notice_from == "generalEntryIntoForce"
    marks = [naive.add(general if counted else since, wait)] if wait else []
    day = aim(chance, low, *marks, *marks)
    if wait and not counted and naive.add(own, wait) <= day:
        day = max(day, naive.add(since, wait))
    notice = Notice(day)
    if one_in(chance, 8):
        expiry = naive.expiry_of_notice(treaty, notice)
        published = expiry + timedelta(days=chance.choice((0, -1, 1, 40)))
        notice = replace(notice, published=max(published, notice.day + timedelta(days=1)))
    return notice


def life(chance: Random, treaty: Treaty, participant: Participant, general: date) -> Participant:
    """What a participant did after its first consent: notices, retractions, consents anew."""
    day, last_effect = participant.acts[-1].day, date.min
    own = naive.times_bound(treaty, participant)[-1].since
    for _ in range(chance.choice((0, 1, 1, 2, 3, 4))):
        tomorrow = day + timedelta(days=1)
        bound = naive.times_bound(treaty, participant)[-1]
        low = max(tomorrow, bound.since, general)
        if one_in(chance, 6):
            again = Consent(aim(chance, tomorrow, low, general))
            participant = replace(participant, acts=(*participant.acts, again))
            day = again.day
            continue
        notice = notice_of(chance, treaty, low, bound.since, own)
        expiry = naive.expiry_of_notice(treaty, notice)
        floor = max(last_effect + timedelta(days=1), date(1950, 1, 1))
        new = conflicts_about(chance, floor, expiry) if one_in(chance, 2) else ()
        participant = replace(participant, conflicts=participant.conflicts + new)
        ended = naive.with_notice(treaty, participant, bound, notice)
        last_effect = max(ended.until or date.min, ended.undetermined_from or date.min, expiry)
        day = notice.day
        if one_in(chance, 5) and (effect := ended.until or ended.undetermined_from):
            eve = effect - timedelta(days=1)
            latest = effect + timedelta(days=1) if ended.until else eve
            retracted = min(aim(chance, notice.day, eve, eve, effect), latest)
            notice = replace(notice, retracted=max(retracted, notice.day))
            day = max(notice.day, notice.retracted or notice.day)
            ended = naive.with_notice(treaty, participant, bound, notice)
        participant = replace(participant, acts=(*participant.acts, notice))
        if ended.undetermined_from or (ended.until and one_in(chance, 3)):
            break
        if ended.until:
            eve = ended.until - timedelta(days=1)
            low = notice.retracted or notice.day
            again = published(chance, Consent(aim(chance, low, eve, ended.until, notice.day)))
            participant = replace(participant, acts=(*participant.acts, again))
            day = again.day
            own = again.published or naive.effect_of_consent(treaty, day) or day
    return participant


def published(chance: Random, consent: Consent) -> Consent:
    """The consent, now and then with a day of effect that was published."""
    if not one_in(chance, 10):
        return consent
    return replace(consent, published=consent.day + timedelta(days=chance.randint(0, 200)))


def random_treaty(chance: Random) -> Treaty:
    """A treaty with clauses of its own and one to six participants.

    The number is mostly that of the states that had consented by one day, on which some did.
    """
    rounding, own_rounding = chance.choice(ROUNDINGS), chance.choice(ROUNDINGS)
    length = lengths(chance, rounding)
    alike = one_in(chance, 2)
    applies = chance.choice(("anyDeposit", "afterNth", "afterGeneral", "afterConditions"))
    own = (length, rounding) if alike else (lengths(chance, own_rounding), own_rounding)
    deciding = start_day(chance)
    expected = naive.end(deciding, length, rounding)
    floor = aim(chance, expected - timedelta(days=30), expected) if one_in(chance, 6) else None
    expected = max(expected, floor or expected)
    members = []
    for index in range(chance.randint(1, 6)):
        early = deciding - timedelta(days=chance.randint(0, LATER))
        days = (early, deciding, deciding, aim(chance, deciding, expected, expected))
        deposit = published(chance, Consent(deciding if index == 0 else chance.choice(days)))
        members.append(Participant(index == 0 or not one_in(chance, 6), (deposit,)))
    counted = one_in(chance, 3)
    by_then = sum(m.acts[0].day <= deciding for m in members if m.is_state or counted)
    entry = naive.EntryClause(
        chance.randint(1, 8) if one_in(chance, 10) else by_then,
        length, rounding, floor, counted, not one_in(chance, 20),
    )  # fmt: skip
    treaty = Treaty(
        entry, naive.StateClause(*own, applies), withdrawal_clause(chance), tuple(members)
    )
    computed = naive.computed_entry(treaty)
    if computed and one_in(chance, 5):
        # Where the published day is another, the record does not hold the deposit that decided.
        off = (0,) if applies == "afterNth" else (0, 0, -1, 1, 20)
        days_off = timedelta(days=chance.choice(off))
        treaty = replace(treaty, published_entry=computed + days_off)
    general = naive.entry_into_force(treaty)
    if general is None:  # Nobody publishes a day of effect under a treaty that is not in force.
        bare = (replace(m, acts=(Consent(m.acts[0].day),)) for m in members)
        return replace(treaty, participants=tuple(bare))
    lives = tuple(life(chance, treaty, member, general) for member in members)
    return replace(treaty, participants=lives)
