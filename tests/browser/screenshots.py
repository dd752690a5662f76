"""Pictures of every page, light and dark, on a desktop and on a phone; and those of the README.

    python -m tests.browser.screenshots [--readme | FOLDER [PAGE …]]

Writes them to build/screenshots, or FOLDER; of all pages, or those that are named. With --readme it
writes those that the README shows, where it looks for them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from tests.browser.conftest import find_browser, wait_until_drawn
from tests.browser.pages import PAGES
from tests.web.server import Server

from treatygraph import resources

_SIZES = {
    "desktop": ViewportSize(width=1200, height=800),
    "phone": ViewportSize(width=390, height=844),
}
# Of a longer page nobody looks at the end.
_HIGHEST = 4000
_SHOWN = "treaty-exits"
_SHOWN_HEIGHT = 1062
PICTURES: Final = {
    scheme: resources.root() / f"docs/pictures/exits-{scheme}.png" for scheme in ("light", "dark")
}
"""The pictures of the README, by the scheme of colours that they are for."""


def main(folder: Path, names: list[str]) -> None:
    """Writes PAGE-SCHEME-SIZE.png for each page, from a server of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    with _opened() as (browser, address):
        for scheme in ("light", "dark"):
            for size, viewport in _SIZES.items():
                page = browser.new_page(color_scheme=scheme, viewport=viewport)
                for name in names:
                    take(page, address + PAGES[name], folder / f"{name}-{scheme}-{size}.png")
                page.close()


def take_pictures() -> None:
    """Writes the pictures of the README, from a server of its own."""
    with _opened() as (browser, address):
        for scheme, path in PICTURES.items():
            path.parent.mkdir(exist_ok=True)
            page = browser.new_page(color_scheme=scheme, viewport=_SIZES["desktop"])
            take(page, address + PAGES[_SHOWN], path, _SHOWN_HEIGHT)


@contextmanager
def _opened() -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of a server."""
    path = find_browser()
    assert path, "there is no Chromium to take pictures with"
    server = Server({"rate_per_minute": 0})
    try:
        server.wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            yield browser, server.address
            browser.close()
    finally:
        server.stop()


def take(page: Page, address: str, path: Path, highest: int = _HIGHEST) -> None:
    """Writes a picture of one page, of the top of it where it is higher."""
    page.goto(address)
    wait_until_drawn(page)
    width = page.viewport_size["width"] if page.viewport_size else 0
    height = min(page.evaluate("document.documentElement.scrollHeight"), highest)
    page.screenshot(
        path=path, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
    )
    print(path)


if __name__ == "__main__":
    given = sys.argv[1:]
    if given == ["--readme"]:
        take_pictures()
        sys.exit()
    main(Path(given[0] if given else "build/screenshots"), given[1:] or list(PAGES))
