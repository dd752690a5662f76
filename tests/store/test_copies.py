"""Copies for benchmarks: as many acts as were asked for, and each copy answers as its original."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest
from tests.conftest import Rows, rows

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import find_question
from treatygraph.ingest.names import Names
from treatygraph.progress import Progress
from treatygraph.store import copies
from treatygraph.store.build import Graph
from treatygraph.store.copies import assemble_copies
from treatygraph.terms import BASE, GRAPH


@pytest.fixture(scope="module")
def copied(graph: Graph) -> Callable[[int], ox.Store]:
    """Assembles so many copies of three treaties, one of them a protocol to another."""
    treaties = {f"{GRAPH}treaty/{name}" for name in ("26-2", "26-2-a", "26-5")}

    def gather(_: Progress) -> ox.Store:
        store = ox.Store()
        for name in graph.store.named_graphs():
            assert isinstance(name, ox.NamedNode)
            if name.value in treaties or not name.value.startswith(GRAPH + "treaty/"):
                store.extend(graph.store.quads_for_pattern(None, None, None, name))
        return store

    def assemble(times: int) -> ox.Store:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(copies, "gather", gather)
            return assemble_copies(times)

    return assemble


@pytest.fixture(scope="module")
def doubled(copied: Callable[[int], ox.Store]) -> ox.Store:
    """The graph with every treaty twice."""
    return copied(2)


def _counts(store: ox.Store) -> dict[str, int]:
    found = rows(store, find_question("contents").text)
    return {row["thing"]: int(row["count"]) for row in found}


def test_what_hangs_on_treaties_doubles_and_the_rest_is_shared(
    copied: Callable[[int], ox.Store], doubled: ox.Store
) -> None:
    shared = {"participants", "sources", "statements"}
    # Those of treaties have copies, those of the world around them have none.
    mixed = {"events", "numbers that sources print"}
    once, twice = _counts(copied(1)), _counts(doubled)
    assert all(once[thing] < twice[thing] < 2 * once[thing] for thing in mixed)
    assert {thing: count for thing, count in twice.items() if thing not in mixed} == {
        thing: count if thing in shared else 2 * count
        for thing, count in once.items()
        if thing not in mixed
    }


@pytest.mark.parametrize("question", ["parties-of-treaty", "withdrawals", "deadlines-of-treaty"])
def test_a_copy_answers_as_its_original(doubled: ox.Store, question: str) -> None:
    def answers(treaty: str) -> Rows:
        return rows(doubled, bind(find_question(question), {"treaty": treaty}, Names(doubled)))

    original = answers("26-5")
    assert original
    assert [
        {column: text.replace("-copy2", "") for column, text in row.items()}
        for row in answers("26-5-copy2")
    ] == original


def test_names_stay_those_of_one_treaty(doubled: ox.Store) -> None:
    names = Names(doubled)
    assert names.find("treaty", "Ottawa Treaty") == f"{BASE}treaty/26-5"
    assert names.find("treaty", "mine-ban-convention-copy2") == f"{BASE}treaty/26-5-copy2"


def test_a_copy_speaks_of_copies_and_of_what_is_shared(doubled: ox.Store) -> None:
    def named(graph: str) -> set[str]:
        quads = doubled.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH + graph))
        terms = {term for quad in quads for term in (quad.subject, quad.object)}
        return {t.value for t in terms if isinstance(t, ox.NamedNode) and t.value.startswith(BASE)}

    original, copy = named("treaty/26-2-a"), named("treaty/26-2-a-copy2")
    assert f"{BASE}treaty/26-2-copy2" in copy, "the convention that the protocol belongs to"
    assert f"{BASE}participation/26-2-a-copy2/POL" in copy
    assert {iri.replace("-copy2", "") for iri in copy} == original
    shared = {iri.removeprefix(BASE).split("/")[0].split("#")[0] for iri in copy & original}
    assert shared == {"state", "organisation", "source", "vocab", "ontology"}
