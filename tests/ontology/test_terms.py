"""Ontology: every term is named, defined and used; every file has its header."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from treatygraph import resources
from treatygraph.terms import ONTOLOGY, VOCAB

FILES = [p for p in resources.files("ontology", "*.ttl") if p.name != "prefixes.ttl"]
MODULES = [p for p in FILES if p.parent.name != "vocab"]
VANN = rdflib.Namespace("http://purl.org/vocab/vann/")


def _load(*paths: Path) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


ALL = _load(*FILES)
CLASSES = sorted(c for c in ALL.subjects(RDF.type, OWL.Class) if str(c).startswith(ONTOLOGY))
PROPERTIES = sorted(
    p
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
    for p in ALL.subjects(RDF.type, kind)
    if str(p).startswith(ONTOLOGY)
)
CONCEPTS = sorted(ALL.subjects(RDF.type, SKOS.Concept))


@pytest.mark.parametrize("term", CLASSES + PROPERTIES, ids=lambda t: t.removeprefix(ONTOLOGY))
def test_a_term_is_named_and_defined(term: rdflib.URIRef) -> None:
    [label] = ALL.objects(term, RDFS.label)
    assert isinstance(label, rdflib.Literal)
    assert label.language == "en"
    [definition] = ALL.objects(term, SKOS.definition)
    assert len(str(definition)) > 12
    assert not str(definition)[0].isupper(), "a definition replaces the term within a sentence"
    assert not str(definition).endswith(".")
    words = re.findall(r"\w+", str(label).lower())
    if term in CLASSES and len(words) == 1:
        assert words[0] not in re.findall(r"\w+", str(definition).lower()), "defined by itself"
    assert len(list(ALL.objects(term, RDFS.isDefinedBy))) == 1


@pytest.mark.parametrize("term", CLASSES, ids=lambda t: t.removeprefix(ONTOLOGY))
def test_a_class_is_singular_camel_case(term: rdflib.URIRef) -> None:
    assert re.fullmatch(r"[A-Z][A-Za-z]+", term.removeprefix(ONTOLOGY))


@pytest.mark.parametrize("term", PROPERTIES, ids=lambda t: t.removeprefix(ONTOLOGY))
def test_a_property_is_lower_camel_case(term: rdflib.URIRef) -> None:
    assert re.fullmatch(r"[a-z][A-Za-z0-9]+", term.removeprefix(ONTOLOGY))


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda c: c.removeprefix(VOCAB))
def test_a_concept_has_label_code_and_scheme(concept: rdflib.URIRef) -> None:
    [scheme] = ALL.objects(concept, SKOS.inScheme)
    assert (scheme, RDF.type, SKOS.ConceptScheme) in ALL
    assert len(list(ALL.objects(concept, SKOS.prefLabel))) == 1
    assert len(list(ALL.objects(concept, SKOS.notation))) == 1


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_a_module_has_its_header(path: Path) -> None:
    graph = _load(path)
    [ontology] = graph.subjects(RDF.type, OWL.Ontology)
    for predicate in (
        DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.license, DCTERMS.created,
        DCTERMS.modified, OWL.versionIRI, VANN.preferredNamespacePrefix,
    ):  # fmt: skip
        assert len(list(graph.objects(ontology, predicate))) == 1, predicate
    imports = [str(iri) for iri in graph.objects(ontology, OWL.imports)]
    assert imports, "each module builds on another, the root on all"
    assert all(iri.startswith("https://w3id.org/treatygraph/ontology") for iri in imports)
    assert path.read_text(encoding="utf-8").startswith("# "), "the first line says what it holds"


def test_the_root_imports_every_module() -> None:
    core = _load(resources.root() / "ontology" / "core.ttl")
    imported = {str(iri).rsplit("/", 1)[1] for iri in core.objects(None, OWL.imports)}
    assert imported == {p.stem for p in MODULES if p.parent.name == "ontology"} - {"core"}


def test_every_term_is_used(project: Path) -> None:
    """In the record, a rule, a shape or a question, or else in the model by example."""
    folders = ("data", "shapes", "queries", "tests/ontology")
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in sorted((project / folder).rglob("*"))
        if path.suffix in (".ttl", ".rq")
    )
    used = set(re.findall(r"\btg:(\w+)", text))
    terms = {str(term).removeprefix(ONTOLOGY) for term in CLASSES + PROPERTIES}
    # Classes that stand above used ones are used by them.
    for name in sorted(terms - used):
        if any(
            str(below).removeprefix(ONTOLOGY) in used
            for below in ALL.transitive_subjects(RDFS.subClassOf, rdflib.URIRef(ONTOLOGY + name))
        ):
            used.add(name)
    assert sorted(terms - used) == []


def test_nothing_uses_a_term_that_is_not_defined(project: Path) -> None:
    terms = {str(term).removeprefix(ONTOLOGY) for term in CLASSES + PROPERTIES}
    for folder in ("data", "shapes", "queries", "ontology/alignments", "tests"):
        for path in sorted((project / folder).rglob("*")):
            if path.suffix in (".ttl", ".rq"):
                used = set(re.findall(r"(?<![\w:\"])tg:(\w+)", path.read_text(encoding="utf-8")))
                assert used - terms - {"Foo"} == set(), path


def test_wikidata_is_never_the_same_as() -> None:
    assert not list(ALL.triples((None, OWL.sameAs, None)))
