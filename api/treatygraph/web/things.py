"""`/{kind}/{id}`: every IRI of the data answers, as RDF or as a page; `/.well-known/void`."""

from __future__ import annotations

from itertools import islice

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from treatygraph.errors import MediaTypeError, UnknownName
from treatygraph.prefixes import prefixes
from treatygraph.query.formats import GRAPHS, Form, by_accept, by_name
from treatygraph.store.build import Graph
from treatygraph.terms import BASE, DESCRIPTION_GRAPH, GRAPH, ONTOLOGY_GRAPH, tg
from treatygraph.web import pages
from treatygraph.web.conditions import is_held
from treatygraph.web.contents import Contents

# Suffixes that say by hand what an Accept header says otherwise.
_SUFFIXES = {".html": "html", ".ttl": "turtle", ".jsonld": "jsonld", ".nt": "ntriples"}
# The triples of a graph that its page shows; all are to be had in other forms.
_MOST = 1000
_HTML = Form("html", "text/html", ox.RdfFormat.TURTLE, ("application/xhtml+xml",))


def thing(request: Request) -> Response:
    """What the record says of one thing, in the form that the client asks for.

    The path is the IRI without its beginning. A suffix or `format` overrides the Accept header;
    a readable alias redirects; a graph IRI answers with the contents of the graph.
    """
    graph: Graph = request.app.state.graph
    path: str = request.path_params["path"].rstrip("/")
    wanted = request.query_params.get("format", "")
    triples = describe(graph.store, path, _MOST + 1)
    if not triples:
        suffix = next((s for s in _SUFFIXES if path.endswith(s)), "")
        path, wanted = path.removesuffix(suffix), wanted or _SUFFIXES.get(suffix, "")
        triples = describe(graph.store, path, _MOST + 1)
        if not triples:
            return _redirect(request, graph.store, path, suffix)
    return _represent(request, path, triples, wanted)


def void(request: Request) -> Response:
    """What the graph holds in numbers: its VoID and DCAT description, at its well-known address.

    (https://www.w3.org/TR/void/#well-known) The terms of a subject stand together.
    """
    path = DESCRIPTION_GRAPH.removeprefix(BASE)
    triples = sorted(describe(request.app.state.graph.store, path), key=str)
    return _represent(request, path, triples, request.query_params.get("format", ""))


def _represent(request: Request, path: str, triples: list[ox.Triple], wanted: str) -> Response:
    graph: Graph = request.app.state.graph
    form = by_name((_HTML, *GRAPHS), wanted) if wanted else _by_accept(request)
    # Weak: compressed or not, the same thing is said.
    etag = f'W/"{graph.version}-{form.name}"'
    headers = {
        "Vary": "Accept",
        "ETag": etag,
        "Link": ", ".join(
            f"<{request.scope.get('root_path', '')}/{path}?format={other.name}>; "
            f'rel="alternate"; type="{other.media_type}"'
            for other in (_HTML, *GRAPHS[:4])
            if other != form
        ),
    }
    if is_held(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    name = _graph_of(path)
    if form is _HTML:
        more = bool(name) and len(triples) > _MOST
        shown = triples[:_MOST] if name else triples
        return pages.thing(request, path, shown, more, headers)
    if name and len(triples) == _MOST + 1:
        # There are more of them, too many to hold here.
        return Contents(name.value, form, headers)
    assert isinstance(form.engine, ox.RdfFormat)
    content = ox.serialize(triples, format=form.engine, prefixes=prefixes())
    charset = "; charset=utf-8" if form.media_type.startswith("text/") else ""
    return Response(content, headers={**headers, "Content-Type": form.media_type + charset})


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


def _graph_of(path: str) -> ox.NamedNode | None:
    """The graph whose contents stand under a path; that of the ontology stands under its own."""
    node = _node(ONTOLOGY_GRAPH.removeprefix(BASE) if path == "ontology" else path)
    return node if node and node.value.startswith(GRAPH) else None


def _node(path: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(BASE + path)
    except ValueError:
        return None


def _by_accept(request: Request) -> Form:
    accept = request.headers.get("accept", "")
    if pages.wants_html(request, GRAPHS):
        return _HTML
    try:
        return by_accept(GRAPHS, accept)
    except MediaTypeError as error:
        raise MediaTypeError(accept, ["text/html", *error.available]) from None


def _redirect(request: Request, store: ox.Store, path: str, suffix: str) -> Response:
    kind, _, alias = path.partition("/")
    alias_of = ox.NamedNode(tg("readableAlias"))
    for quad in list(store.quads_for_pattern(None, alias_of, ox.Literal(alias))):
        assert isinstance(quad.subject, ox.NamedNode)
        target = quad.subject.value.removeprefix(BASE)
        if target.startswith(f"{kind}/"):
            query = f"?{request.url.query}" if request.url.query else ""
            root = request.scope.get("root_path", "")
            return RedirectResponse(f"{root}/{target}{suffix}{query}", status_code=308)
    # The IRI of a version leads to what it is a version of.
    version = ox.NamedNode("http://www.w3.org/2002/07/owl#versionIRI")
    node = _node(path)
    for quad in list(store.quads_for_pattern(None, version, node)) if node else []:
        assert isinstance(quad.subject, ox.NamedNode)
        root = request.scope.get("root_path", "")
        return RedirectResponse(f"{root}/{quad.subject.value.removeprefix(BASE)}", status_code=303)
    raise UnknownName("thing", path)
