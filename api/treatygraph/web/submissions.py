"""`/validate` and `/submissions`: new facts judged, and taken into the record."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import UTC, datetime
from typing import Any

import mimeparse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from treatygraph.changes.history import SUBMISSION
from treatygraph.errors import MediaTypeError
from treatygraph.query.limits import allowed_limits
from treatygraph.query.workers import Workers
from treatygraph.report.forms import FORMS, Form, find_form
from treatygraph.report.page import POLICY
from treatygraph.settings import Settings
from treatygraph.status.inquiry import read_day
from treatygraph.store.submissions import keep_submission
from treatygraph.terms import BASE, GRAPH
from treatygraph.validate.results import Result
from treatygraph.web.judgement import judge
from treatygraph.web.problems import RequestProblem, problem
from treatygraph.web.protocol import check_token, read_body
from treatygraph.web.writing import make_change

# What findings call the facts that somebody sends.
NAME = "submission"


async def validate(request: Request) -> Response:
    """The report on a submission, in the form that the client asks for; nothing is kept.

    200 whatever the report says; 422 where the body cannot be read as facts.
    """
    form = _form(request)
    results = await judge_facts(request, *await _read_facts(request))
    return await _report(request, form, results, 200)


async def judge_facts(request: Request, content: bytes, form: str) -> list[Result]:
    """What is wrong with facts of a media type; Turtle where that is empty.

    Raises DataError where they cannot be read, and RequestProblem for another media type.
    """
    return (await _judge(request, content, form, by=""))[0]


async def submit(request: Request) -> Response:
    """201 with the graph that holds the submission, or 422 with the report of what it violates.

    Only for those who send the token. What is accepted is on disk and in the store before the
    answer; what is refused changes nothing.
    """
    check_token(request)
    form = _form(request)
    by = request.query_params.get("by", "").strip()
    if not by or len(by) > 200:
        raise RequestProblem(
            "bad-request", "Say who submits, in at most 200 characters: ?by=NAME or an ORCID iD."
        )
    # One after the other: each is judged against the record with those before it.
    async with request.app.state.accepting:
        results, told = await _judge(request, *await _read_facts(request), by)
        if any(result.severity == "violation" for result in results):
            return await _report(request, form, results, 422)
        await _accept(request, told)
    body = {"graph": told["graph"], "results": json.loads(FORMS["json"].render(results))}
    place = request.scope.get("root_path", "") + "/" + told["graph"].removeprefix(BASE)
    return JSONResponse(body, status_code=201, headers={"Location": place})


async def _read_facts(request: Request) -> tuple[bytes, str]:
    """The body and its media type, empty where it has none."""
    settings: Settings = request.app.state.settings
    content = await read_body(request, settings.submission_bytes)
    return content, request.headers.get("content-type", "")


async def _judge(
    request: Request, content: bytes, form: str, by: str
) -> tuple[list[Result], dict[str, Any]]:
    workers: Workers = request.app.state.workers
    settings: Settings = request.app.state.settings
    now = datetime.now(UTC)
    name = f"{now:%Y-%m-%dT%H%M%SZ}-{secrets.token_hex(4)}"
    day = request.query_params.get("today", "")
    today = read_day("today", day) if day else now.date().isoformat()
    task = {
        "content": base64.b64encode(content).decode(),
        "form": form or "text/turtle",
        "graph": f"{GRAPH}submission/{name}",
        "today": today,
        "at": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "by": by,
    }
    # A judgement changes nothing that lasts, and most are made soon.
    limits = allowed_limits(settings)
    head, told = await judge(workers, task, limits, "Send fewer facts at once.", hasty=True)
    if "wanted" in head:
        available = ", ".join(head["available"])
        raise RequestProblem(
            "unsupported-media-type", f"“{head['wanted']}” is not read here; send {available}."
        )
    return [Result(**row) for row in told["results"]], {
        **told,
        "graph": task["graph"],
        "name": name,
    }


async def _accept(request: Request, told: dict[str, Any]) -> None:
    graph = told["graph"]
    settings: Settings = request.app.state.settings
    own = "".join(line for line in told["added"].splitlines(True) if f"<{graph}> .\n" in line)
    await run_in_threadpool(keep_submission, settings.submissions_folder, told["name"], own)
    difference = json.dumps({"added": told["added"], "removed": told["removed"]}).encode()
    await make_change(request, difference, SUBMISSION, told["change"], graph)


def _form(request: Request) -> Form:
    """The form of the report that the client asks for; JSON where it does not matter."""
    wanted = request.query_params.get("format", "")
    if wanted:
        return find_form(wanted)
    accept = request.headers.get("accept", "").lower() or "*/*"
    # Of types that the header likes equally the library takes the last: JSON goes there.
    forms = sorted(FORMS.values(), key=lambda form: form.name == "json")
    try:
        best = mimeparse.best_match([form.media_type for form in forms], accept)
    except mimeparse.MimeTypeParseException:
        best = ""
    for form in forms:
        if form.media_type == best:
            return form
    raise MediaTypeError(accept, [form.media_type for form in forms])


async def _report(request: Request, form: Form, results: list[Result], status: int) -> Response:
    if status != 200 and form.name == "json":
        rows = json.loads(form.render(results))
        violations = [result for result in results if result.severity == "violation"]
        return problem(request, "invalid-data", violations[0].message, results=rows)
    text = await run_in_threadpool(form.render, results)
    charset = "; charset=utf-8" if form.media_type.startswith("text/") else ""
    headers = {"Content-Type": form.media_type + charset, "Vary": "Accept"}
    if form.name == "html":
        headers |= {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
    return Response(text, status_code=status, headers=headers)
