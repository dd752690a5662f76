"""`/reconcile`: tables of users matched with the record, by version 0.2 and 1.0-draft.

Both are specified by the Entity Reconciliation Community Group of the W3C. Version 0.2 is at
`/reconcile`, the draft below it. Batches are answered by workers, all else here: it takes less
than to ask one.
"""

from __future__ import annotations

import contextlib
import json
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from treatygraph.errors import GaveUp, OutOfTime, UnknownName
from treatygraph.reconciliation.extension import propose
from treatygraph.reconciliation.manifest import manifest
from treatygraph.reconciliation.queries import DRAFT, OLD
from treatygraph.reconciliation.suggestions import (
    suggest_entities,
    suggest_properties,
    suggest_types,
)
from treatygraph.web import pages
from treatygraph.web.documentation import RECONCILIATION_RESPONSES
from treatygraph.web.parameters import reconciliation_form
from treatygraph.web.problems import RequestProblem
from treatygraph.web.protocol import (
    FORM,
    check_media_type,
    parse_parameters,
    read_all,
    read_body,
)

PATH = "/reconcile"
DRAFT_PATH = f"{PATH}/{DRAFT}"
_MOST_BYTES = 1_000_000
_LONGEST_TEXT = 500
_MOST_LANGUAGES = 10
# The answer changes with the data, and with the language that is asked for.
_HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}


def add_reconciliation(app: FastAPI) -> None:
    """Adds the routes of both versions, and their documentation."""
    describe = partial(
        app.api_route, response_class=Response, tags=["names"], responses=RECONCILIATION_RESPONSES
    )
    app.add_route(PATH, _old_endpoint, methods=["GET", "POST"])
    for method in ("GET", "POST"):
        describe(PATH, methods=[method], name=f"reconciliation by {method}")(reconciliation_form)
    app.add_route(DRAFT_PATH, _draft_manifest, methods=["GET"])
    # The draft calls the route so, and called it so before.
    for name in ("match", "reconcile"):
        app.add_route(f"{DRAFT_PATH}/{name}", _draft_batch, methods=["POST"])
    app.add_route(f"{DRAFT_PATH}/extend", _draft_extension, methods=["POST"])
    for root in (PATH, DRAFT_PATH):
        app.add_route(f"{root}/suggest/{{what}}", _suggest, methods=["GET"])
        app.add_route(f"{root}/preview", _preview, methods=["GET"])
        app.add_route(f"{root}/extend/propose", _propose, methods=["GET"])
    app.add_route(f"{PATH}/flyout/{{what}}", _flyout, methods=["GET"])


async def _old_endpoint(request: Request) -> Response:
    """The manifest; or the answer to a batch or to an extension, as parameter or in a form."""
    parameters = parse_parameters(request.scope["query_string"])
    if request.method == "POST":
        check_media_type(request, (FORM,))
        parameters += parse_parameters(await read_body(request, _MOST_BYTES))
    asked = [(what, text) for what in ("queries", "extend") for text in read_all(parameters, what)]
    if len(asked) > 1:
        raise RequestProblem("bad-request", "Send one of “queries” and “extend”, and that once.")
    if asked:
        return await _answer(request, OLD, *asked[0])
    if request.method == "POST" or parameters:
        raise RequestProblem("bad-request", "Send “queries” or “extend”, or no parameter at all.")
    return await _manifest(request, OLD)


async def _draft_manifest(request: Request) -> Response:
    return await _manifest(request, DRAFT)


async def _draft_batch(request: Request) -> Response:
    return await _answer(request, DRAFT, "queries", await _json_body(request))


async def _draft_extension(request: Request) -> Response:
    return await _answer(request, DRAFT, "extend", await _json_body(request))


async def _manifest(request: Request, version: str) -> Response:
    index = await request.app.state.directory.index()
    return _json(manifest(index, version, str(request.base_url)))


