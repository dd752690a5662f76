"""What the final clauses of a treaty mean for each participant, read word by word on plain dates.

Knows nothing of the graph and its rules: they are held against it. Words of the vocabularies
(`sameDay`, `afterNth`, ...) name the readings of a clause. A period is half-open.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True)
class Length:
    """A length of time; a year is twelve months."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class EntryClause:
    """When the treaty itself enters into force."""

    number: int
    length: Length
    rounding: str
    earliest_day: date | None = None
    counts_organisations: bool = False
    number_decides: bool = True


@dataclass(frozen=True)
class StateClause:
    """When the treaty enters into force for one participant."""

    length: Length
    rounding: str
    applies_to: str


@dataclass(frozen=True)
class WithdrawalClause:
    """How a party leaves."""

    length: Length
    rounding: str
    deferred_by: str = "notDeferred"
    earliest_notice: Length | None = None
    earliest_notice_from: str | None = None


@dataclass(frozen=True)
class Consent:
    """An instrument deposited on a day, with the day of effect that was published, if any."""

    day: date
    published: date | None = None


@dataclass(frozen=True)
class Notice:
    """A notice of withdrawal received on a day."""

    day: date
    published: date | None = None
    retracted: date | None = None


@dataclass(frozen=True)
class Conflict:
    """An armed conflict: the day that it ended on is the first day without it."""

    began: date
    ended: date | None = None


@dataclass(frozen=True)
class Participant:
    """A state or organisation with its acts, in the order of time."""

    is_state: bool
    acts: tuple[Consent | Notice, ...]
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Treaty:
    """The clauses, and who acted under them."""

    entry: EntryClause
    state: StateClause
    withdrawal: WithdrawalClause
    participants: tuple[Participant, ...]
    published_entry: date | None = None


@dataclass(frozen=True)
class Bound:
    """A time during which a participant is a party; undetermined from a day where none can say."""

    since: date
    until: date | None = None
    undetermined_from: date | None = None


def add(day: date, length: Length) -> date:
    """The day a length later: same day of the month, or its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + length.months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=length.days)


def end(day: date, length: Length, rounding: str) -> date:
    """The day on which a clause lets a length that began on a day take effect."""
    match rounding:
        case "sameDay":
            return add(day, length)
        case "firstDayOfMonth":
            return add(day.replace(day=1), length)
        case "firstDayOfFollowingMonth":
            return add(add(day, length).replace(day=1), Length(months=1))
        case "januaryAfterJulyCutoff":
            return date(day.year + (1 if (day.month, day.day) <= (7, 1) else 2), 1, 1)
    raise ValueError(rounding)


def number_reached_on(treaty: Treaty) -> date | None:
    """The day of the deposit that makes up the number."""
    first = sorted(
        min(act.day for act in participant.acts if isinstance(act, Consent))
        for participant in treaty.participants
        if participant.is_state or treaty.entry.counts_organisations
    )
    number = treaty.entry.number
    return first[number - 1] if number <= len(first) else None


def computed_entry(treaty: Treaty) -> date | None:
    """The day on which the clause brings the treaty into force, whatever was published."""
    reached = number_reached_on(treaty)
    if reached is None:
        return None
    day = end(reached, treaty.entry.length, treaty.entry.rounding)
    earliest = treaty.entry.earliest_day
    return day if earliest is None or day >= earliest else earliest


def entry_into_force(treaty: Treaty) -> date | None:
    """The day on which the treaty entered into force."""
    if treaty.published_entry is not None:
        return treaty.published_entry
    return computed_entry(treaty) if treaty.entry.number_decides else None


def effect_of_consent(treaty: Treaty, deposit: date) -> date | None:
    """The day on which the clause brings the treaty into force for who deposited on a day."""
    clause = treaty.state
    own = end(deposit, clause.length, clause.rounding)
    if clause.applies_to == "anyDeposit":
        return own
    general = entry_into_force(treaty)
    if general is None:
        return None
    match clause.applies_to:
        case "afterNth":
            reached = number_reached_on(treaty)
            return general if reached is not None and deposit <= reached else max(own, general)
        case "afterGeneral":
            return general if deposit < general else own
        case "afterConditions":
            return max(own, general)
    raise ValueError(clause.applies_to)


def expiry_of_notice(treaty: Treaty, notice: Notice) -> date:
    """The day on which the period of notice ends."""
    return end(notice.day, treaty.withdrawal.length, treaty.withdrawal.rounding)


def is_premature(treaty: Treaty, notice: Notice, since: date) -> bool:
    """Whether a notice was given before the clause allowed one."""
    clause = treaty.withdrawal
    if clause.earliest_notice is None:
        return False
    general = entry_into_force(treaty)
    start = general if clause.earliest_notice_from == "generalEntryIntoForce" else since
    assert start is not None
    return notice.day < add(start, clause.earliest_notice)


def deferred(clause: WithdrawalClause, expiry: date, conflicts: tuple[Conflict, ...]) -> Bound:
    """A period without beginning of its own, that ends or gets into doubt as the conflicts say."""
    day, open_ended = expiry, False
    while clause.deferred_by != "notDeferred":
        running = [
            conflict.ended
            for conflict in conflicts
            if conflict.began <= day and (conflict.ended is None or day < conflict.ended)
        ]
        open_ended = open_ended or None in running
        ends = [ended for ended in running if ended is not None]
        # Not before the end of a conflict that is known to have closed, whatever became of others.
        day = max(ends, default=day)
        # Party to any armed conflict: the next one defers as well. Engaged at expiry: it does not.
        if not ends or clause.deferred_by == "armedConflictAtExpiry":
            break
    return Bound(date.min, undetermined_from=day) if open_ended else Bound(date.min, until=day)


def with_notice(treaty: Treaty, participant: Participant, bound: Bound, notice: Notice) -> Bound:
    """The period of a party after its notice."""
    expiry = expiry_of_notice(treaty, notice)
    if notice.published is not None:
        ending = Bound(bound.since, until=notice.published)
    elif is_premature(treaty, notice, bound.since):
        ending = Bound(bound.since, undetermined_from=expiry)
    else:
        ending = deferred(treaty.withdrawal, expiry, participant.conflicts)
    effect = ending.until or ending.undetermined_from
    assert effect is not None
    if notice.retracted is not None and notice.retracted < effect:
        return bound
    return Bound(bound.since, ending.until, ending.undetermined_from)


def times_bound(treaty: Treaty, participant: Participant) -> list[Bound]:
    """The periods during which a participant is a party, in the order of time."""
    periods: list[Bound] = []
    for act in participant.acts:
        if isinstance(act, Notice):
            periods[-1] = with_notice(treaty, participant, periods[-1], act)
            continue
        since = act.published or effect_of_consent(treaty, act.day)
        if since is None:
            continue
        if not periods:
            periods.append(Bound(since))
        elif (left := periods[-1].until) is not None:
            periods.append(Bound(max(since, left)))
    return periods


def status_on(treaty: Treaty, participant: Participant, day: date) -> str:
    """The status of a participant on a day, as far as its acts up to that day tell."""
    acts = tuple(act for act in participant.acts if act.day <= day)
    periods = times_bound(treaty, replace(participant, acts=acts))
    waiting = False
    for bound in reversed(periods):
        if bound.since > day:
            waiting = True
        elif bound.until is not None and bound.until <= day:
            return "contracting" if waiting else "withdrawn"
        elif bound.undetermined_from is not None and bound.undetermined_from <= day:
            return "undetermined"
        else:
            return "party"
    return "contracting" if any(isinstance(act, Consent) for act in acts) else "none"
