"""Questions about status agree with `status`, whatever else they tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.conftest import Ask, Rows

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import find_question
from treatygraph.ingest.names import Names
from treatygraph.store.build import Graph
from treatygraph.terms import BASE

Tell = Callable[..., Rows]
# In force and not, computed and not, with and without exits.
TREATIES = ("26-5", "26-4", "26-6", "27-9", "10-2", "10-4", "6-15", "18-10", "4-12", "9-1")
ON = "2013-06-30"


@pytest.fixture(scope="module")
def tell(graph: Graph, ask: Ask) -> Tell:
    """Asks a question with values for its parameters."""
    names = Names(graph.store)
    return lambda question, **values: ask(bind(find_question(question), values, names))


@pytest.mark.parametrize("treaty", TREATIES)
def test_who_consented_and_is_not_bound_is_contracting(tell: Tell, treaty: str) -> None:
    contracting = {
        row["state"]
        for row in tell("status", treaty=treaty, on=ON)
        if row["status"] == "contracting"
    }
    told = tell("consented-not-yet-bound", treaty=treaty, on=ON)
    assert {row["state"] for row in told} == contracting


def test_the_counts_of_a_treaty_are_those_of_its_status(tell: Tell) -> None:
    counts = {
        row["treaty"].removeprefix(f"{BASE}treaty/"): row for row in tell("party-counts", on=ON)
    }
    for treaty in TREATIES:
        status = [row["status"] for row in tell("status", treaty=treaty, on=ON)]
        told = counts[treaty]
        assert int(told["bound"]) == status.count("party"), treaty
        assert int(told["notComputed"]) == status.count("not-computed"), treaty


@pytest.mark.parametrize("state", ["FIN", "GBR", "SRB"])
def test_what_binds_a_state_is_its_status(tell: Tell, state: str) -> None:
    bound: dict[str, set[str]] = {}
    for row in tell("treaties-of-state", state=state, on=ON):
        bound.setdefault(row["treaty"], set()).add(row["bound"])
    for treaty, answers in bound.items():
        number = treaty.removeprefix(f"{BASE}treaty/")
        [row] = tell("status", treaty=number, state=state, on=ON)
        if row["status"] in ("undetermined", "not-computed"):
            assert "" in answers, number
        else:
            assert ("true" in answers) == (row["status"] == "party"), number
