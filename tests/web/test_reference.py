"""Pages of the ontology and of the rules: complete, and in step with the files behind them."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from starlette.testclient import TestClient

from treatygraph import resources
from treatygraph.catalog.questions import checks, questions
from treatygraph.prefixes import prefixes
from treatygraph.terms import BASE, CHECKS, ONTOLOGY, SHAPES, VOCAB

BROWSER = {"Accept": "text/html"}
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept, SKOS.ConceptScheme}


def _load(folder: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in resources.files(folder, "*.ttl"):
        graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    """All files of the ontology, read by another parser than that of the pages."""
    return _load("ontology")


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    """All files of the shapes, likewise."""
    return _load("shapes")


@pytest.fixture(scope="module")
def terms(ontology: rdflib.Graph) -> list[str]:
    """The IRIs of all terms of our own."""
    typed = {str(s) for kind in KINDS for s in ontology.subjects(RDF.type, kind)}
    return sorted(iri for iri in typed if iri.startswith((ONTOLOGY, VOCAB)))


def _path(iri: str) -> str:
    return "/" + iri.replace("ontology#", "ontology/terms/").removeprefix(BASE)


@pytest.fixture(scope="module")
def pages(client: TestClient) -> Mapping[str, str]:
    """Every page that /ontology, or a page that it leads to, leads to among these pages."""
    found: dict[str, str] = {}
    waiting = ["/ontology"]
    while waiting:
        address = waiting.pop()
        if address not in found:
            answer = client.get(address, headers=BROWSER, follow_redirects=False)
            assert answer.status_code == 200, address
            found[address] = answer.text
            waiting += re.findall(r'href="(/(?:ontology|vocab|shapes|checks)[^"#?]*)', answer.text)
    return found


def test_every_term_has_a_page_with_its_definition(
    pages: Mapping[str, str], ontology: rdflib.Graph, terms: list[str]
) -> None:
    assert len(terms) > 800
    for iri in terms:
        node = rdflib.URIRef(iri)
        for text in (*ontology.objects(node, SKOS.definition), *ontology.objects(node, RDFS.label)):
            assert str(text) in html.unescape(pages[_path(iri)]), iri


def test_each_of_these_pages_has_its_landmarks(pages: Mapping[str, str]) -> None:
    for address, text in pages.items():
        assert len(re.findall(r"<h1>[^<]+</h1>", text)) == 1, address
        anchors = re.findall(r'\sid="([^"]+)"', text)
        assert len(set(anchors)) == len(anchors), address
        assert set(re.findall(r'aria-labelledby="([^"]+)"', text)) <= set(anchors), address


def test_the_iri_of_a_term_or_shape_leads_to_its_entry(
    pages: Mapping[str, str], shapes: rdflib.Graph, terms: list[str]
) -> None:
    for page, iris in {
        "/ontology": [iri for iri in terms if iri.startswith(ONTOLOGY)],
        "/shapes": [str(rule) for rule in shapes.subjects(SH.message)],
    }.items():
        anchors = re.findall(r'\sid="([^"]+)"', pages[page])
        assert {iri.partition("#")[2] for iri in iris} <= set(anchors)


def test_no_link_among_these_pages_is_dead(client: TestClient, pages: Mapping[str, str]) -> None:
    leading: dict[str, set[str]] = defaultdict(set)
    for page, text in pages.items():
        for address, anchor in re.findall(r'href="(/?[^":?#]*)(?:#([^"]*))?"', text):
            leading[address or page].add(anchor)
    for address in leading.keys() & pages.keys():
        identifiers = re.findall(r'\sid="([^"]+)"', pages[address])
        assert leading[address] <= {"", *identifiers}, address
    asked = {address for address in leading if address.startswith("/queries/")}
    assert asked <= {f"/queries/{name}" for name in questions()}
    forms = {a for a in re.findall(r'href="(/[^"]*\?format=[^"]*)"', "".join(pages.values()))}
    for address in sorted(forms)[::40]:
        assert client.get(address).status_code == 200, address


def _iris(part: object, declared: Mapping[str, str]) -> Iterator[str]:
    """The IRIs in what a parser of SPARQL made of a query."""
    if isinstance(part, rdflib.URIRef):
        yield str(part)
    elif isinstance(part, CompValue) and part.name == "pname":
        yield declared[part.get("prefix", "")] + str(part.get("localname", ""))
    elif isinstance(part, CompValue):
        if part.name != "PrefixDecl":
            for value in part.values():
                yield from _iris(value, declared)
    elif not isinstance(part, str) and hasattr(part, "__iter__"):
        for value in part:
            yield from _iris(value, declared)


def _read(query: str) -> set[str]:
    return set(_iris(parseQuery(query)[1], prefixes()))


def test_a_page_lists_just_the_questions_that_name_its_term(
    pages: Mapping[str, str], terms: list[str]
) -> None:
    named = {name: _read(question.text) for name, question in questions().items()}
    for iri in terms:
        [part] = re.findall(
            r'<section class="part" id="questions".*?</section>', pages[_path(iri)], re.S
        )
        listed = set(re.findall(r'href="/queries/([^"]+)"', part))
        assert listed == {name for name, iris in named.items() if iri in iris}, iri


def _rules(shapes: rdflib.Graph) -> Iterator[tuple[str, set[str]]]:
    """The address of each rule, and what its definition names."""
    declared = "".join(f"PREFIX {p}: <{ns}>\n" for p, ns in prefixes().items())
    aside = {SH.property, SH.prefixes, SH.group, SH.severity}
    for rule in shapes.subjects(SH.message):
        found, waiting = set(), [rule]
        while waiting:
            for predicate, value in shapes.predicate_objects(waiting.pop()):
                if predicate in aside and not isinstance(value, rdflib.BNode):
                    continue
                if predicate == SH.select:
                    found |= _read(declared + str(value))
                elif predicate == SH.sparql or isinstance(value, rdflib.BNode):
                    waiting.append(value)
                found.add(str(value))
        for owner in shapes.subjects(SH.property, rule):
            for kind in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf):
                found |= {str(value) for value in shapes.objects(owner, kind)}
        yield str(rule).replace(SHAPES, "/shapes/"), found
    for name, check in checks().items():
        yield f"/{CHECKS.removeprefix(BASE)}{name}", _read(check.text)


def test_a_page_lists_just_the_rules_that_name_its_term(
    pages: Mapping[str, str], shapes: rdflib.Graph, terms: list[str]
) -> None:
    named = dict(_rules(shapes))
    for iri in terms:
        [part] = re.findall(
            r'<section class="part" id="rules".*?</section>', pages[_path(iri)], re.S
        )
        listed = set(re.findall(r'href="(/(?:shapes|checks)/[^"]+)"', part))
        assert listed == {rule for rule, iris in named.items() if iri in iris}, iri


def test_every_rule_stands_in_the_index_with_severity_and_message(
    pages: Mapping[str, str], shapes: rdflib.Graph
) -> None:
    rows = {
        address: html.unescape(row)
        for row in re.findall(r"<tr.*?</tr>", pages["/shapes"], re.S)
        for address in re.findall(r'href="([^"]+)"', row)
    }
    for rule in shapes.subjects(SH.message):
        row = rows.pop(str(rule).replace(SHAPES, "/shapes/"))
        assert str(shapes.value(rule, SH.severity)).removeprefix(str(SH)).lower() in row
        assert re.sub(r"\{[?$]\w+\}", "…", str(shapes.value(rule, SH.message))) in row
    assert rows.keys() == {f"/checks/{name}" for name in checks()}
    assert all(check.summary in rows[f"/checks/{name}"] for name, check in checks().items())


def test_the_rules_of_a_number_stand_together(pages: Mapping[str, str]) -> None:
    [found] = re.findall(r'<dt id="Q62">Q62</dt><dd>(.*)</dd>', pages["/shapes"])
    assert '<a href="/checks/published-count-violation">published count</a>' in found
    assert '<a href="/checks/states-bound-warning">states bound</a>' in found


def test_a_rule_tells_what_it_is_about_and_where_it_stands(client: TestClient) -> None:
    text = client.get("/shapes/TreatyShape-officialTitle", headers=BROWSER).text
    assert "<h1>Treaty: official title</h1>" in text
    assert '<a href="/shapes#Q73">Q73</a>' in text
    assert "<dt>Checks</dt><dd>tg:Treaty</dd>" in text
    assert "tgs:TreatyShape-officialTitle a sh:PropertyShape" in text
    path, line = re.findall(r"<code>(shapes/[^<]+)</code>, line (\d+)", text)[0]
    lines = (resources.root() / path).read_text(encoding="utf-8").splitlines()
    assert lines[int(line) - 1] == "tgs:TreatyShape-officialTitle a sh:PropertyShape ;"


def test_a_count_is_that_of_the_query_behind_it(client: TestClient) -> None:
    for term in ("Withdrawal", "notificationDate"):
        text = html.unescape(client.get(f"/ontology/terms/{term}", headers=BROWSER).text)
        address, count = re.findall(r'href="(/sparql\?query=[^"]+)">([\d,]+)<', text)[0]
        answer = client.get(address + "&format=csv").text.split()
        assert answer[1] == count.replace(",", "")


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("/ontology/terms/Treaty.ttl", ONTOLOGY + "Treaty"),
        ("/vocab/pending", VOCAB + "pending"),
        ("/shapes", SHAPES + "TreatyShape"),
        ("/shapes/TreatyShape-officialTitle", SHAPES + "TreatyShape-officialTitle"),
    ],
)
def test_terms_and_shapes_are_to_be_had_as_rdf(
    client: TestClient, address: str, subject: str
) -> None:
    answer = client.get(address, headers={"Accept": "text/turtle"})
    subjects = {quad.subject for quad in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)}
    assert ox.NamedNode(subject) in subjects


def test_a_check_is_to_be_had_as_the_query_that_it_is(client: TestClient) -> None:
    answer = client.get("/checks/unused-source-violation")
    assert answer.headers["content-type"] == "application/sparql-query; charset=utf-8"
    assert client.post("/sparql", data={"query": answer.text}).json()["results"]["bindings"] == []


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("/ontology/terms/Treatys", "Treaty"),
        ("/shapes/TreatyShape-oficialTitle", "TreatyShape-officialTitle"),
        ("/checks/unused-source", "unused-source-violation"),
    ],
)
def test_a_name_that_is_none_leads_to_those_like_it(
    client: TestClient, address: str, meant: str
) -> None:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 404
    assert meant in answer.text
