"""Pages of the ontology: all of it, a module, a term with the questions and rules that use it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.catalog.questions import placements
from treatygraph.reference.ontology import Ontology, ontology
from treatygraph.reference.rules import definitions
from treatygraph.reference.terms import Module, Term, iri_at
from treatygraph.reference.uses import questions_by_term, rules_by_term
from treatygraph.store.build import Graph
from treatygraph.terms import (
    DCTERMS,
    RDFS,
    SKOS_IN_SCHEME,
)
from treatygraph.web.citations import Citation
from treatygraph.web.keeping import send_page
from treatygraph.web.labels import Labels
from treatygraph.web.rendering import Alternate, render_text
from treatygraph.web.sections import Section, ask_sections
from treatygraph.web.term_facts import count_uses, link_values, list_facts

# Questions with this kind of page show where the record uses a term.
_PLACED: Final = "Term"
_ARTICLE = re.compile(r"^(.*?),? (?:Articles? |section )(\d+)")


@dataclass(frozen=True)
class Branch:
    """A class with those below it; one that stands higher up already comes `again` without them."""

    term: Term
    below: Sequence[Branch]
    again: bool


async def page(
    request: Request, path: str, alternates: Sequence[Alternate], headers: Mapping[str, str]
) -> Response | None:
    """The page of the ontology, of one of its modules, or of a term; None for any other path."""
    told, iri = ontology(), iri_at(path)
    graph: Graph = request.app.state.graph
    values = {"iri": iri, "alternates": alternates}

    async def make() -> str:
        if path == "ontology":
            return await run_in_threadpool(_index, request, told, values)
        if iri in told.modules:
            return await run_in_threadpool(_module, request, told, told.modules[iri], values)
        labels = Labels(graph.store)
        # Of properties, queries that show some tell more than what names them.
        placed = placements(_PLACED) if "property" not in told.terms[iri].kind else ()
        sections = await ask_sections(request, placed, labels, iri)
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
        links=lambda iri, predicate: link_values(told, told.values(iri, predicate), _root(request)),
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
        facts=list_facts(told, term, _root(request)),
        entries=_entries(told, term),
        alignments=told.alignments(term.iri),
        count=count_uses(graph.store, term.iri),
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


def _root(request: Request) -> str:
    root: str = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    return root
