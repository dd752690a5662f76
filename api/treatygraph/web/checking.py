"""The page of validation: facts judged, with each sentence beside the line that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from treatygraph.errors import DataError, Finding, UnknownName, nearest
from treatygraph.ingest.layouts import layout_names, read_layout
from treatygraph.ingest.tables import read_columns
from treatygraph.report.forms import FORMS, Form, find_form
from treatygraph.report.groups import count, found_by, group_by_rule, readable, summary
from treatygraph.settings import Settings
from treatygraph.terms import BASE
from treatygraph.validate.results import Result
from treatygraph.web import submissions
from treatygraph.web.problems import RequestProblem
from treatygraph.web.protocol import FORM, parse_parameters, read_body
from treatygraph.web.rendering import render

TYPES: Final = {
    "text/turtle": "Turtle", "application/ld+json": "JSON-LD", "text/csv": "CSV",
    "application/n-triples": "N-Triples", "application/trig": "TriG",
    "application/rdf+xml": "RDF/XML",
}  # fmt: skip
_SUFFIXES: Final = {"ttl": "text/turtle", "jsonld": "application/ld+json", "csv": "text/csv"}
_EXAMPLES: Final = Path(__file__).parent / "examples"
# Of longer texts the page shows no more lines, and of many results of one rule no more.
_MOST_LINES: Final = 2000
_MOST_RESULTS: Final = 100


@dataclass(frozen=True)
class Example:
    """Facts with a mistake, to try: what they are about, and what is wrong with them."""

    name: str
    title: str
    file: str


EXAMPLES: Final = (
    Example("withdrawal", "a withdrawal that takes effect too early, in Turtle", "withdrawal.ttl"),
    Example("ratifications", "new ratifications with a wrong year, as CSV", "ratifications.csv"),
    Example("accession", "an accession with a date in words, in JSON-LD", "accession.jsonld"),
)


async def show(request: Request) -> HTMLResponse:
    """The form, empty or with the example that `example` names; raises UnknownName."""
    name = request.query_params.get("example", "")
    if not name:
        return _page(request)
    known = {example.name: example for example in EXAMPLES}
    if name not in known:
        raise UnknownName("example", name, nearest(name, known))
    file = known[name].file
    facts = (_EXAMPLES / file).read_text(encoding="utf-8")
    return _page(request, facts, _SUFFIXES[file.rpartition(".")[2]])


async def validate(request: Request) -> Response:
    """The page with the report on the facts of its form, or the report alone where that asks so.

    Facts that are the body itself get what `submissions.validate` says.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return await submissions.validate(request)
    settings: Settings = request.app.state.settings
    # A form escapes a byte with three characters, and carries more than the facts.
    given = dict(parse_parameters(await read_body(request, 3 * settings.submission_bytes + 10_000)))
    # Forms send other ends of lines than people write.
    facts = given.get("facts", "").replace("\r\n", "\n")
    kind, layout = given.get("type") or _type_of(facts), given.get("layout", "")
    if kind not in TYPES:
        raise RequestProblem("unsupported-media-type", f"Send one of {', '.join(TYPES)}.")
    if layout and layout not in layout_names():
        raise UnknownName("layout", layout, nearest(layout, layout_names()))
    form = find_form(given["format"]) if given.get("format") else None
    results: Sequence[Result] = ()
    findings: Sequence[Finding] = ()
    try:
        told = f"{kind}; layout={layout}" if layout else kind
        results = await submissions.judge_facts(request, facts.encode(), told)
    except DataError as error:
        if form:
            raise
        findings = error.findings
    if form:
        return await _send(form, results)
    report = await run_in_threadpool(_describe, facts, results, findings)
    return _page(request, facts, kind, layout, report)


async def _send(form: Form, results: Sequence[Result]) -> Response:
    text = await run_in_threadpool(form.render, results)
    suffix = {"turtle": "ttl", "text": "txt"}.get(form.name, form.name)
    headers = {"Content-Disposition": f'attachment; filename="report.{suffix}"'}
    return Response(text, media_type=form.media_type, headers=headers)


def _type_of(facts: str) -> str:
    """The media type that a text begins like: what it cannot be told from is Turtle."""
    begin = facts.lstrip("\ufeff \t\r\n")[:200]
    if re.match(r"\{|\[\s*\{", begin):
        return "application/ld+json"
    if begin.startswith(("<?xml", "<rdf:")):
        return "application/rdf+xml"
    columns = {name for layout in layout_names() for name in read_layout(layout).columns}
    return "text/csv" if columns.intersection(read_columns(facts[:10_000])) else "text/turtle"


def _page(
    request: Request,
    facts: str = "",
    kind: str = "",
    layout: str = "",
    report: dict[str, Any] | None = None,
) -> HTMLResponse:
    return render(
        request,
        "validate.html",
        facts=facts,
        kind=kind,
        types=TYPES,
        layout=layout,
        layouts=[read_layout(name) for name in layout_names()],
        examples=EXAMPLES,
        report=report,
        forms=list(FORMS),
        most=_MOST_RESULTS,
        count=count,
        found_by=found_by,
        readable=readable,
        base=BASE,
    )


def _describe(facts: str, results: Sequence[Result], findings: Sequence[Finding]) -> dict[str, Any]:
    """What the template needs: the results by rule, and the text with the lines that are wrong."""
    wrong = {finding.line for finding in findings}
    wrong |= {result.line for result in results if result.file == submissions.NAME}
    lines = facts.removesuffix("\n").split("\n")
    # What is about these facts comes before what they upset elsewhere.
    groups = sorted(
        group_by_rule(results),
        key=lambda group: all(r.file != submissions.NAME for r in group.results),
    )
    return {
        "summary": "The facts cannot be read." if findings else summary(results),
        "good": not results and not findings,
        "findings": findings,
        "groups": groups,
        "name": submissions.NAME,
        "lines": [(at, text, at in wrong) for at, text in enumerate(lines[:_MOST_LINES], 1)],
        "more": len(lines) - _MOST_LINES,
    }
