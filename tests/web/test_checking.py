"""The form of the page of validation, as a browser without scripts sends it."""

from __future__ import annotations

import re

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
    rules = re.findall(r'<h3>.*href="(/shapes/[^"]+)"', page.text)
    assert client.get(rules[0], headers={"Accept": "text/html"}).status_code == 200


def test_what_cannot_be_read_is_told_on_the_page(client: TestClient) -> None:
    page = client.post("/validate", data={"facts": "<", "type": "text/turtle"})
    assert page.status_code == 200
    assert "The facts cannot be read." in page.text


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (FACTS, "text/csv"),
        (FACTS.replace(",", "\t"), "text/csv"),
        (FACTS.replace(",", ";"), "text/csv"),
        ('{"@id": "a", "@type": "b"}', "application/ld+json"),
        ("[] a <b> .", "text/turtle"),
        ("PREFIX tg: <http://example.org/>\n", "text/turtle"),
        ('<?xml version="1.0"?><a/>', "application/rdf+xml"),
    ],
)
def test_the_form_of_facts_is_told_by_their_text(client: TestClient, facts: str, kind: str) -> None:
    page = client.post("/validate", data={"facts": facts, "type": ""})
    assert f'<option value="{kind}" selected>' in page.text


def test_a_table_may_be_separated_as_spreadsheets_do(client: TestClient) -> None:
    for separator in ",;\t":
        page = client.post("/validate", data={"facts": FACTS.replace(",", separator)})
        assert "before the treaty was adopted on 1997-09-18" in page.text


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


def test_a_browser_gets_a_page_of_what_went_wrong(client: TestClient) -> None:
    page = client.post(
        "/validate", data={**FORM, "type": "text/plain"}, headers={"Accept": "text/html"}
    )
    assert page.status_code == 415
    assert "Send one of text/turtle" in page.text
    assert page.headers["content-type"].startswith("text/html")


def test_nothing_that_is_pasted_becomes_part_of_the_page(client: TestClient) -> None:
    page = client.post("/validate", data={"facts": "</pre><script>", "type": "text/csv"})
    assert "<script>" not in page.text


def test_an_example_that_there_is_not(client: TestClient) -> None:
    assert client.get("/validate?example=nothing").status_code == 404
