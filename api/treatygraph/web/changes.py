"""`/changes` and `/changes.atom`: what the versions of the data changed, treaty by treaty."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.changes.feed import Feed, as_atom
from treatygraph.changes.forms import as_csv, as_json, as_turtle
from treatygraph.changes.groups import make_groups
from treatygraph.changes.history import Change, History
from treatygraph.errors import DataError, UnknownName
from treatygraph.query.formats import Form, by_name, by_wish
from treatygraph.terms import BASE
from treatygraph.web.change_pages import (
    ABOUT,
    ATOM,
    FORMS,
    JSON,
    Part,
    explain_gap,
    render_changes,
    title_of,
)
from treatygraph.web.conditions import is_held
from treatygraph.web.keeping import send_page
from treatygraph.web.negotiation import CSV, HTML, wants_html
from treatygraph.web.problems import RequestProblem
from treatygraph.web.protocol import read_once

_log = logging.getLogger(__name__)
_PARAMETERS = ("treaty", "page", "format")
# Treaties that changed, on a page of the list or of the feed.
_MOST_GROUPS = 50


async def changes(request: Request) -> Response:
    """What changed, the latest first, in the form that the client asks for.

    Raises UnknownName for a treaty or a change that there is not.
    """
    asked = await run_in_threadpool(_read, request)
    if wants_html(request, FORMS):
        last = asked.groups[0].change.name if asked.groups else ""
        told = f"{asked.query(asked.page)} {last} {asked.noted}"
        return await send_page(
            request, told, lambda: run_in_threadpool(render_changes, request, asked), {}
        )
    form = by_wish(FORMS, _parameters(request)["format"], request.headers.get("accept", ""))
    return await _send(request, asked, form)


async def feed(request: Request) -> Response:
    """The same as an Atom feed, whatever the client accepts."""
    asked = await run_in_threadpool(_read, request)
    return await _send(request, asked, ATOM)


def _parameters(request: Request) -> dict[str, str]:
    given = read_once(request.query_params.multi_items(), _PARAMETERS)
    if given["format"]:
        by_name((HTML, *FORMS), given["format"])
    return given


def _read(request: Request) -> Part:
    given = _parameters(request)
    history: History = request.app.state.history
    try:
        listed: Sequence[Change] = history.changes()
    except DataError as error:
        # The log has what it says of folders: no client can mend it.
        _log.error("The history of changes cannot be read: %s", error)
        raise RequestProblem("busy", "The history of changes cannot be read now.") from None
    name = request.path_params.get("name", "")
    if name:
        listed = [change for change in listed if change.name == name]
        if not listed:
            raise UnknownName("change", name)
    treaty = _treaty(request, given["treaty"], listed) if given["treaty"] else ""
    groups = make_groups(listed, treaty)
    pages = max(1, -(-len(groups) // _MOST_GROUPS))
    page = given["page"] or "1"
    if not (page.isascii() and page.isdecimal() and len(page) < 7 and 1 <= int(page) <= pages):
        raise RequestProblem("bad-request", f"“page” is no number from 1 to {pages}.")
    start = (int(page) - 1) * _MOST_GROUPS
    return Part(
        treaty, treaty.rpartition("/")[2], name, groups[start : start + _MOST_GROUPS], int(page),
        pages, request.app.state.noted,
    )  # fmt: skip


def _treaty(request: Request, given: str, listed: Sequence[Change]) -> str:
    """The IRI of a treaty, which may be one that the data has no longer."""
    told = {row.treaty for change in listed for row in change.rows if row.treaty}
    for treaty in told:
        if given in (treaty, treaty.rpartition("/")[2]):
            return treaty
    found: str = request.app.state.names.find("treaty", given)
    return found


async def _send(request: Request, asked: Part, form: Form) -> Response:
    def make() -> bytes:
        history: History = request.app.state.history
        if form is ATOM:
            return _feed(request, asked)
        if form is CSV:
            return as_csv(asked.groups).encode()
        if form is JSON:
            return as_json(asked.groups).encode()
        return as_turtle(asked.groups, history.parts)

    content = await run_in_threadpool(make)
    # Weak: compressed or not, the same thing is said.
    tag = f'W/"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag}
    if asked.page < asked.pages:
        root = request.scope.get("root_path", "")
        following = asked.query(asked.page + 1, form.name)
        headers["Link"] = f'<{root}{asked.path}{following}>; rel="next"'
    if is_held(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    charset = "; charset=utf-8" if form.media_type.startswith("text/") else ""
    return Response(content, headers={**headers, "Content-Type": form.media_type + charset})


def _feed(request: Request, asked: Part) -> bytes:
    site = str(request.base_url).rstrip("/")
    # One change is asked for by `format`, the list at an address of its own.
    form = "atom" if asked.name else ""
    path = asked.path if asked.name else "/changes.atom"
    pages = {"self": asked.page}
    if asked.pages > 1:
        pages |= {"first": 1, "last": asked.pages}
        if asked.page > 1:
            pages["previous"] = asked.page - 1
        if asked.page < asked.pages:
            pages["next"] = asked.page + 1
    subtitle = f"{ABOUT}."
    if not asked.noted:
        subtitle += f" {explain_gap(request)}"
    about = Feed(
        id=f"{BASE}{asked.path.strip('/')}{asked.query()}",
        title=title_of(request, asked),
        subtitle=subtitle,
        site=site,
        page=f"{site}{asked.path}{asked.query(asked.page)}",
        updated=_since(request),
        links={rel: f"{site}{path}{asked.query(page, form)}" for rel, page in pages.items()},
    )
    return as_atom(about, asked.groups)


def _since(request: Request) -> str:
    """The moment of the first change that is known, else that at which the server started."""
    known: Sequence[Change] = request.app.state.history.changes()
    since: str = known[-1].at if known else request.app.state.since
    return since
