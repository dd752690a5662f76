"""`/{kind}/{id}`: every IRI of the data answers, as RDF or as a page; `/.well-known/void`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import find_question
from treatygraph.errors import MediaTypeError, UnknownName, nearest
from treatygraph.ingest.names import Names
from treatygraph.prefixes import prefixes
from treatygraph.query.formats import GRAPHS, Form, by_accept, by_name
from treatygraph.query.workers import Task
from treatygraph.reference.ontology import ontology
from treatygraph.reference.terms import iri_at
from treatygraph.store.build import Graph
from treatygraph.terms import BASE, DESCRIPTION_GRAPH, GRAPH, ONTOLOGY_GRAPH, tg
from treatygraph.web import ontology as ontology_pages
from treatygraph.web import thing_pages
from treatygraph.web.change_pages import feed_of
from treatygraph.web.citations import Citation
from treatygraph.web.conditions import is_held
from treatygraph.web.contents import Contents
from treatygraph.web.labels import Labels
from treatygraph.web.negotiation import BIBTEX, CSL, CSV, HTML, wants_html
from treatygraph.web.rendering import Alternate

# Suffixes that say by hand what an Accept header says otherwise.
_SUFFIXES = {
    ".html": "html", ".ttl": "turtle", ".jsonld": "jsonld", ".nt": "ntriples",
    ".csv": "csv", ".bib": "bibtex",
}  # fmt: skip
# The triples of a graph that its page shows; all are to be had in other forms.
_MOST = 1000
_FORMS = (*GRAPHS, CSV, BIBTEX, CSL)
# The forms that a page offers, and what they are called there.
_OFFERED = {
    "Turtle": GRAPHS[0], "JSON-LD": GRAPHS[2], "N-Triples": GRAPHS[1], "CSV": CSV,
    "BibTeX": BIBTEX, "CSL JSON": CSL,
}  # fmt: skip


async def thing(request: Request) -> Response:
    """What the record says of one thing, in the form that the client asks for.

    The path is the IRI without its beginning. A suffix or `format` overrides the Accept header;
    a readable alias redirects; a graph IRI answers with the contents of the graph.
    """
    graph: Graph = request.app.state.graph
    path: str = request.path_params["path"].rstrip("/")
    wanted = request.query_params.get("format", "")
    triples = await _look_up(graph, path)
    if not triples:
        suffix = next((s for s in _SUFFIXES if path.endswith(s)), "")
        path, wanted = path.removesuffix(suffix), wanted or _SUFFIXES.get(suffix, "")
        triples = await _look_up(graph, path)
        if not triples:
            return await _other(request, graph.store, path, suffix)
    return await _represent(request, path, triples, wanted)


async def void(request: Request) -> Response:
    """What the graph holds in numbers: its VoID and DCAT description, at its well-known address.

    (https://www.w3.org/TR/void/#well-known) The terms of a subject stand together.
    """
    path = DESCRIPTION_GRAPH.removeprefix(BASE)
    triples = sorted(describe(request.app.state.graph.store, path), key=str)
    return await _represent(request, path, triples, request.query_params.get("format", ""))


async def _represent(
    request: Request, path: str, triples: list[ox.Triple], wanted: str
) -> Response:
    graph: Graph = request.app.state.graph
    form = by_name((HTML, *_FORMS), wanted) if wanted else _by_accept(request)
    root = request.scope.get("root_path", "")
    links = ", ".join(
        f'<{root}/{path}?format={other.name}>; rel="alternate"; type="{other.media_type}"'
        for other in (HTML, *GRAPHS[:4])
        if other != form
    )
    # Weak: compressed or not, the same thing is said.
    etag = f'W/"{graph.version}-{form.name}"'
    headers = {"Vary": "Accept", "Link": links}
    name = _graph_of(path)
    if form is HTML:
        page = await ontology_pages.page(request, path, alternates(root, path), headers)
        if page:
            return page
        if not name:
            return await thing_pages.thing(request, path, alternates(root, path), headers)
        more = len(triples) > _MOST
        return await thing_pages.graph(request, path, triples[:_MOST], more, headers)
    if form in (BIBTEX, CSL):
        return _cite(request, path, form, headers)
    headers["ETag"] = etag
    if is_held(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    if form is CSV:
        return await _as_table(request, path, headers)
    if name and len(triples) == _MOST + 1:
        # There are more of them, too many to hold here.
        return Contents(name.value, form, headers)
    assert isinstance(form.engine, ox.RdfFormat)
    content = ox.serialize(triples, format=form.engine, prefixes=prefixes())
    return Response(content, headers={**headers, "Content-Type": _content_type(form)})


async def _look_up(graph: Graph, path: str) -> list[ox.Triple]:
    if _graph_of(path):
        # As many triples as a page shows would keep others waiting.
        return await run_in_threadpool(describe, graph.store, path, _MOST + 1)
    return describe(graph.store, path)


def alternates(root: str, path: str) -> list[Alternate]:
    """The other forms of the page of a thing; of a treaty, the feed of its changes as well."""
    kind, _, identifier = path.partition("/")
    feed = [feed_of(root, identifier)] if kind == "treaty" else []
    return [
        Alternate(name, form.media_type, f"{root}/{path}?format={form.name}")
        for name, form in _OFFERED.items()
    ] + feed


def describe(store: ox.Store, path: str, most: int | None = None) -> list[ox.Triple]:
    """All triples of which the thing is the subject; of a graph those in it, or so many of them."""
    node = _node(path)
    if node is None:
        return []
    graph = _graph_of(path)
    if graph:
        # A list: an iterator of the engine must end on the thread that began it.
        return [
            quad.triple
            for quad in list(islice(store.quads_for_pattern(None, None, None, graph), most))
        ]
    quads = list(store.quads_for_pattern(node, None, None))
    return sorted({quad.triple for quad in quads}, key=str)


async def _as_table(request: Request, path: str, headers: Mapping[str, str]) -> Response:
    """Properties and values, as the question behind every page of a thing has them."""
    text = bind(find_question("said-of-thing"), {"thing": iri_at(path)}, request.app.state.names)
    answer = await request.app.state.workers.answer(Task(text, format=CSV.name))
    try:
        content = await answer.content.read()
    finally:
        answer.close()
    return Response(content, headers={**headers, "Content-Type": _content_type(CSV)})


def _cite(request: Request, path: str, form: Form, headers: Mapping[str, str]) -> Response:
    graph: Graph = request.app.state.graph
    iri = iri_at(path)
    citation = Citation(Labels(graph.store).name(iri), iri, graph.version, graph.horizon)
    content = citation.as_bibtex() if form is BIBTEX else citation.as_csl()
    content_type = f"{form.media_type}; charset=utf-8" if form is BIBTEX else form.media_type
    return Response(content, headers={**headers, "Content-Type": content_type})


def _content_type(form: Form) -> str:
    return form.media_type + ("; charset=utf-8" if form.media_type.startswith("text/") else "")


def _graph_of(path: str) -> ox.NamedNode | None:
    """The graph whose contents stand under a path; that of the ontology stands under its own."""
    node = _node(ONTOLOGY_GRAPH.removeprefix(BASE) if path == "ontology" else path)
    return node if node and node.value.startswith(GRAPH) else None


def _node(path: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri_at(path))
    except ValueError:
        return None


def _by_accept(request: Request) -> Form:
    accept = request.headers.get("accept", "")
    if wants_html(request, GRAPHS):
        return HTML
    try:
        return by_accept(_FORMS, accept)
    except MediaTypeError as error:
        raise MediaTypeError(accept, ["text/html", *error.available]) from None


async def _other(request: Request, store: ox.Store, path: str, suffix: str) -> Response:
    """What an address leads to that is no thing: a page on one part of a thing, or another name."""
    above, _, part = path.rpartition("/")
    if describe(store, above, 1):
        page = await thing_pages.part(request, above, part)
        if page:
            return page
    root = request.scope.get("root_path", "")
    query = f"?{request.url.query}" if request.url.query else ""
    kind, _, rest = path.partition("/")
    alias, slash, part = rest.partition("/")
    for iri in _subjects(store, tg("readableAlias"), ox.Literal(alias)):
        target = iri.removeprefix(BASE)
        if target.startswith(f"{kind}/"):
            return RedirectResponse(f"{root}/{target}{slash}{part}{suffix}{query}", status_code=308)
    # The IRI of a version leads to what it is a version of.
    for iri in _subjects(store, "http://www.w3.org/2002/07/owl#versionIRI", _node(path)):
        return RedirectResponse(f"{root}/{iri.removeprefix(BASE)}", status_code=303)
    close = await run_in_threadpool(_nearest, request, path)
    raise UnknownName("thing", path, close)


def _nearest(request: Request, path: str) -> Sequence[str]:
    """Names that a person may have meant; programs do not read them, and they take a while."""
    kind, _, rest = path.partition("/")
    if not wants_html(request, GRAPHS):
        return ()
    if kind in ("ontology", "vocab"):
        return nearest(path, (term.path for term in ontology().terms.values()))
    names: Names = request.app.state.names
    wanted = {"state": "participant", "organisation": "participant"}.get(kind, kind)
    if wanted in names.CLASSES:
        word = rest.partition("/")[0].replace("-", " ")
        try:
            return (names.find(wanted, word).removeprefix(BASE),)
        except UnknownName as error:
            return error.nearest
    return ()


def _subjects(
    store: ox.Store, predicate: str, value: ox.NamedNode | ox.Literal | None
) -> list[str]:
    if value is None:
        return []
    quads = list(store.quads_for_pattern(None, ox.NamedNode(predicate), value))
    return [quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)]
