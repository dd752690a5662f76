"""Headers as ASGI has them: pairs of bytes, names in lower case."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import Scope

# Of an answer, in which each name stands once.
Headers = dict[bytes, bytes]


def find_header(scope: Scope, name: bytes) -> str:
    """The value of the first header of that name in a request; empty where there is none."""
    for each, value in scope["headers"]:
        if each == name:
            return str(value, "latin-1")
    return ""


def join_headers(scope: Scope, name: bytes) -> str:
    """The values of all headers of that name in a request, as one list (RFC 9110, 5.3)."""
    return ",".join([str(value, "latin-1") for each, value in scope["headers"] if each == name])


def encode_headers(headers: Mapping[str, str]) -> Headers:
    """Headers of an answer as ASGI takes them."""
    return {name.lower().encode(): value.encode() for name, value in headers.items()}
