"""`/shapes`, `/checks`: what is checked and why, as pages and as RDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Final

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.errors import UnknownName, nearest
from treatygraph.prefixes import prefixes
from treatygraph.query.formats import GRAPHS, Form, by_wish
from treatygraph.reference.rules import (
    Definition,
    definitions,
    definitions_by_number,
    describe_rule,
)
from treatygraph.reference.uses import terms_among
from treatygraph.terms import CHECKS, SHAPES
from treatygraph.validate.shapes import source
from treatygraph.web.keeping import send_page
from treatygraph.web.negotiation import wants_html
from treatygraph.web.rendering import Alternate, render_text

_QUERY: Final = Form("rq", "application/sparql-query", None, ("text/plain",))
_OFFERED: Final = {"Turtle": GRAPHS[0], "JSON-LD": GRAPHS[2], "N-Triples": GRAPHS[1]}


async def shapes(request: Request) -> Response:
    """All rules on one page, or the shapes graph in the form that the client asks for."""
    if not wants_html(request, GRAPHS):
        return _as_rdf(request, source().triples)

    def make() -> str:
        every = definitions().values()
        files = [(title, [*found]) for title, found in groupby(every, key=lambda one: one.title)]
        return render_text(
            request, "shapes.html", files=files, numbers=definitions_by_number(),
            alternates=_alternates(request, _OFFERED),
        )  # fmt: skip

    return await send_page(request, "", lambda: run_in_threadpool(make), {})


async def shape(request: Request) -> Response:
    """The rule of one shape, as page or RDF; raises UnknownName where there is none."""
    found = _find(request, "shape", SHAPES)
    if not wants_html(request, GRAPHS):
        return _as_rdf(request, describe_rule(found.rule.iri))
    return await _send(request, found, _OFFERED)


async def check(request: Request) -> Response:
    """One check, as page or as the query that it is; raises UnknownName where there is none."""
    found = _find(request, "check", CHECKS)
    if not wants_html(request, [_QUERY]):
        form = _wanted(request, (_QUERY,))
        headers = {"Vary": "Accept", "Content-Type": f"{form.media_type}; charset=utf-8"}
        return Response(found.text, headers=headers)
    return await _send(request, found, {"SPARQL": _QUERY})


def _find(request: Request, kind: str, namespace: str) -> Definition:
    name = request.path_params["name"]
    try:
        return definitions()[namespace + name]
    except KeyError:
        known = [d.local_name for iri, d in definitions().items() if iri.startswith(namespace)]
        raise UnknownName(kind, name, nearest(name, known)) from None


async def _send(request: Request, found: Definition, offered: Mapping[str, Form]) -> Response:
    make = partial(run_in_threadpool, _page, request, found, offered)
    return await send_page(request, "", make, {})


def _page(request: Request, found: Definition, offered: Mapping[str, Form]) -> str:
    return render_text(
        request, "rule.html", definition=found, terms=terms_among(found.terms),
        alternates=_alternates(request, offered),
    )  # fmt: skip


def _alternates(request: Request, offered: Mapping[str, Form]) -> list[Alternate]:
    path = request.url.path
    return [
        Alternate(name, form.media_type, f"{path}?format={form.name}")
        for name, form in offered.items()
    ]


def _as_rdf(request: Request, triples: Sequence[ox.Triple]) -> Response:
    form = _wanted(request, GRAPHS)
    assert isinstance(form.engine, ox.RdfFormat)
    content = ox.serialize(triples, format=form.engine, prefixes=prefixes())
    charset = "; charset=utf-8" if form.media_type.startswith("text/") else ""
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(content, headers={**headers, "Content-Type": form.media_type + charset})


def _wanted(request: Request, forms: tuple[Form, ...]) -> Form:
    return by_wish(forms, request.query_params.get("format", ""), request.headers.get("accept", ""))
