"""What requests of the SPARQL protocols share: parameters, bodies, media types, graphs, tokens."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from email.message import Message
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import Request

from treatygraph.web.problems import RequestProblem

FORM = "application/x-www-form-urlencoded"

Parameters = list[tuple[str, str]]


async def read_parameters(request: Request, name: str, direct: str, most: int) -> Parameters:
    """The parameters of a POST; a body of the media type `direct` is the parameter `name`.

    `most` is the greatest length of that parameter in bytes. Raises RequestProblem for a body of
    another type, one that is too long, or one that is not UTF-8 (SPARQL 1.1 Protocol, 2.1 and 2.2).
    """
    parameters = parse_parameters(request.scope["query_string"])
    media_type = check_media_type(request, (direct, FORM))
    # A form escapes a byte with three characters, and carries more than the text.
    body = await read_body(request, 3 * most + 10_000 if media_type == FORM else most)
    if media_type == FORM:
        return parameters + parse_parameters(body)
    try:
        return [*parameters, (name, body.decode("utf-8"))]
    except UnicodeDecodeError:
        raise RequestProblem("bad-request", "The body is not UTF-8.") from None


def parse_parameters(text: bytes) -> Parameters:
    """The parameters of a form or of an address, in their order."""
    try:
        return parse_qsl(
            text.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=1000
        )
    except UnicodeDecodeError:
        raise RequestProblem("bad-request", "The parameters are not UTF-8.") from None
    except ValueError as error:
        raise RequestProblem("bad-request", f"The parameters cannot be read: {error}.") from None


def read_all(parameters: Parameters, name: str) -> list[str]:
    """All values of a parameter."""
    return [value for key, value in parameters if key == name]


def read_once(
    parameters: Iterable[tuple[str, str]], names: Sequence[str], repeated: Sequence[str] = ()
) -> dict[str, str]:
    """The values of parameters that are given once at most, by name; empty where one is not given.

    Those of `repeated` may be given as well, and are passed over. Raises RequestProblem for any
    other, and for one that is given twice.
    """
    given = dict.fromkeys(names, "")
    for name, text in parameters:
        if name in repeated:
            continue
        if name not in given:
            known = ", ".join((*repeated, *names))
            detail = f"There is no parameter “{name}”. There are: {known}."
            raise RequestProblem("bad-request", detail)
        if given[name]:
            raise RequestProblem("bad-request", f"“{name}” is given twice: send it once.")
        given[name] = text
    return given


def read_graphs(parameters: Parameters, name: str) -> list[str]:
    """The IRIs that a parameter gives; raises RequestProblem where one is no absolute IRI."""
    graphs = [value for value in read_all(parameters, name) if value]
    for iri in graphs:
        try:
            ox.NamedNode(iri)
        except ValueError:
            raise RequestProblem("bad-request", f"{name}: “{iri}” is no absolute IRI.") from None
    return graphs


def check_media_type(request: Request, known: Iterable[str]) -> str:
    """The media type of the body; raises RequestProblem where it is not known, or not in UTF-8."""
    header = Message()
    header["Content-Type"] = request.headers.get("content-type", "")
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in known:
        said = f"“{media_type}” is not read here" if media_type else "The body has no Content-Type"
        detail = f"{said}; send {' or '.join(known)}."
        raise RequestProblem("unsupported-media-type", detail)
    charset = str(header.get_param("charset") or "utf-8")
    if charset.lower() not in ("utf-8", "utf8", "us-ascii"):
        raise RequestProblem("unsupported-media-type", f"Send UTF-8, not {charset}.")
    return media_type


async def read_body(request: Request, most: int) -> bytes:
    """The body; raises RequestProblem where it is longer than `most` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise RequestProblem(
                "too-large", f"The body is longer than {most} bytes. Send it in parts."
            )
    return bytes(body)


def check_token(request: Request) -> None:
    """Lets those pass who send the token of the server; raises RequestProblem for others."""
    token = request.app.state.settings.token
    if not token:
        raise RequestProblem(
            "forbidden", "This server takes nothing in: TREATYGRAPH_TOKEN is not set."
        )
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    # In constant time, so that nobody learns the token letter by letter.
    if scheme.lower() != "bearer" or not hmac.compare_digest(
        given.strip().encode(), token.encode()
    ):
        raise RequestProblem(
            "unauthorized", "Send the token of this server: “Authorization: Bearer TOKEN”."
        )
