"""Problem Details (RFC 9457): every error as one kind of answer, with a page that explains it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from treatygraph.errors import (
    Busy,
    DataError,
    GaveUp,
    InvalidValue,
    MediaTypeError,
    MissingExtra,
    OutOfTime,
    QueryError,
    TreatygraphError,
    UnknownName,
    UsageError,
)
from treatygraph.web.negotiation import likes_html
from treatygraph.web.rendering import render


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its status, its title, and what a reader can do."""

    status: int
    title: str
    advice: str


KINDS = {
    "malformed-query": Kind(
        400, "The query does not parse or is refused",
        "Look at the line and column. SERVICE is refused; length, nesting and width are limited.",
    ),
    "bad-request": Kind(
        400, "The request cannot be served as asked", "Correct what the detail names.",
    ),
    "invalid-value": Kind(
        422, "A value is not of its kind, or makes no sense here",
        "Write what the detail says in its place; days are written YYYY-MM-DD.",
    ),
    "unauthorized": Kind(
        401, "The request says nothing that lets its sender do this",
        "Send “Authorization: Bearer TOKEN” with the token of this server.",
    ),
    "forbidden": Kind(
        403, "Nobody may do this here", "Ask those who run the server.",
    ),
    "not-found": Kind(
        404, "Nothing is known under this address",
        "Begin at the start page, or ask /sparql for its name.",
    ),
    "method-not-allowed": Kind(
        405, "The address does not take this method", "Look at the header Allow.",
    ),
    "not-acceptable": Kind(
        406, "Not available in any form that was asked for",
        "Send an Accept header, or a format parameter, with one of the forms that are listed.",
    ),
    "length-required": Kind(
        411, "The request says nothing", "Send a body, with its Content-Length.",
    ),
    "too-large": Kind(
        413, "The request is too large", "Shorten it below the limit that the detail names.",
    ),
    "address-too-long": Kind(
        414, "The address is too long", "Send the query by POST, as the body or in a form.",
    ),
    "headers-too-large": Kind(
        431, "The headers are too large", "Send fewer and shorter headers.",
    ),
    "too-slow": Kind(
        408, "The request took too long to arrive", "Send it again, in one go.",
    ),
    "query-not-evaluated": Kind(
        400, "The engine gave up on this query",
        "Ask for less: fewer patterns, a LIMIT, values of one type in ORDER BY.",
    ),
    "too-many-requests": Kind(
        429, "Too many requests from one address",
        "Wait as long as Retry-After says. One query can tell what many requests would.",
    ),
    "not-ready": Kind(
        503, "The server answers no queries now", "Ask again in a few seconds.",
    ),
    "busy": Kind(503, "The server cannot answer this now", "Ask again in a few seconds."),
    "out-of-time": Kind(
        504, "The query took too long",
        "Name the treaty or the state in the first pattern, or add a LIMIT.",
    ),
    "unsupported-media-type": Kind(
        415, "The body is of a type that is not read here",
        "Send one of the media types that the detail names.",
    ),
    "invalid-data": Kind(422, "The data is not valid", "Mend each finding."),
    "internal-error": Kind(
        500, "The server failed", "This is our mistake: please report it with the request_id.",
    ),
}  # fmt: skip

# What becomes of a query that ends in a problem; one that is not listed here is refused.
_OUTCOMES = {
    "query-not-evaluated": "gave-up", "busy": "busy", "out-of-time": "out-of-time",
    "internal-error": "failed",
}  # fmt: skip
_BY_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}


class RequestProblem(UsageError):
    """A request that HTTP itself can describe: `slug` names the kind of problem."""

    def __init__(self, slug: str, detail: str) -> None:
        self.slug = slug
        super().__init__(detail)


def problem(request: Request, slug: str, detail: str, **more: object) -> Response:
    """The answer for one problem; `more` holds members of its own, such as line and column.

    A page for browsers, Problem Details for all others.
    """
    kind = KINDS[slug]
    state = request.scope.setdefault("state", {})
    request_id = state.get("request_id") or uuid.uuid4().hex
    if "query_hash" in state:
        state["outcome"] = _OUTCOMES.get(slug, "refused")
    # Below a mount the root path is that of the mount.
    root = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    body = {
        "type": f"{root}/problems/{slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail if len(detail) < 1000 else f"{detail[:1000]} …",
        "request_id": request_id,
        **more,
    }
    if likes_html(request.headers.get("accept", ""), ()):
        page = render(request, "error.html", status=kind.status, kind=kind, problem=body)
        page.headers.update({"X-Request-Id": request_id, "Vary": "Accept"})
        return page
    # A failure is answered outside of all that gives other answers their id; and the detail repeats
    # what was sent: no browser may take it for a page.
    headers = {"X-Request-Id": request_id, "X-Content-Type-Options": "nosniff"}
    return JSONResponse(body, kind.status, headers, "application/problem+json")


async def on_error(request: Request, error: Exception) -> Response:
    """The answer for an error of the package."""
    assert isinstance(error, TreatygraphError)
    if isinstance(error, RequestProblem):
        answer = problem(request, error.slug, str(error))
        if error.slug == "unauthorized":
            # RFC 9110, section 11.6.1.
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if isinstance(error, QueryError):
        place = {"line": error.line, "column": error.column} if error.line else {}
        return problem(request, "malformed-query", error.reason, **place)
    if isinstance(error, OutOfTime):
        return problem(request, "out-of-time", str(error))
    if isinstance(error, GaveUp):
        return problem(request, "query-not-evaluated", str(error))
    if isinstance(error, Busy):
        answer = problem(request, "busy", str(error))
        answer.headers["Retry-After"] = "2"
        return answer
    if isinstance(error, InvalidValue):
        return problem(request, "invalid-value", str(error))
    if isinstance(error, UnknownName):
        return problem(request, "not-found", str(error), nearest=error.nearest)
    if isinstance(error, MediaTypeError):
        answer = problem(request, "not-acceptable", str(error), available=error.available)
        answer.headers["Vary"] = "Accept"
        return answer
    if isinstance(error, MissingExtra):
        return problem(request, "not-acceptable", str(error))
    if isinstance(error, DataError):
        findings = [str(finding) for finding in error.findings]
        return problem(request, "invalid-data", str(error), findings=findings)
    return problem(request, "bad-request", str(error))


async def on_http_exception(request: Request, error: Exception) -> Response:
    """The answer for what the framework refuses: unknown addresses, wrong methods."""
    assert isinstance(error, HTTPException)
    slug = _BY_STATUS.get(error.status_code, "bad-request")
    detail = error.detail
    if detail == HTTPStatus(error.status_code).phrase:
        detail = f"{request.method} {request.url.path}: {KINDS[slug].title.lower()}."
    answer = problem(request, slug, detail)
    answer.headers.update(error.headers or {})
    return answer


async def on_failure(request: Request, error: Exception) -> Response:
    """The answer for what should never happen."""
    return problem(request, "internal-error", "The request could not be answered.")
