"""Every page: without barriers for readers, and readable without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Request
from tests.browser.conftest import Open, needs_npm
from tests.browser.pages import PAGES

# The hundredth row of a table is made like the tenth, and each costs milliseconds.
_SHORTEN = """
for (const parent of document.querySelectorAll('tbody, ul, svg g'))
  while (parent.childElementCount > 10) parent.lastElementChild.remove();
"""


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_nothing_keeps_a_reader_out(open_page: Open, axe: str, path: str) -> None:
    page = open_page(path, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "it scrolls sideways"
    page.evaluate(_SHORTEN)
    page.evaluate(axe)
    assert not barriers(page, "{}")
    page.emulate_media(color_scheme="dark")
    assert not barriers(page, "{runOnly: ['color-contrast']}")


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_it_reads_without_scripts(open_page: Open, path: str) -> None:
    page = open_page(path, java_script_enabled=False)
    assert page.locator("h1").count() == 1
    assert len(page.locator("main").inner_text()) > 200


@needs_npm
def test_the_start_page_is_light(open_page: Open) -> None:
    """Under 150 kB as sent, with all that it loads; what draws and edits is loaded elsewhere."""
    page = open_page("about:blank")
    sent: list[Request] = []
    page.on("requestfinished", lambda request: sent.append(request))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert sum(request.sizes()["responseBodySize"] for request in sent) < 150_000
    assert not [request.url for request in sent if "/vendor/editor" in request.url]


def barriers(page: Page, rules: str) -> list[str]:
    """What axe-core finds that is serious or critical, each with where it stands."""
    found = page.evaluate(f"axe.run({rules})")["violations"]
    return [
        f"{barrier['id']}: {node['html']}: {node['failureSummary']}"
        for barrier in found
        for node in barrier["nodes"]
        if barrier["impact"] in ("serious", "critical")
    ]
