"""`/status` and `/explain`: answers and errors as a client meets them."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.data.test_record import PRINTED_PARTIES

from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.web.app import create_app

ASK = {"treaty": "26-5", "state": "POL", "on": "2026-02-20"}
MEMBERS = ("treaty", "state", "on", "status", "consented_on", "in_force_from", "in_force_until",
           "horizon", "readings", "basis")  # fmt: skip


def test_one_participant(client: TestClient) -> None:
    told = client.get("/status", params=ASK).json()
    assert set(MEMBERS) <= set(told)
    assert (told["status"], told["in_force_until"]) == ("withdrawn", "2026-02-20")


@pytest.mark.parametrize("treaty", [t for t in PRINTED_PARTIES if t.startswith("26-")])
def test_all_participants(client: TestClient, treaty: str) -> None:
    told = client.get("/status", params={"treaty": treaty, "on": "2026-02-03"}).json()
    assert told["consents"] == PRINTED_PARTIES[treaty]
    assert sum(told["counts"].values()) == len(told["states"])


def test_assumptions(client: TestClient) -> None:
    told = client.get("/status", params={**ASK, "assume-conflict": "2026-02-01"}).json()
    assert told["status"] == "undetermined"


def test_explanation(client: TestClient) -> None:
    told = client.get("/explain", params=ASK).json()
    assert told["status"] == "withdrawn"
    assert told["explanation"][0].startswith("Poland is no longer bound on 20 February 2026")


@pytest.mark.parametrize(
    ("changed", "status", "told"),
    [
        ({"treaty": "Otawa Treaty"}, 404, "Ottawa Treaty"),
        ({"state": "Polnd"}, 404, "Poland"),
        ({"on": "2026-02-30"}, 422, "The calendar has no 2026-02-30"),
        ({"on": "1990-01-01"}, 422, "adopted on 1997-09-18"),
        ({"treaty": ""}, 400, "names no treaty"),
        ({"day": "2026-01-01"}, 400, "There are: treaty, state, on"),
        ({"assume-notice": "tomorrow"}, 422, "assume-notice"),
        ({"assume-conflict": "2026-05-01/2026-02-01"}, 422, "ends before it begins"),
        ({"state": "", "assume-notice": "2026-01-01"}, 422, "name it as well"),
        ({"treaty": 'x" } ; DROP ALL #'}, 404, "There is no treaty"),
        ({"state": "\x00"}, 404, "There is no participant"),
    ],
)
def test_bad_requests(client: TestClient, changed: dict[str, str], status: int, told: str) -> None:
    answer = client.get("/status", params={**ASK, **changed})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.json()["detail"]


def test_a_parameter_given_twice_is_refused(client: TestClient) -> None:
    answer = client.get("/status?treaty=26-5&state=POL&state=FIN")
    assert (answer.status_code, "given twice" in answer.json()["detail"]) == (400, True)


def test_an_explanation_is_of_one_state(client: TestClient) -> None:
    answer = client.get("/explain", params={"treaty": "26-5"})
    assert (answer.status_code, "names no state" in answer.json()["detail"]) == (400, True)


def test_where_too_many_assumptions_wait_one_more_is_refused_at_once(graph: Graph) -> None:
    app = create_app(Settings(workers=1), graph)
    line = app.state.assuming_line
    while line.acquire(blocking=False):
        pass
    with TestClient(app) as client:
        answer = client.get("/status", params={**ASK, "assume-conflict": "none"})
        assert (answer.status_code, "ask again" in answer.json()["detail"]) == (503, True)
        assert client.get("/status", params=ASK).status_code == 200
