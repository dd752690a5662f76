"""The limits of a query: what a client may wish, what it gets, what it is told."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from treatygraph.query.limits import Limits, allowed_limits
from treatygraph.settings import Settings
from treatygraph.web.limits import limit_headers, lower, read_wish
from treatygraph.web.problems import RequestProblem

ALLOWED = Limits(seconds=30, megabytes=1024, result_bytes=1000)


@pytest.mark.parametrize(
    ("parameters", "prefer", "limits"),
    [
        ([], "", ALLOWED),
        ([("timeout", "5")], "", Limits(5, 1024, 1000)),
        ([("timeout", "0.25")], "", Limits(0.25, 1024, 1000)),
        ([("memory", "64"), ("size", "10")], "", Limits(30, 64, 10)),
        # More than is allowed is cut.
        ([("timeout", "31"), ("memory", "1025")], "", ALLOWED),
        # Clients of other servers write 0 for no limit, or milliseconds.
        ([("timeout", "0"), ("memory", "0")], "", ALLOWED),
        ([("timeout", "30000")], "", ALLOWED),
        ([("query", "ASK {}"), ("rows", "x")], "", ALLOWED),
        ([], "wait=10", Limits(10, 1024, 1000)),
        ([], 'respond-async, Wait = "10"; x=y, wait=3', Limits(10, 1024, 1000)),
        ([("timeout", "5")], "wait=10", Limits(5, 1024, 1000)),
        # RFC 7240, section 2: a preference that makes no sense is ignored.
        ([], "wait=soon, wait=-1, wait=0", ALLOWED),
    ],
)
def test_a_client_may_lower_limits(
    parameters: list[tuple[str, str]], prefer: str, limits: Limits
) -> None:
    assert lower(ALLOWED, read_wish(parameters, prefer)) == limits


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "+1",
        "1e3",
        "nan",
        "inf",
        "5s",
        " 5",
        "0x10",
        "\u0665",
        "1.",
        ".5",
        "9" * 13,
        "0.001",
    ],
)
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RequestProblem, match=r"timeout: .* is not a number of seconds") as raised:
        read_wish([("timeout", text)], "")
    assert raised.value.slug == "bad-request"


@pytest.mark.parametrize("name", ["memory", "size"])
def test_other_limits_are_whole_numbers(name: str) -> None:
    with pytest.raises(RequestProblem, match=f"{name}: “1.5” is not a whole number"):
        read_wish([(name, "1.5")], "")


def test_a_limit_is_wished_once() -> None:
    with pytest.raises(RequestProblem, match="twice"):
        read_wish([("timeout", "0"), ("timeout", "5")], "")


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({}, "seconds=30, megabytes=1024, result-bytes=1000"),
        (
            {"seconds": 0.25, "megabytes": 1025},
            "seconds=0.25;most=30, megabytes=1024;wished=1025, result-bytes=1000",
        ),
    ],
)
def test_an_answer_tells_the_limits_in_force(wish: dict[str, float], told: str) -> None:
    assert limit_headers(ALLOWED, wish) == {"Query-Limits": told}


def test_the_settings_tell_what_is_allowed() -> None:
    assert allowed_limits(Settings(query_seconds=2)) == Limits(2, 1024, 100_000_000)


def test_the_description_tells_the_limits(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert "30 seconds" in document["info"]["description"]
    query = document["paths"]["/sparql"]["get"]
    assert {"timeout", "memory", "size"} < {each["name"] for each in query["parameters"]}
