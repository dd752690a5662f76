"""Random sums with their values, computed without the engine."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple


class Sum(NamedTuple):
    """Two operands as SPARQL writes them, and the value of their sum; "" where there is none."""

    left: str
    right: str
    value: str


class _Length(NamedTuple):
    text: str
    months: int
    rest: timedelta


def random_sums(draw: Random) -> Iterator[Sum]:
    """Sums without end: dates and times with durations in both orders, numbers, and mistakes."""
    while True:
        kind = draw.choice(["date", "date", "date", "dateTime", "number", "mistake"])
        start, length = _start(draw), _length(draw)
        if kind == "number":
            one, other = Decimal(draw.randint(-99, 99)) / 4, Decimal(draw.randint(-99, 99)) / 8
            yield Sum(f"{one:f}", f"{other:f}", f"{(one + other).normalize():f}")
            continue
        if kind == "date":
            start = start.replace(hour=0, minute=0, second=0)
        operand, value = _written(kind, start), _written(kind, _moved(start, length))
        if kind == "mistake":
            wrong = draw.choice(["5", '"P1M"', "<urn:P1M>", operand])
            yield Sum(*draw.sample([operand, wrong], 2), "")
        else:
            yield Sum(*draw.sample([operand, length.text], 2), value.split('"')[1])


def _start(draw: Random) -> datetime:
    first = datetime(draw.randint(1900, 2090), draw.randint(1, 12), 1)
    # Every other day is one of those that not every month has.
    day = draw.choice([draw.randint(0, 27), draw.randint(27, 30)])
    return first + timedelta(days=day, seconds=draw.randint(0, 86_399))


def _length(draw: Random) -> _Length:
    sign = draw.choice([1, -1])
    years, months = draw.randint(0, 3), draw.randint(0, 30)
    days, hours = draw.randint(0, 400), draw.choice([0, 0, 5, 36])
    text, datatype = draw.choice(
        [
            (f"P{years}Y{months}M", "yearMonthDuration"),
            (f"P{days}DT{hours}H", "dayTimeDuration"),
            (f"P{years}Y{months}M", "duration"),
            (f"P{years}Y{months}M{days}DT{hours}H", "duration"),
        ]
    )
    months = sign * (12 * years + months) if "Y" in text else 0
    rest = sign * timedelta(days=days, hours=hours) if "D" in text else timedelta()
    return _Length(f'"{"-" if sign < 0 else ""}{text}"^^xsd:{datatype}', months, rest)


def _moved(start: datetime, length: _Length) -> datetime:
    """XML Schema Definition Language 1.1, Part 2, appendix E.3.3: months, then what remains."""
    carry, month = divmod(start.month - 1 + length.months, 12)
    year, month = start.year + carry, month + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return start.replace(year=year, month=month, day=day) + length.rest


def _written(kind: str, day: datetime) -> str:
    return (
        f'"{day.isoformat()}"^^xsd:dateTime' if kind == "dateTime" else f'"{day.date()}"^^xsd:date'
    )
