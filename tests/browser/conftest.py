"""One server for the tests of pages, a browser for each file, and a watch over what pages do."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from treatygraph import resources
from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.web import vendor
from treatygraph.web.app import create_app

_NAMES = ("chromium", "chromium-browser", "google-chrome")
AXE = resources.root() / "api/browser/node_modules/axe-core/axe.min.js"
# A figure or a result that is still being made says so.
_BUSY = "[aria-busy]"

Open = Callable[..., Page]
needs_npm = pytest.mark.skipif(
    not vendor.is_installed(),
    reason="what pages load from npm is not installed: make setup, with npm",
)


def find_browser() -> str | None:
    """The path of a Chromium of the system, if there is one."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def wait_until_drawn(page: Page) -> None:
    """Returns once nothing of a page is being made any more."""
    expect(page.locator(_BUSY)).to_have_count(0)


@pytest.fixture(scope="session")
def address(graph: Graph) -> Iterator[str]:
    """Where a server over the whole graph answers."""
    # Every page is one client: none of them should be asked to wait.
    app = create_app(Settings(rate_per_minute=0), graph)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server ended before it answered"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


# Not for the session: while it lasts, no other test of the process can run a loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium of the system."""
    path = find_browser()
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(_NAMES)} is installed")
    with sync_playwright() as playwright:
        # Its sandbox needs privileges that containers do not give.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a path of the server and waits until all is drawn; options are those of a context.

    At the end of the test no page may have complained, but for what `but` says, nor asked another
    host for anything.
    """
    contexts = []
    complaints: list[str] = []

    def watch(url: str) -> None:
        if not url.startswith((address + "/", "data:")):
            complaints.append(f"asked for {url}")

    def open_path(path: str, but: str = "", **options: object) -> Page:
        def note(said: ConsoleMessage) -> None:
            if said.type in ("error", "warning") and not (but and but in said.text):
                complaints.append(said.text)

        context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: watch(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note)
        page.goto(path)
        if options.get("java_script_enabled", True):
            wait_until_drawn(page)
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make setup, with npm")
    return Path(AXE).read_text(encoding="utf-8")
