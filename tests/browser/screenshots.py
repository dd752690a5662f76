"""Pictures of every page, light and dark, on a desktop and on a phone.

    python -m tests.browser.screenshots [FOLDER] [PAGE …]

Writes them to build/screenshots, or FOLDER; of all pages, or those that are named.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright
from tests.browser.conftest import find_browser, wait_until_drawn
from tests.browser.pages import PAGES
from tests.web.server import Server

_SIZES = {
    "desktop": ViewportSize(width=1200, height=800),
    "phone": ViewportSize(width=390, height=844),
}
# Of a longer page nobody looks at the end.
_HIGHEST = 4000


def main(folder: Path, names: list[str]) -> None:
    """Writes PAGE-SCHEME-SIZE.png for each page, from a server of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    path = find_browser()
    assert path, "there is no Chromium to take pictures with"
    server = Server({"rate_per_minute": 0})
    try:
        server.wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            for scheme in ("light", "dark"):
                for size, viewport in _SIZES.items():
                    page = browser.new_page(color_scheme=scheme, viewport=viewport)
                    for name in names:
                        take(
                            page,
                            server.address + PAGES[name],
                            folder / f"{name}-{scheme}-{size}.png",
                        )
                    page.close()
            browser.close()
    finally:
        server.stop()


def take(page: Page, address: str, path: Path) -> None:
    """Writes a picture of one page."""
    page.goto(address)
    wait_until_drawn(page)
    width = page.viewport_size["width"] if page.viewport_size else 0
    height = min(page.evaluate("document.documentElement.scrollHeight"), _HIGHEST)
    page.screenshot(
        path=path, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
    )
    print(path)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(Path(given[0] if given else "build/screenshots"), given[1:] or list(PAGES))
