"""`/panel`: its forms, what it refuses, and how it is sent."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from treatygraph.errors import OutOfTime
from treatygraph.web import panel


def test_treaties_follow_each_other_under_one_header(client: TestClient) -> None:
    lines = client.get("/panel?treaty=26-6&treaty=26-5&from=2025").text.splitlines()
    assert [line[:4] for line in lines].index("26-5") > [line[:4] for line in lines].index("26-6")
    assert [line.startswith("treatyId,") for line in lines].count(True) == 1


def test_a_browser_gets_a_file(client: TestClient) -> None:
    answer = client.get("/panel?treaty=26-5", headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="panel.csv"'


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("treaty=Otawa", 404, "There is no treaty"),
        ("treaty=26-5&from=x", 422, "Write a whole number"),
        ("treaty=26-5&from=2020&to=1990", 422, "before the first"),
        ("treaty=26-5&from=2020&from=1990", 400, "given twice"),
        ("state=POL", 400, "There are: treaty, from, to, format"),
        ("treaty=26-5&format=xls", 406, "csv, parquet, csvw"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    client: TestClient, address: str, status: int, said: str
) -> None:
    answer = client.get(f"/panel?{address}")
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_who_holds_it_is_told_so(client: TestClient) -> None:
    head = client.head("/panel?treaty=26-5").headers
    assert "content-length" not in head
    again = client.get("/panel?treaty=26-5", headers={"If-None-Match": head["etag"]})
    assert again.status_code == 304
    other = client.get("/panel?treaty=26-5&to=2001", headers={"If-None-Match": head["etag"]})
    assert other.status_code == 200


def test_a_record_without_treaties_has_no_rows(writable: TestClient) -> None:
    answer = writable.get("/panel")
    assert (answer.status_code, answer.text) == (200, "")


@pytest.mark.parametrize(
    ("page", "address"),
    [("/treaty/26-5", "/panel?treaty=26-5"), ("/about", "/panel"), ("/state/POL", None)],
)
def test_pages_lead_to_their_part_of_it(client: TestClient, page: str, address: str | None) -> None:
    text = client.get(page, headers={"Accept": "text/html"}).text
    assert re.findall(r'href="(/panel[^"]*)"[^>]*>CSV', text) == ([address] if address else [])


async def _rows(most: int) -> AsyncIterator[bytes]:
    """So many lines, and then the end of the time."""
    for number in range(most):
        yield b"%d\r\n" % number
    raise OutOfTime("The query took longer than 1 second.")


def test_what_goes_wrong_at_once_is_told(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "read_rows", lambda *_: _rows(0))
    assert client.get("/panel?treaty=26-5").status_code == 504


def test_what_breaks_off_never_ends_as_if_it_were_whole(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "read_rows", lambda *_: _rows(2))
    sent: list[Message] = []

    async def ask() -> None:
        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": "GET", "path": "/panel", "query_string": b"treaty=26-5",
            "headers": [(b"host", b"testserver")], "server": ("testserver", 80), "scheme": "http",
            "http_version": "1.1", "raw_path": b"/panel",
            "asgi": {"spec_version": "2.4"},
        }  # fmt: skip
        await client.app(scope, receive, send)

    client.portal.call(ask)
    assert [message.get("body") for message in sent] == [None, b"0\r\n", b"1\r\n"]
    assert all(message["more_body"] for message in sent[1:])
