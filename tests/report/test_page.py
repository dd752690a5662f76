"""The page stands alone, escapes what it quotes, and can be read without seeing it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

from treatygraph.report.page import MOST, POLICY, as_page
from treatygraph.terms import CHECKS, SHAPES
from treatygraph.validate.results import Result


class Page(HTMLParser):
    """The elements and the text of a page, and the tags that were not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_every_result_is_told_with_place_thing_and_advice(results: list[Result]) -> None:
    text = Page(as_page(results)).text
    for result in results:
        assert result.message in text
        assert f"{result.file}:{result.line}" in text or not result.file
    assert "Found" in text
    assert "tg:Withdrawl" in text


def test_what_is_quoted_is_never_markup(results: list[Result]) -> None:
    page = Page(as_page(results))
    assert not page.of("b")
    assert not page.of("i")
    assert "“<b>\n{0}”" in page.text


def test_the_page_needs_nothing_else(results: list[Result]) -> None:
    page = Page(as_page(results))
    names = Counter(tag for tag, _ in page.elements)
    assert not names.keys() & {"script", "link", "img", "iframe", "form"}


def test_a_rule_leads_to_what_is_told_of_it(results: list[Result]) -> None:
    links = {str(link["href"]) for link in Page(as_page(results)).of("a")}
    ours = {result.shape for result in results if result.shape.startswith((SHAPES, CHECKS))}
    assert ours
    assert {link for link in links if link[0] != "#"} == ours


def test_its_policy_allows_its_style_and_no_more() -> None:
    html = as_page([])
    [style] = re.findall(r"<style>(.*)</style>", html, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in POLICY
    assert any(meta.get("content") == POLICY for meta in Page(html).of("meta"))


def test_the_structure_tells_what_the_eye_sees(results: list[Result]) -> None:
    page = Page(as_page(results))
    assert page.open == []
    assert page.of("html") == [{"lang": "en"}]
    assert len(page.of("h1")) == len(page.of("main")) == 1
    assert len(page.of("table")) == len(page.of("caption")) == len(page.of("h2")) == 4
    assert all(cell.get("scope") in ("col", "row") for cell in page.of("th"))
    headings = {heading["id"] for heading in page.of("h2")}
    links = {str(link["href"]) for link in page.of("a")}
    assert {link[1:] for link in links if link[0] == "#"} == headings
    assert {section["aria-labelledby"] for section in page.of("section")} == headings


def test_a_long_table_says_how_much_it_leaves_out(no_notice: Result) -> None:
    page = Page(as_page([replace(no_notice, line=line) for line in range(1, MOST + 3)]))
    assert len(page.of("tr")) == 1 + MOST
    assert "… and 2 more: --format csv lists them all." in page.text
    assert page.text.count(no_notice.message) == 1, "what all have in common stands once"


def test_no_result_is_told_in_words() -> None:
    page = Page(as_page([]))
    assert "No violation, no warning." in page.text
    assert not page.of("table")
