"""From a list to a treaty and another day: what is drawn, counted and answered is the same."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.browser.conftest import Open, needs_npm


@needs_npm
def test_map_and_table_of_a_day_agree_with_the_status(open_page: Open) -> None:
    page = open_page("/treaties")
    page.get_by_role("link", name="Anti-Personnel Mine Ban Convention").first.click()
    page.get_by_label("On the day").fill("2025-12-27")
    page.get_by_role("button", name="Show").click()
    told = page.request.get("/status?treaty=26-5&on=2025-12-27").json()
    status = page.locator("#status")
    shown = status.locator("tbody tr").filter(
        has=page.get_by_role("cell", name="party", exact=True)
    )
    expect(status.locator("figcaption")).to_contain_text("165 of 166 in the result")
    assert shown.count() == told["counts"]["party"] == 163
    assert page.locator("#parties-of-treaty tbody tr").count() == 163
    assert "on=2025-12-27" in page.url
