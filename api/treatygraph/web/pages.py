"""Pages for readers: rendered on the server, readable without a script."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import mimeparse
import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import HTMLResponse

from treatygraph.catalog.questions import find_question, questions
from treatygraph.link.index import Thing
from treatygraph.prefixes import shorten
from treatygraph.query.formats import GRAPHS, SOLUTIONS, Form
from treatygraph.store.build import Graph
from treatygraph.terms import BASE, RDF_TYPE, RDFS_LABEL, SKOS_PREF_LABEL, tg
from treatygraph.web.problems import KINDS
from treatygraph.web.rendering import render

_HTML = ("application/xhtml+xml", "text/html")
# How many things that refer to a thing its page lists.
_MOST_REFERENCES = 200
# How many solutions a page shows; the other forms have all.
_MOST_ROWS = 1000


@dataclass(frozen=True)
class Shown:
    """A term as a page shows it: its text, where it leads to, its language or datatype."""

    text: str
    href: str = ""
    lang: str = ""


def wants_html(request: Request, forms: Sequence[Form] = (*GRAPHS, *SOLUTIONS)) -> bool:
    """True where a request asks for a page: by its `format`, or as `likes_html` says."""
    wanted = request.query_params.get("format", "")
    return wanted == "html" if wanted else likes_html(request.headers.get("accept", ""), forms)


def likes_html(accept: str, forms: Sequence[Form]) -> bool:
    """True for an Accept header that likes a page as well as any form, as those of browsers do."""
    # A wildcard alone is no wish for a page: programs send it.
    if not any(name in accept.lower() for name in _HTML):
        return False
    try:
        best = mimeparse.best_match([*(form.media_type for form in forms), *_HTML], accept.lower())
    except mimeparse.MimeTypeParseException:
        return False
    return best in _HTML


def home(request: Request) -> HTMLResponse:
    """The start page: what this is, the treaties, the questions."""
    graph: Graph = request.app.state.graph
    query = """
      SELECT ?treaty ?label WHERE {
        ?treaty tg:mtdsgNumber ?number ; tg:registerId ?id ; rdfs:label ?label
        FILTER(LANG(?label) = "en")
      } ORDER BY ?id"""
    prefixes = {"tg": tg(""), "rdfs": RDFS_LABEL.removesuffix("label")}
    rows = graph.store.query(query, prefixes=prefixes, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    treaties = [Shown(row["label"].value, _href(request, row["treaty"])) for row in rows]
    return render(request, "home.html", treaties=treaties, questions=questions().values())


def editor(request: Request) -> HTMLResponse:
    """The form for a query, filled with the first question or the one that `question` names."""
    text = find_question(request.query_params.get("question", "parties-of-treaty")).text
    page = render(request, "sparql.html", text=text, questions=questions().values())
    page.headers["Vary"] = "Accept"
    return page


def results(request: Request, query: str, content: bytes, whole: bool) -> HTMLResponse:
    """The page of a SELECT or ASK result in SPARQL JSON, or of the beginning of one: a table."""
    found = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
    shown: dict[str, Any] = {"columns": [], "rows": [], "count": 0, "answer": None}
    if isinstance(found, ox.QueryBoolean):
        shown["answer"] = bool(found)
    else:
        shown["columns"] = [variable.value for variable in found.variables]
        # A beginning ends in the middle of a row.
        with contextlib.nullcontext() if whole else contextlib.suppress(SyntaxError):
            for row in found:
                shown["count"] += 1
                if len(shown["rows"]) < _MOST_ROWS:
                    shown["rows"].append([_shown_result(request, term) for term in row])
    page = render(request, "results.html", query=query, whole=whole, **shown)
    page.headers["Vary"] = "Accept"
    return page


def thing(
    request: Request,
    path: str,
    triples: Iterable[ox.Triple],
    cut: bool,
    headers: Mapping[str, str],
) -> HTMLResponse:
    """The page of one thing: what is said of it, and what refers to it.

    `cut` says that there is more to say than these triples.
    """
    graph: Graph = request.app.state.graph
    node = ox.NamedNode(BASE + path)
    said: dict[str, list[tuple[Shown, Shown, Shown]]] = defaultdict(list)
    for triple in triples:
        subject, predicate = triple.subject, triple.predicate
        assert isinstance(subject, ox.NamedNode)
        row = (
            _shown(request, graph, subject),
            _shown(request, graph, predicate),
            _shown(request, graph, triple.object),
        )
        said["" if subject == node else subject.value].append(row)
    rows = [
        row
        for group in said.values()
        for row in sorted(group, key=lambda r: (r[1].text, r[2].text))
    ]
    references: list[tuple[Shown, Shown]] = []
    # A list: an iterator of the engine must end on the thread that began it.
    for quad in list(graph.store.quads_for_pattern(None, None, node)):
        assert isinstance(quad.subject, ox.NamedNode)
        references.append(
            (_shown(request, graph, quad.subject), _shown(request, graph, quad.predicate))
        )
    page = render(
        request,
        "thing.html",
        title=_label(graph, node) or path,
        iri=node.value,
        path=path,
        rows=rows,
        cut=cut,
        only_subject=set(said) == {""},
        references=sorted(references, key=lambda r: (r[1].text, r[0].text))[:_MOST_REFERENCES],
        more=len(references) > _MOST_REFERENCES,
    )
    page.headers.update(headers)
    return page


def search(request: Request, words: str, results: list[dict[str, Any]]) -> HTMLResponse:
    """The form for a search and, where words were asked for, what was found."""
    page = _page(request, "search.html", words=words, results=results)
    page.headers["Vary"] = "Accept"
    return page


def preview(request: Request, thing: Thing) -> HTMLResponse:
    """A small page about a thing, which pages of others may show in a frame."""
    names = sorted((name, tag) for tag, name in thing.labels.items() if name != thing.label)
    page = _page(request, "preview.html", thing=thing, names=names)
    page.headers["Content-Security-Policy"] += "; frame-ancestors *"
    return page


def flyout(label: str, text: str) -> str:
    """A name and what it means as HTML, for others to show."""
    return f"<p><strong>{escape(label)}</strong><br>{escape(text)}</p>"


def problem_page(request: Request) -> HTMLResponse:
    """The page that explains one kind of problem, or the list of all."""
    slug = request.path_params.get("slug", "")
    kinds = {slug: KINDS[slug]} if slug in KINDS else KINDS
    return render(request, "problem.html", kinds=kinds)


def _shown(request: Request, graph: Graph, term: Any) -> Shown:
    if isinstance(term, ox.NamedNode):
        if term.value == RDF_TYPE:
            return Shown("is a", term.value)
        return Shown(_label(graph, term) or _short(term.value), _href(request, term))
    assert isinstance(term, ox.Literal)
    return Shown(term.value, lang=term.language or "")


def _shown_result(
    request: Request, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
) -> Shown:
    if term is None:
        return Shown("")
    if isinstance(term, ox.NamedNode):
        return Shown(_short(term.value), _href(request, term))
    if isinstance(term, ox.Literal):
        return Shown(term.value, lang=term.language or "")
    return Shown(str(term))


def _short(iri: str) -> str:
    return iri.removeprefix(BASE) if iri.startswith(BASE) else shorten(iri).strip("<>")


def _href(request: Request, node: Any) -> str:
    iri = str(node.value)
    local = iri.startswith(BASE)
    return f"{request.scope.get('root_path', '')}/{iri.removeprefix(BASE)}" if local else iri


def _label(graph: Graph, node: ox.NamedNode) -> str:
    for predicate in (RDFS_LABEL, SKOS_PREF_LABEL):
        labels = {
            quad.object.language: quad.object.value
            for quad in graph.store.quads_for_pattern(node, ox.NamedNode(predicate), None)
            if isinstance(quad.object, ox.Literal)
        }
        if labels:
            return str(labels.get("en") or labels[min(labels, key=str)])
    return ""
