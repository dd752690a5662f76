"""The panel: what it says of a year is what the status of its last day says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pyoxigraph as ox
import pytest
from tests.conftest import Ask, Rows

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import questions
from treatygraph.errors import Busy, InvalidValue, UnknownName
from treatygraph.ingest.names import Names
from treatygraph.store.build import Graph
from treatygraph.tables import panel as panels
from treatygraph.tables.panel import read_panel, read_rows

ALIKE = {
    "consented": "consented",
    "boundFrom": "from",
    "notBoundFrom": "until",
    "horizon": "horizon",
}
# Between 1945 and 2030, others for each treaty.
YEARS = [1945 + (37 * step) % 86 for step in range(1, 22)]


@pytest.fixture(scope="module")
def names(graph: Graph) -> Names:
    """The names of the graph."""
    return Names(graph.store)


def _of_year(ask: Ask, names: Names, treaty: str, year: int) -> Rows:
    values = {"treaty": ox.NamedNode(treaty), "from": str(year), "to": str(year)}
    return ask(bind(questions()["status-by-year"], values, names))


def _on_last_day(ask: Ask, names: Names, treaty: str, year: int) -> Rows:
    values = {"treaty": ox.NamedNode(treaty), "on": f"{year}-12-31"}
    return ask(bind(questions()["status"], values, names))


def _told(row: Rows, codes: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {
        one["state"].rpartition("/")[2]: (
            one["status"], codes.get(one["because"], ""), *(one[name] for name in ALIKE.values())
        )
        for one in row
    }  # fmt: skip


def test_a_year_is_told_as_the_status_of_its_last_day(ask: Ask, names: Names) -> None:
    codes = {row["thing"]: row["code"] for row in ask("SELECT * { ?thing skos:notation ?code }")}
    begun = {
        (row["treaty"], row["id"]): row["day"]
        for row in ask(
            "SELECT ?treaty ?id (MIN(?any) AS ?day) { ?p tg:treaty ?treaty ; "
            "tg:participant/tg:registerId ?id . ?act tg:participation ?p ; "
            "tg:date|tg:notificationDate|tg:effectiveDate|tg:decidesFrom ?any "
            'FILTER(?any > "0001-01-01"^^xsd:date) } GROUP BY ?treaty ?id'
        )
    }
    for treaty, year in zip(names.things("treaty")[::20], YEARS, strict=True):
        panel = {
            row["participantId"]: (row["status"], row["because"], *(row[name] for name in ALIKE))
            for row in _of_year(ask, names, treaty, year)
        }
        status = {
            id_: told
            for id_, told in _told(_on_last_day(ask, names, treaty, year), codes).items()
            if told[0] != "none" and begun.get((treaty, id_), "9999") <= f"{year}-12-31"
        }
        assert panel == status, (treaty, year)


def test_rows_end_with_the_last_complete_year(ask: Ask, names: Names) -> None:
    asked = read_panel(names, ["26-1"], "2020")
    assert {row["year"] for row in ask(next(asked.queries()))} == {
        "2020", "2021", "2022", "2023", "2024", "2025",
    }  # fmt: skip


def test_later_years_are_told_apart(ask: Ask, names: Names) -> None:
    asked = read_panel(names, ["26-5"], "2025", "2027")
    told = {(row["year"], row["afterHorizon"]) for row in ask(next(asked.queries()))}
    assert told == {("2025", "false"), ("2026", "true"), ("2027", "true")}


def test_no_row_comes_twice(ask: Ask, names: Names) -> None:
    key = questions()["status-by-year"].key
    for treaty in ("4-4", "26-3", "1-4", "4-14"):
        found = ask(next(read_panel(names, [treaty]).queries()))
        assert len({tuple(row[name] for name in key) for row in found}) == len(found)


def test_without_a_name_it_is_about_all_treaties(names: Names) -> None:
    assert len(read_panel(names, []).treaties) == 420
    assert len(read_panel(names, ["26-5", "Ottawa Treaty"]).treaties) == 1


@pytest.mark.parametrize(
    ("treaty", "first", "last", "error"),
    [
        ("Otawa Treaty", "", "", "Ottawa Treaty"),
        ("26-5", "soon", "", "Write a whole number"),
        ("26-5", "9" * 20, "", "at most 18 digits"),
        ("26-5", "2_000", "", "Write a whole number"),
        ("26-5", "2020", "1990", "before the first"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    names: Names, treaty: str, first: str, last: str, error: str
) -> None:
    with pytest.raises((UnknownName, InvalidValue), match=error):
        read_panel(names, [treaty], first, last)


class _Workers:
    """Workers that give these answers, one after the other."""

    def __init__(self, *answers: bytes | Busy) -> None:
        self._answers: Iterator[bytes | Busy] = iter(answers)

    async def answer(self, task: object) -> Any:
        """The next answer, or the error that it is."""
        told = next(self._answers)
        if isinstance(told, Busy):
            raise told

        async def read() -> bytes:
            return told

        return SimpleNamespace(content=SimpleNamespace(read=read), close=lambda: None)


def _rows(names: Names, *answers: bytes | Busy) -> bytes:
    async def read() -> bytes:
        asked: Any = _Workers(*answers)
        return b"".join(
            [piece async for piece in read_rows(read_panel(names, ["26-5", "26-8"]), asked)]
        )

    return asyncio.run(read())


def test_a_panel_that_has_begun_waits_for_its_turn(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "_PAUSE", 0)
    assert _rows(names, b"a\r\n1\r\n", Busy("full"), b"a\r\n2\r\n") == b"a\r\n1\r\n2\r\n"


def test_a_panel_that_has_not_begun_is_refused_at_once(names: Names) -> None:
    with pytest.raises(Busy):
        _rows(names, Busy("full"), b"a\r\n1\r\n", b"a\r\n2\r\n")
