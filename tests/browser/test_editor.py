"""The page of queries as a reader uses it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect
from tests.browser.conftest import Open, needs_npm

NEW_YEAR = 'SELECT ?day ?n WHERE { VALUES (?day ?n) { ("2025-01-01"^^xsd:date 3) } }'


def write(page: Page, query: str) -> None:
    page.locator(".CodeMirror").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(query)


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@needs_npm
def test_an_example_runs_and_its_map_and_table_agree(open_page: Open) -> None:
    page = open_page("/sparql")
    page.get_by_label("Begin with a question").select_option("parties-of-treaty")
    page.get_by_role("button", name="Open").click()
    expect(page.locator("#result figcaption")).to_contain_text("162 of 163")
    assert page.locator("#result tbody tr").count() == 163
    assert page.get_by_role("img", name="World map").locator("path").count() > 200
    assert "SELECT" in asked(page)["query"][0]
    assert asked(page)["view"] == ["map"]


@needs_npm
def test_the_address_brings_a_colleague_to_the_same_view(open_page: Open) -> None:
    page = open_page("/sparql")
    write(page, NEW_YEAR)
    page.get_by_label("Show as").select_option("bar")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("figcaption")).to_contain_text("3 (2025-01-01)")
    other = open_page(page.url)
    expect(other.locator("figcaption")).to_contain_text("3 (2025-01-01)")
    assert other.get_by_label("Show as").input_value() == "bar"


@needs_npm
def test_a_mistake_is_told_and_marked_on_its_line(open_page: Open) -> None:
    page = open_page("/sparql", but="status of 400")
    write(page, "SELECT ?s WHERE {\n  ?s ?p\n}")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Line 3")
    assert page.locator(".CodeMirror .wrong").count() == 1


@needs_npm
def test_classes_are_completed_by_what_they_are_called(open_page: Open) -> None:
    page = open_page("/sparql")
    write(page, "SELECT * WHERE { ?x a ")
    page.keyboard.type("denunc")
    page.keyboard.press("Control+Space")
    page.get_by_text("tg:Withdrawal withdrawal").click()
    expect(page.locator(".CodeMirror")).to_contain_text("PREFIX tg:")


def test_the_form_alone_asks_too(open_page: Open) -> None:
    page = open_page("/sparql?question=withdrawals", java_script_enabled=False)
    page.get_by_role("button", name="Ask").click()
    assert page.locator("#result tbody tr").count() == 5
    assert page.get_by_role("cell", name="Finland").count() == 1
    assert asked(page)["view"] == ["timeline"]
