"""Memory: the search for cycles put off while much is read that holds none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cycles_kept() -> Iterator[None]:
    """A time during which Python looks for no cycles among objects.

    The search goes through every object there is, again and again while they become more. A million
    terms hold no cycles, and are freed as ever when nothing refers to them.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
