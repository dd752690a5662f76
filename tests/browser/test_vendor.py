"""What comes from npm: under which licences, and what pages are without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.browser.conftest import Open, needs_npm

from treatygraph.web import vendor

# Each lets everybody pass the files on, in source and in binary form.
FREE = {"MIT", "ISC", "BSD-3-Clause", "Unlicense", "(MPL-2.0 OR Apache-2.0)"}
MAP = {"question": "parties-of-treaty", "format": "html"}


def _served(project: Path) -> dict[str, dict[str, str]]:
    lock = json.loads((project / "api/browser/package-lock.json").read_text())
    return {
        path.rpartition("node_modules/")[2]: entry
        for path, entry in lock["packages"].items()
        if path and not entry.get("dev")
    }


def test_everything_that_is_served_is_free(project: Path) -> None:
    licences = {entry["license"] for entry in _served(project).values()}
    assert licences <= FREE


@needs_npm
def test_the_licences_of_everything_are_served_with_it(project: Path, client: TestClient) -> None:
    told = client.get("/static/vendor/licences.txt").text
    named = {f"{name} {entry['version']}" for name, entry in _served(project).items()}
    assert named <= set(told.splitlines())


@needs_npm
def test_the_start_page_is_light(open_page: Open) -> None:
    page = open_page("/")
    sizes: dict[str, int] = page.evaluate(
        "Object.fromEntries(performance.getEntries()"
        ".filter(entry => entry.transferSize).map(entry => [entry.name, entry.transferSize]))"
    )
    assert not any("editor" in name for name in sizes)
    assert 1_000 < sum(sizes.values()) < 150_000


def test_without_it_pages_are_plainer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(vendor, "FOLDER", tmp_path)
    page = client.get("/sparql", params={**MAP, "query": "SELECT ?n { VALUES ?n { 1 } }"}).text
    assert "vendor" not in page
    assert "<figure" not in page
    assert '<td class="number">1</td>' in page
