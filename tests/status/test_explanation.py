"""Explanations: the act, the clause and the arithmetic in sentences."""

from __future__ import annotations

import re

import pytest

from treatygraph.ingest.names import Names
from treatygraph.status.assumption import Assumptions, assume
from treatygraph.status.explanation import explain_status
from treatygraph.status.inquiry import read_inquiry
from treatygraph.store.build import Graph
from treatygraph.terms import BASE


def _explain(graph: Graph, treaty: str, state: str, on: str, **assumed: str) -> list[str]:
    names = Names(graph.store)
    inquiry = read_inquiry(names, graph.store, treaty, state, on)
    given = Assumptions(**assumed)
    store = assume(graph.store, names, inquiry, given) if given else graph.store
    return explain_status(store, names, inquiry)


def test_poland_on_the_day_of_effect(graph: Graph) -> None:
    assert _explain(graph, "26-5", "POL", "2026-02-20") == [
        "Poland is no longer bound on 20 February 2026 by the Anti-Personnel Mine Ban Convention.",
        "It consented to be bound (ratification) on 27 December 2012.",
        "Article 17(2): 27 December 2012 + 6 months, first day of the month = 1 June 2013.",
        "The treaty is in force for it from 1 June 2013.",
        "The depositary received notice of withdrawal on 20 August 2025.",
        "Article 20(3): published: 20 February 2026; computed: 20 August 2025 + 6 months "
        "= 20 February 2026; engaged in no recorded armed conflict on that day.",
        "It is not bound from 20 February 2026 on.",
    ]


@pytest.mark.parametrize(
    ("treaty", "state", "on", "assumed", "sentence"),
    [
        ("26-5", "UKR", "2026-02-03", {}, "a notice of suspension changes no status by itself"),
        ("26-5", "UKR", "2026-02-03", {}, "Ukraine holds the status to be “operation suspended”"),
        ("26-5", "UKR", "2026-02-03", {}, "The status given here follows Twenty-Second Meeting"),
        ("26-5", "POL", "2026-02-20", {"conflict": "2026-02-01"}, "assumed armed conflict"),
        ("26-5", "POL", "2026-03-01", {}, "complete up to 20 February 2026"),
        ("6-7", "AFG", "2013-01-01", {}, "date of entry into force not computed: the clause"),
        ("26-4", "RUS", "2026-02-03", {}, "It signed on 24 September 1996."),
        ("4-3", "SVN", "2020-01-01", {}, "that of the succession of states, is not computed"),
        ("19-39", "AUS", "2026-02-03", {}, "without an exit: the treaty ended on 7 December 2011."),
        ("19-21", "OAU", "2010-01-01", {}, "the participant ceased to exist on 9 July 2002."),
        ("icrw", "JPN", "2020-01-01", {}, "published: 30 June 2019; notice of 26 December 2018."),
        ("4-4", "PRK", "2026-02-03", {}, "of 25 August 1997; the treaty allows no exit."),
        ("27-10", "CAN", "2015-01-01", {}, "no source that was read confirms the exit"),
        ("9-1", "USA", "2021-06-01", {}, "not counted: withdrawal of 6 July 2020; the notice was"),
        ("18-10", "GMB", "2017-01-01", {}, "the notice was taken back before it took effect"),
        ("26-2-a", "NOR", "2020-01-01", {}, "Article 5(4) of the Convention on"),
    ],
)
def test_what_is_said(
    graph: Graph, treaty: str, state: str, on: str, assumed: dict[str, str], sentence: str
) -> None:
    assert sentence in "\n".join(_explain(graph, treaty, state, on, **assumed))


@pytest.mark.parametrize("pair", ["26-5/UKR", "26-5/POL", "4-5/TTO", "1-1/DEU", "10-9/USA"])
def test_no_sentence_has_gaps(graph: Graph, pair: str) -> None:
    treaty, state = pair.split("/")
    said = _explain(graph, treaty, state, "2026-02-03")
    assert said
    for sentence in said:
        assert sentence.endswith((".", "!", "?"))
        assert not re.search(r"[{}]|https?:|\b\d{4}-\d{2}-\d{2}\b|None", sentence), sentence
    assert BASE not in " ".join(said)
