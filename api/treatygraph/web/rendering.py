"""Rendering: a template and its values as the HTML page that is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

import treatygraph
from treatygraph.days import in_words
from treatygraph.store.build import Graph
from treatygraph.tables.parquet import is_written
from treatygraph.web.vendor import is_installed

# Where the links at the top of every page lead.
NAVIGATION: Final = (
    ("Treaties", "/treaties"),
    ("States", "/states"),
    ("Questions", "/queries"),
    ("SPARQL", "/sparql"),
    ("Check facts", "/validate"),
    ("Ontology", "/ontology"),
    ("API", "/docs"),
    ("About", "/about"),
)
# Nothing on a page comes from elsewhere, and nothing may; scripts and styles are files of ours.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_templates = jinja2.Environment(
    loader=jinja2.PackageLoader("treatygraph.web"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["day"] = in_words


@dataclass(frozen=True)
class Alternate:
    """Another form of what a page shows: what it is called, its media type and its address."""

    name: str
    media_type: str
    href: str


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    policy: str = POLICY,
    alternates: Sequence[Alternate] = (),
    **values: Any,
) -> HTMLResponse:
    """The page that a template makes of the values; docs/pages.md lists those of every page.

    `policy` is its Content-Security-Policy, `alternates` become links in its head.
    """
    text = render_text(request, template, alternates=alternates, **values)
    return HTMLResponse(text, status, page_headers(policy))


def page_headers(policy: str = POLICY) -> dict[str, str]:
    """What every page says of itself, to browsers that could be talked into worse."""
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }


def render_text(
    request: Request, template: str, *, alternates: Sequence[Alternate] = (), **values: Any
) -> str:
    """The text of that page."""
    graph: Graph = request.app.state.graph
    # Below a mount the root path is that of the mount.
    root = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    return _templates.get_template(template).render(
        root=root,
        here=request.scope["path"].removeprefix(root),
        version=treatygraph.__version__,
        data_version=graph.version,
        horizon=graph.horizon,
        navigation=NAVIGATION,
        alternates=alternates,
        vendored=is_installed(),
        parquet=is_written(),
        **values,
    )
