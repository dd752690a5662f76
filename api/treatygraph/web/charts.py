"""Charts: where lines, dots and ticks of a drawing lie, worked out on the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from treatygraph.web.results import Cell, Table

_WIDTH: Final = 960
_HEIGHT: Final = 240
_LEFT: Final = 40
_RIGHT: Final = 46
_TOP: Final = 14
_BOTTOM: Final = 26
_NAMES: Final = 190
_LANE: Final = 34
_COLOURS: Final = 6
# One day in so many may lie out of what is drawn, where so many days part it from the rest.
_FEW: Final = 5
_LONG_BEFORE: Final = 700
# Between two ticks lie at least so many units of the drawing.
_TICK_ROOM: Final = 56


@dataclass(frozen=True)
class Tick:
    """A place on an axis and what is written there."""

    at: float
    text: str


@dataclass(frozen=True)
class Line:
    """A number over time as a line of steps; `mark` is the place of a day that was asked for."""

    width: int
    height: int
    left: float
    right: float
    floor: float
    path: str
    across: Sequence[Tick]
    up: Sequence[Tick]
    end: tuple[float, float]
    mark: float | None
    told: str
    last: str


@dataclass(frozen=True)
class Look:
    """How dots of one kind look: their colour from 1 on, and whether they are square."""

    colour: int
    square: bool


@dataclass(frozen=True)
class Dot:
    """One thing that happened: its place, its look, what it is, where it leads to."""

    x: float
    y: float
    look: Look
    told: str
    href: str


@dataclass(frozen=True)
class Lane:
    """What happened to one thing, with the span from the first to the last of it."""

    name: Cell
    y: float
    begin: float
    end: float
    dots: Sequence[Dot]


@dataclass(frozen=True)
class Timeline:
    """Lanes one below the other over one axis of time.

    `legend` has the kinds and their looks; `left_out` is how many dots lie too long before.
    """

    width: int
    height: int
    names: int
    lanes: Sequence[Lane]
    across: Sequence[Tick]
    legend: Sequence[tuple[str, Look]]
    left_out: int
    told: str


def draw_line(table: Table, on: str) -> Line | None:
    """The line of the first column of days and the first of numbers; None below two points."""
    days = [_ordinal(cell.text) for cell in table.cells(_first(table, "day"))]
    numbers = [float(cell.text) for cell in table.cells(_first(table, "number"))]
    if len(days) < 2:
        return None
    begin, end, most = days[0], max(days[-1], _ordinal(on) if on else 0), max(numbers) or 1
    right, floor = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM

    def x(day: int) -> float:
        return round(_LEFT + (right - _LEFT) * (day - begin) / max(end - begin, 1), 1)

    step = _round_step(most / 4)
    top = step * -(-most // step)

    def y(number: float) -> float:
        return round(floor - (floor - _TOP) * number / top, 1)

    path = f"M{x(days[0])} {y(numbers[0])}" + "".join(
        f"H{x(day)}V{y(number)}" for day, number in zip(days[1:], numbers[1:], strict=True)
    )
    at = numbers.index(max(numbers))
    told = (
        f"From {numbers[0]:g} on {_iso(days[0])} to {numbers[-1]:g} since {_iso(days[-1])}; "
        f"highest {max(numbers):g} on {_iso(days[at])}."
    )
    ups = [Tick(y(step * i), f"{step * i:g}") for i in range(int(top / step) + 1)]
    return Line(
        _WIDTH, _HEIGHT, _LEFT, right, floor, f"{path}H{x(end)}", _ticks(begin, end, x), ups,
        (x(end), y(numbers[-1])), x(_ordinal(on)) if on and begin <= _ordinal(on) else None,
        told, f"{numbers[-1]:g}",
    )  # fmt: skip


def draw_timeline(table: Table) -> Timeline | None:
    """A lane for each name in the first column, a dot for each row; None where there are none.

    The column `step` or `kind` tells what happened, the first column of days when, and the last
    column with links leads to it.
    """
    names = [column.name for column in table.columns]
    what = next((name for name in ("step", "kind") if name in names), "")
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    when = next((n for n in ("on", "notified") if n in names), "")
    rows = [row for row in rows if when and row[when].text]
    if not rows or not what:
        return None
    begin = _begin([_ordinal(row[when].text) for row in rows])
    every, rows = len(rows), [row for row in rows if _ordinal(row[when].text) >= begin]
    days = [_ordinal(row[when].text) for row in rows]
    end = max(days)
    pad = max((end - begin) // 30, 10)
    begin, end = begin - pad, end + pad

    def x(day: int) -> float:
        return round(_NAMES + (_WIDTH - _NAMES - 16) * (day - begin) / (end - begin), 1)

    kinds = [kind for kind, _ in Counter(row[what].text for row in rows).most_common()]
    looks = {k: Look(at % _COLOURS + 1, at // _COLOURS % 2 == 1) for at, k in enumerate(kinds)}
    groups: dict[str, list[dict[str, Cell]]] = {}
    for row in rows:
        groups.setdefault(row[names[0]].text, []).append(row)
    lanes = []
    for at, group in enumerate(groups.values()):
        level = _TOP + _LANE * (at + 0.5)
        taken: Counter[float] = Counter()
        dots = []
        for row in group:
            place = x(_ordinal(row[when].text))
            near = round(place / 9)
            shift = (taken[near] + 1) // 2 * (8 if taken[near] % 2 else -8)
            taken[near] += 1
            told = f"{row[names[0]].text}, {row[when].text}: {row[what].text}"
            dots.append(Dot(place, level + shift, looks[row[what].text], told, _target(row)))
        places = [dot.x for dot in dots]
        lanes.append(Lane(group[0][names[0]], level, min(places), max(places), dots))
    told = f"{len(rows)} steps of {len(lanes)}, from {_iso(min(days))} to {_iso(max(days))}."
    height = _TOP + _LANE * len(lanes) + _BOTTOM
    legend = [(kind, looks[kind]) for kind in kinds]
    return Timeline(
        _WIDTH, height, _NAMES, lanes, _ticks(begin, end, x), legend,
        every - len(rows), told,
    )  # fmt: skip


def _first(table: Table, kind: str) -> str:
    return next(column.name for column in table.columns if column.kind == kind)


def _begin(days: Sequence[int]) -> int:
    """The first day that is drawn: few that lie years before would press all others together."""
    ordered = sorted(days)
    for at in range(1, len(ordered) // _FEW + 1):
        if ordered[at] - ordered[at - 1] > _LONG_BEFORE:
            return _begin(ordered[at:])
    return ordered[0]


def _target(row: dict[str, Cell]) -> str:
    return [cell.href for cell in row.values() if cell.href][-1]


def _ordinal(day: str) -> int:
    """The number of a day, of the first of a month, or of the first of a year."""
    return date.fromisoformat(f"{day}-01-01"[:10]).toordinal()


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, 50 … that is no less."""
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            if step * factor >= least:
                return step * factor
        step *= 10


def _ticks(begin: int, end: int, x: Callable[[int], float]) -> list[Tick]:
    """First days of years or months, as many as there is room for."""
    first, last = date.fromordinal(begin), date.fromordinal(end)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    room = max((x(end) - x(begin)) // _TICK_ROOM, 1)
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200) if months / s <= room)
    ticks = []
    for month in range(first.year * 12, last.year * 12 + 12):
        day = date(month // 12, month % 12 + 1, 1)
        if month % step == 0 and begin <= day.toordinal() <= end:
            text = day.strftime("%Y") if step >= 12 else day.isoformat()[:7]
            ticks.append(Tick(x(day.toordinal()), text))
    return ticks
