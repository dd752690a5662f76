"""The page of queries as a reader uses it."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

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
def test_an_example_runs(open_page: Open) -> None:
    page = open_page("/sparql")
    page.get_by_label("Begin with a question").select_option("withdrawals")
    page.get_by_role("button", name="Open").click()
    expect(page.locator("#result tbody tr")).to_have_count(5)
    expect(page.get_by_role("img", name="Timeline of 10 dates")).to_be_visible()
    assert "tg:Withdrawal" in asked(page)["query"][0]
    assert asked(page)["view"] == ["timeline"]


def test_a_heading_sorts_its_column(open_page: Open) -> None:
    page = open_page(f"/sparql?query={quote('SELECT ?n { VALUES ?n { 9 10 UNDEF 1000 } }')}")
    cells = page.locator("#result tbody td")
    page.get_by_role("button", name="n", exact=True).click()
    assert cells.all_inner_texts() == ["9", "10", "1000", ""]
    page.get_by_role("button", name="n", exact=True).click()
    assert cells.all_inner_texts() == ["1000", "10", "9", ""]


@needs_npm
def test_map_and_table_agree_with_the_status(open_page: Open) -> None:
    page = open_page("/sparql?question=parties-of-treaty&treaty=26-5&on=2026-02-20")
    told = page.request.get("/status?treaty=26-5&on=2026-02-20").json()
    assert page.locator("#result tbody tr").count() == told["counts"]["party"] == 161
    expect(page.locator("figcaption")).to_contain_text("160 of 161 in the result")
    expect(page.locator("figcaption")).to_contain_text("without an outline: Tuvalu.")


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
def test_a_graph_is_shown_as_text(open_page: Open) -> None:
    page = open_page("/sparql")
    write(page, "CONSTRUCT { <urn:a> tg:date ?d } WHERE { BIND(1 AS ?d) }")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("region", name="Graph in Turtle")).to_contain_text("urn:a")
    assert "format=jsonld" in str(page.get_by_role("link", name="JSON-LD").get_attribute("href"))


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