async def _answer(request: Request, version: str, what: str, text: str) -> Response:
    state = request.app.state
    task = {
        "reconcile": what, "version": version, "text": text, "languages": _languages(request),
    }  # fmt: skip
    for _ in range(3):
        try:
            answer = await state.workers.do(task, hasty=True)
        except (OutOfTime, GaveUp) as error:
            raise type(error)("The batch needs too much. Send fewer queries at once.") from None
        with contextlib.closing(answer):
            head, content = answer.head, await answer.content.read()
        if "slug" in head:
            raise RequestProblem(head["slug"], head["detail"])
        if "unindexed" not in head:
            headers = {**_HEADERS, "Content-Type": "application/json"}
            return Response(content, headers=headers)
        await state.directory.share()
    raise RequestProblem("not-ready", "Names have changed more than once meanwhile.")


async def _suggest(request: Request) -> Response:
    """Things, classes or properties that begin with `prefix`, from the number `cursor` on."""
    index = await request.app.state.directory.index()
    prefix, cursor = _text(request, "prefix"), _number(request, "cursor", 0) or 0
    what = request.path_params["what"]
    if what == "entity":
        kinds = [kind for kind in request.query_params.getlist("type") if kind]
        found = suggest_entities(index, prefix, cursor, _languages(request), kinds)
    elif what == "type":
        found = suggest_types(index, prefix, cursor)
    elif what == "property":
        found = suggest_properties(index, prefix, cursor)
    else:
        raise UnknownName("suggest service", what, ["entity", "type", "property"])
    return _json({"result": found})


async def _propose(request: Request) -> Response:
    index = await request.app.state.directory.index()
    return _json(propose(index, _text(request, "type"), _number(request, "limit", 1)))


async def _preview(request: Request) -> Response:
    """A small page about one thing, to be shown in a frame of another page."""
    index = await request.app.state.directory.index()
    id = _text(request, "id")
    if id not in index.things:
        raise UnknownName("thing", id)
    return pages.preview(request, index.things[id])


async def _flyout(request: Request) -> Response:
    index = await request.app.state.directory.index()
    what, id = request.path_params["what"], _text(request, "id")
    told = {"entity": index.things, "type": index.kinds, "property": index.properties}.get(what)
    if told is None or id not in told:
        raise UnknownName(what, id)
    one = told[id]
    text = one.description if what == "entity" else one.definition
    return _json({"id": id, "html": pages.flyout(one.label, text)})


async def _json_body(request: Request) -> str:
    check_media_type(request, ("application/json",))
    try:
        return (await read_body(request, _MOST_BYTES)).decode("utf-8")
    except UnicodeDecodeError:
        raise RequestProblem("bad-request", "The body is not UTF-8.") from None


def _json(told: dict[str, Any]) -> Response:
    return Response(json.dumps(told), headers={**_HEADERS, "Content-Type": "application/json"})


def _languages(request: Request) -> list[str]:
    """Languages of Accept-Language, best first (RFC 9110, section 12.5.4); a wildcard is none."""
    weighted = []
    for place, part in enumerate(request.headers.get("accept-language", "").split(",")):
        tag, _, rest = part.strip().partition(";")
        quality = rest.strip().removeprefix("q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if tag and tag != "*" and weight > 0:
            weighted.append((-weight, place, tag))
    return [tag for _, _, tag in sorted(weighted)[:_MOST_LANGUAGES]]


def _text(request: Request, name: str) -> str:
    text = request.query_params.get(name, "")
    if len(text) > _LONGEST_TEXT:
        detail = f"“{name}” is longer than {_LONGEST_TEXT} characters."
        raise RequestProblem("bad-request", detail)
    return text


def _number(request: Request, name: str, least: int) -> int | None:
    text = request.query_params.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) >= least):
        detail = f"“{name}” is no whole number from {least} on."
        raise RequestProblem("bad-request", detail)
    return int(text)
