"""An invented record, the items that it is compared with, and a client that need not wait."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from tests.wikidata.server import ITEMS, Wikidata

from treatygraph.settings import Settings
from treatygraph.store.files import load_ontology
from treatygraph.wikidata.client import Client
from treatygraph.wikidata.extract import load_extract
from treatygraph.wikidata.fetching import fetch_from_files


@pytest.fixture(scope="session")
def zenda() -> ox.Store:
    """A record of invented treaties, with the ontology."""
    store = ox.Store()
    load_ontology(store)
    store.load(path=Path(__file__).parent / "record.ttl", format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="session")
def extract_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extract with all items, taken from their files."""
    folder = tmp_path_factory.mktemp("extract")
    files = sorted(ITEMS.glob("*.ttl"))
    fetch_from_files([path.stem for path in files], folder, files)
    return folder


@pytest.fixture(scope="session")
def extract(extract_folder: Path) -> ox.Store:
    """The same extract as a store."""
    return load_extract(extract_folder)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a client wanted to wait, of which it waits none."""
    noted: list[float] = []
    patient = SimpleNamespace(sleep=noted.append, time=time.time)
    monkeypatch.setattr("urllib3.util.retry.time", patient)
    return noted


def ask_of(server: Wikidata, tries: int = 8) -> Client:
    """A client of the server on the loopback."""
    settings = Settings(wikidata_url=server.url, wikidata_contact="someone@example.org")
    return Client(settings, tries=tries)
