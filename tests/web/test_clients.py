"""Real clients against a real server: curl, SPARQLWrapper, rdflib."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, N3, RDFXML, TURTLE, XML, SPARQLWrapper
from tests.web.server import serving

from treatygraph import resources

SELECT = "SELECT ?p WHERE { ?p a tg:Treaty ; tg:registerId ?id } ORDER BY ?id"
PREFIX = "PREFIX tg: <https://w3id.org/treatygraph/ontology#>\n"
CONSTRUCT = PREFIX + "CONSTRUCT { ?s tg:iso3 ?c } WHERE { ?s a tg:State ; tg:iso3 ?c }"


# A machine that has only Python runs the other clients; .ci/run installs curl and skips none.
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.fixture(scope="module")
def server(build_folder: Path) -> Iterator[str]:
    """The address of `treatygraph serve`, started as a user starts it."""
    with serving(build_folder=build_folder) as (address, _):
        yield address


@needs_curl
def test_curl_gets_the_parties_of_the_mine_ban_convention(server: str) -> None:
    query: Path = resources.root() / "queries" / "status" / "parties-of-treaty.rq"
    done = subprocess.run(
        ["curl", "-sSG", "-H", "Accept: text/csv", f"{server}/sparql",
         "--data-urlencode", f"query@{query}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert (
        lines[0]
        == "party,partyLabel,since,until,undetermined,suspensionNotified,exit,consent,horizon"
    )
    assert len(lines) == 164
    assert any(",Poland,2013-06-01,2026-02-20," in line for line in lines)


@needs_curl
def test_curl_gets_a_graph(server: str) -> None:
    done = subprocess.run(
        ["curl", "-sS", f"{server}/sparql", "--data-urlencode", f"query={CONSTRUCT}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(rdflib.Graph().parse(data=done.stdout, format="turtle")) == 197


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", [JSON, XML, CSV])
def test_sparqlwrapper_selects(server: str, method: str, form: str) -> None:
    wrapper = SPARQLWrapper(f"{server}/sparql", returnFormat=form)
    wrapper.setMethod(method)
    wrapper.setQuery(PREFIX + SELECT)
    found = wrapper.queryAndConvert()
    text = found.toxml() if form == XML else str(found)
    assert "treaty/26-5" in text


# The wrapper parses RDF/XML into a class of rdflib that rdflib has deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, XML])
def test_sparqlwrapper_constructs(server: str, form: str) -> None:
    wrapper = SPARQLWrapper(f"{server}/sparql", returnFormat=form)
    wrapper.setQuery(CONSTRUCT)
    found = wrapper.queryAndConvert()
    if isinstance(found, bytes):
        found = rdflib.Graph().parse(data=found, format="turtle")
    assert len(found) == 197


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_selects_and_constructs(server: str, method: str) -> None:
    store = SPARQLStore(f"{server}/sparql", method=method)
    graph = rdflib.Graph(store)
    treaties = [str(row[0]) for row in graph.query(PREFIX + SELECT)]
    assert "https://w3id.org/treatygraph/treaty/26-5" in treaties
    assert len(list(graph.query(CONSTRUCT))) == 197
