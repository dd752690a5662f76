"""Hostile requests end in an answer that says what happened, and the server goes on.

The requests are in `hostile/cases/`; `python -m tests.web.hostile` prints what came of each.
"""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.hostile.campaign import LIMITS, Campaign, run_campaign
from tests.web.hostile.cases import cases

from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.web.app import create_app
from treatygraph.web.problems import KINDS

# Runs for days and holds little: of dates, and so of pairs of them, there are not too many.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a tg:date ?b . ?c tg:date ?d . ?e tg:date ?f }"

HASTE = {"query_seconds": 1.5, "request_seconds": 1, "answer_seconds": 1}


@pytest.fixture(scope="module")
def campaign(build_folder: Path) -> Campaign:
    """What came of the whole corpus; patience is ample, for other tests use the machine too."""
    corpus = [case for case in cases().values() if not case.theme.startswith("too-")]
    return run_campaign(corpus, {**HASTE, "build_folder": build_folder}, lanes=4, patience=12)


def test_every_hostile_request_gets_its_answer(campaign: Campaign) -> None:
    wrong = {
        name: outcome.got
        for name, outcome in campaign.outcomes.items()
        if outcome.got not in cases()[name].expect
    }
    assert len(campaign.outcomes) > 250
    assert wrong == {}


def test_no_answer_tells_what_it_must_not(campaign: Campaign) -> None:
    for name, outcome in campaign.outcomes.items():
        assert "Traceback" not in outcome.text, name
        assert not (cases()[name].lacks and cases()[name].lacks in outcome.text), name


def test_a_plain_query_is_answered_all_the_while(campaign: Campaign) -> None:
    assert campaign.failures == []
    assert len(campaign.plain) > 50


def test_nothing_is_fetched(campaign: Campaign) -> None:
    assert campaign.asked == []


def test_memory_stays_bounded(campaign: Campaign) -> None:
    """In all processes together: what each query may hold, and as much again as at the start."""
    # Beside the workers there may be one more, for who is in haste.
    workers, each = int(str(LIMITS["workers"])) + 1, int(str(LIMITS["query_megabytes"]))
    assert max(campaign.megabytes) < 2 * campaign.megabytes[0] + workers * each


def test_no_process_is_left(campaign: Campaign) -> None:
    assert campaign.left == []


def _run_alone(theme: str, build_folder: Path, **settings: float) -> Campaign:
    corpus = [case for case in cases().values() if case.theme == theme]
    here = {**HASTE, "build_folder": build_folder, **settings}
    return run_campaign(corpus, here, lanes=1, patience=12)


def test_who_asks_for_everything_keeps_nobody_from_a_plain_query(build_folder: Path) -> None:
    campaign = _run_alone("too-many", build_folder)
    assert all(o.got in cases()[name].expect for name, o in campaign.outcomes.items())
    assert campaign.failures == []


def test_the_largest_graph_keeps_nobody_from_a_plain_query(build_folder: Path) -> None:
    # Time to work it out: on a busy machine the eight of them take longer than haste allows.
    campaign = _run_alone("too-much", build_folder, query_seconds=15)
    assert all(o.got in cases()[name].expect for name, o in campaign.outcomes.items())
    assert campaign.plain, "nobody asked meanwhile"
    assert not campaign.failures


def test_the_corpus_names_problems_that_there_are() -> None:
    named = {
        slug
        for case in cases().values()
        for answer in case.expect
        for slug in re.findall(r"\d{3} ([a-z-]+)", answer)
    }
    assert named <= {*KINDS, "too-many-requests"}


def test_the_deadline_is_told(graph: Graph) -> None:
    settings = Settings(query_seconds=2)
    with TestClient(create_app(settings, graph)) as client:
        answer = client.get("/sparql", params={"query": ENDLESS})
    assert "2 seconds" in answer.json()["detail"]


def test_too_many_at_once_are_told_to_wait(graph: Graph) -> None:
    settings = Settings(query_seconds=2, workers=1, queue=1)
    with TestClient(create_app(settings, graph)) as client:
        answers: list[int] = []

        def ask(number: int) -> None:
            # Of those who ask the same, one waits for all.
            query = f"{ENDLESS} # {number}"
            answers.append(client.get("/sparql", params={"query": query}).status_code)

        threads = [threading.Thread(target=ask, args=[number]) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answers) == [503, 504, 504]


def test_a_quick_query_does_not_wait_for_a_slower_one(graph: Graph) -> None:
    """Though the slower one began later, while the quick one still ran."""
    quick = "SELECT (COUNT(*) AS ?n) { ?a a tg:Suspension . ?b tg:retractedOn ?c . ?d tg:date ?e }"
    ended: list[int] = []
    with TestClient(create_app(Settings(query_seconds=8, workers=2), graph)) as client:

        def ask(query: str) -> None:
            ended.append(client.get("/sparql", params={"query": query}).status_code)

        first = threading.Thread(target=ask, args=[quick])
        second = threading.Thread(target=ask, args=[ENDLESS])
        first.start()
        time.sleep(0.1)
        second.start()
        first.join()
        second.join(timeout=0.5)
        assert second.is_alive(), "the quick one was answered when the slower one ended"
        second.join()
    assert ended == [200, 504]
