"""Pages of the ontology: all of it, a module, a term with the questions and rules that use it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.catalog.questions import placements
from treatygraph.prefixes import shorten
from treatygraph.reference.rules import definitions
from treatygraph.reference.terms import Module, Ontology, Term, Value, iri_at, ontology
from treatygraph.reference.uses import questions_by_term, rules_by_term
from treatygraph.store.build import Graph
from treatygraph.terms import (
    DCTERMS,
    DESCRIPTION_GRAPH,
    OWL,
    RDFS,
    RDFS_SUBCLASS_OF,
    RDFS_SUBPROPERTY_OF,
    SKOS,
    SKOS_ALT_LABEL,
    SKOS_IN_SCHEME,
    tg,
)
from treatygraph.web.citations import Citation
from treatygraph.web.keeping import send_page
from treatygraph.web.labels import Labels
from treatygraph.web.rendering import Alternate, render_text
from treatygraph.web.results import Cell
from treatygraph.web.sections import Section, ask_sections

# Questions with this kind of page show where the record uses a term.
_PLACED: Final = "Term"
_FORWARD, _BACK, _BOTH = range(3)
# What a page tells of a term, in this order: the words, the property, and its direction.
_FACTS: Final = (
    ("also called", SKOS_ALT_LABEL, _FORWARD),
    ("note", SKOS + "scopeNote", _FORWARD),
    ("where law defines it", DCTERMS + "source", _FORWARD),
    ("kind of", RDFS_SUBCLASS_OF, _FORWARD),
    ("kinds", RDFS_SUBCLASS_OF, _BACK),
    ("special case of", RDFS_SUBPROPERTY_OF, _FORWARD),
    ("special cases", RDFS_SUBPROPERTY_OF, _BACK),
    ("said of", RDFS + "domain", _FORWARD),
    ("value", RDFS + "range", _FORWARD),
    ("inverse", OWL + "inverseOf", _BOTH),
    ("properties", RDFS + "domain", _BACK),
    ("is value of", RDFS + "range", _BACK),
    ("never also", OWL + "disjointWith", _BOTH),
    ("code list", SKOS_IN_SCHEME, _FORWARD),
    ("code", SKOS + "notation", _FORWARD),
    ("part of", SKOS + "broader", _FORWARD),
    ("parts", SKOS + "broader", _BACK),
    ("things are called", tg("nameTemplate"), _FORWARD),
)  # fmt: skip
_VOID: Final = "http://rdfs.org/ns/void#"
_ARTICLE = re.compile(r"^(.*?),? (?:Articles? |section )(\d+)")
# Where the description of the data counts (VoID, sections 4.1 and 4.2), and what asks again.
_COUNTED: Final = (
    ("class", "entities", "things of this class",
     "SELECT (COUNT(DISTINCT ?thing) AS ?things) WHERE {{ ?thing a <{}> }}"),
    ("property", "triples", "triples with it",
     "SELECT (COUNT(*) AS ?triples) WHERE {{ GRAPH ?graph {{ ?thing <{}> ?value }} }}"),
)  # fmt: skip


@dataclass(frozen=True)
class Branch:
    """A class with those below it; one that stands higher up already comes `again` without them."""

    term: Term
    below: Sequence[Branch]
    again: bool


@dataclass(frozen=True)
class Count:
    """How often the record uses a term, of what, and the address that counts anew."""

    number: int
    words: str
    address: str


async def page(
    request: Request, path: str, alternates: Sequence[Alternate], headers: Mapping[str, str]
) -> Response | None:
    """The page of the ontology, of one of its modules, or of a term; None for any other path."""
    told, iri = ontology(), iri_at(path)
    graph: Graph = request.app.state.graph
    values = {"path": path, "iri": iri, "alternates": alternates}

    async def make() -> str:
        if path == "ontology":
            return await run_in_threadpool(_index, request, told, values)
        if iri in told.modules:
            return await run_in_threadpool(_module, request, told, told.modules[iri], values)
        labels = Labels(graph.store)
        sections = await ask_sections(request, placements(_PLACED), labels, iri)
        return await run_in_threadpool(_term, request, told, told.terms[iri], sections, values)

    if path != "ontology" and iri not in told.modules and iri not in told.terms:
        return None
    return await send_page(request, "", make, headers)


def _index(request: Request, told: Ontology, values: Mapping[str, Any]) -> str:
    graph: Graph = request.app.state.graph
    modules = sorted(told.modules.values(), key=lambda module: module.path)
    return render_text(
        request,
        "ontology.html",
        **values,
        root_module=told.modules[iri_at("ontology")],
        modules=[module for module in modules if not module.alignments],
        aligned=[module for module in modules if module.alignments],
        classes=_tree(told),
        kinds={kind: told.of_kind(kind) for kind in ("object property", "data property")},
        lists=[(one, _entries(told, one)) for one in told.of_kind("code list")],
        laws=_laws(told),
        rules=len(definitions()),
        told=told,
        rdfs=RDFS,
        citation=Citation(
            "Ontology of treaties", values["iri"], graph.version, graph.horizon
        ).as_text(),
        links=lambda iri, predicate: _cells(request, told, told.values(iri, predicate)),
    )


def _module(request: Request, told: Ontology, module: Module, values: Mapping[str, Any]) -> str:
    terms = [told.terms[iri] for iri in module.terms]
    return render_text(
        request, "module.html", **values, module=module, told=told,
        terms=sorted(terms, key=lambda term: term.local_name.casefold()),
    )  # fmt: skip


def _term(
    request: Request,
    told: Ontology,
    term: Term,
    sections: Sequence[Section],
    values: Mapping[str, Any],
) -> str:
    graph: Graph = request.app.state.graph
    module = told.text(term.iri, RDFS + "isDefinedBy")
    return render_text(
        request,
        "term.html",
        **values,
        term=term,
        module=told.modules.get(module),
        told=told,
        facts=_facts(request, told, term),
        entries=_entries(told, term),
        alignments=told.alignments(term.iri),
        count=_count(graph.store, term.iri),
        questions=questions_by_term().get(term.iri, ()),
        rules=rules_by_term().get(term.iri, ()),
        above=[(one, len(rules_by_term().get(one.iri, ()))) for one in told.above(term.iri)],
        sections=sections,
        citation=Citation(term.label, term.iri, graph.version, graph.horizon).as_text(),
    )


def _tree(told: Ontology) -> list[Branch]:
    shown: set[str] = set()

    def grow(terms: Iterable[Term]) -> list[Branch]:
        branches = []
        for term in terms:
            again = term.iri in shown
            shown.add(term.iri)
            branches.append(Branch(term, [] if again else grow(told.below(term.iri)), again))
        return branches

    classes = told.of_kind("class")
    return grow(one for one in classes if not told.above(one.iri))


def _entries(told: Ontology, one: Term) -> list[Term]:
    return [told.terms[iri] for iri in told.subjects(SKOS_IN_SCHEME, one.iri) if iri in told.terms]


def _laws(told: Ontology) -> dict[str, list[tuple[str, list[Term]]]]:
    """What terms cite, by instrument; the articles of each in their order, with the terms."""
    cited: dict[str, list[Term]] = defaultdict(list)
    for term in told.terms.values():
        for value in told.values(term.iri, DCTERMS + "source"):
            cited[value.value].append(term)
    laws: dict[str, list[tuple[str, list[Term]]]] = defaultdict(list)
    for place in sorted(cited, key=_in_order):
        instrument = _in_order(place)[0]
        laws[instrument].append((place.removeprefix(instrument).strip(", "), cited[place]))
    return laws


def _in_order(place: str) -> tuple[str, int, str]:
    found = _ARTICLE.match(place)
    return (found[1], int(found[2]), place) if found else (place.partition(",")[0], 0, place)


def _facts(request: Request, told: Ontology, term: Term) -> list[tuple[str, list[Cell]]]:
    """What stands in no table of its own."""
    aside = {ox.NamedNode(alignment.target) for alignment in told.alignments(term.iri)}
    facts = []
    for words, predicate, direction in _FACTS:
        values: list[Value] = [] if direction == _BACK else [*told.values(term.iri, predicate)]
        if direction != _FORWARD:
            values += [ox.NamedNode(iri) for iri in told.subjects(predicate, term.iri)]
        cells = _cells(request, told, [value for value in values if value not in aside])
        if direction != _FORWARD:
            cells.sort(key=lambda cell: cell.text.casefold())
        facts.append((words, cells))
    return [(words, cells) for words, cells in facts if cells]


def _cells(request: Request, told: Ontology, values: Iterable[Value]) -> list[Cell]:
    """A link for each term of ours; of others the name, where they have a prefix here."""
    root = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    cells = []
    for value in dict.fromkeys(values):
        if isinstance(value, ox.Literal):
            cells.append(
                Cell(value.value, lang="" if value.language == "en" else value.language or "")
            )
        elif value.value in told.terms:
            term = told.terms[value.value]
            cells.append(Cell(term.label, f"{root}/{term.path}"))
        elif not shorten(value.value).startswith("<"):
            cells.append(Cell(shorten(value.value)))
    return cells


def _count(store: ox.Store, iri: str) -> Count | None:
    for kind, counted, words, query in _COUNTED:
        for part in _subjects(store, _VOID + kind, iri):
            for number in Labels(store).values(part, _VOID + counted):
                address = f"/sparql?query={quote(query.format(iri))}"
                return Count(int(number.value), words, address)
    return None


def _subjects(store: ox.Store, predicate: str, iri: str) -> list[str]:
    # A list: an iterator of the engine must end on the thread that began it.
    quads = list(
        store.quads_for_pattern(
            None, ox.NamedNode(predicate), ox.NamedNode(iri), ox.NamedNode(DESCRIPTION_GRAPH)
        )
    )
    return [quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)]
