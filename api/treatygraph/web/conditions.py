"""Conditional requests: whether a client holds already what it asks for (RFC 9110, 13)."""

from __future__ import annotations


def is_held(header: str, etag: str) -> bool:
    """True where the client holds this form already (RFC 9110, 13.1.2: weak comparison)."""
    held = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in held or etag.removeprefix("W/") in held
