"""The form of the page of validation, as a browser without scripts sends it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

FACTS = "treaty_id,state_id,action,date,source_id\n26-5,LTU,ratification,1993-05-12,dep-26-5\n"
FORM = {"facts": FACTS, "type": "text/csv"}


def test_facts_are_judged_as_they_were_written(client: TestClient) -> None:
    # Browsers send ends of lines that would become part of texts.
    page = client.post("/validate", data={**FORM, "facts": FACTS.replace("\n", "\r\n")})
    assert page.headers["content-type"].startswith("text/html")
    assert 'class="line wrong"><span class="at">2</span>' in page.text
    assert "before the treaty was adopted on 1997-09-18" in page.text


def test_what_cannot_be_read_is_told_on_the_page(client: TestClient) -> None:
    page = client.post("/validate", data={"facts": "<", "type": "text/turtle"})
    assert page.status_code == 200
    assert "The facts cannot be read." in page.text


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"type": "text/plain"}, 415),
        ({"layout": "acts\r\nX-Evil: 1"}, 404),
        ({"format": "pdf"}, 406),
        ({"facts": "", "format": "csv"}, 422),
    ],
)
def test_what_no_page_sends_is_refused(
    client: TestClient, more: dict[str, str], status: int
) -> None:
    assert client.post("/validate", data={**FORM, **more}).status_code == status


def test_nothing_that_is_pasted_becomes_part_of_the_page(client: TestClient) -> None:
    page = client.post("/validate", data={"facts": "</pre><script>", "type": "text/csv"})
    assert "<script>" not in page.text


def test_an_example_that_there_is_not(client: TestClient) -> None:
    assert client.get("/validate?example=nothing").status_code == 404
