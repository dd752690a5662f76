"""Engines: who judges a context by shapes, and what comes of it as results of validation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import pyoxigraph as ox

from treatygraph import shacl
from treatygraph.errors import DataError, Finding
from treatygraph.prefixes import shorten
from treatygraph.shacl.paths import Alternative, Path, Step, as_sparql
from treatygraph.terms import SH
from treatygraph.validate.context import Context
from treatygraph.validate.results import Result

Engine: TypeAlias = Literal["own", "pyshacl"]
ENGINES: Final[tuple[Engine, ...]] = ("own", "pyshacl")


def check(context: Context, shapes: shacl.Shapes, engine: Engine = "own") -> Iterator[Result]:
    """The results of some shapes for the focus nodes of the context, else for all target nodes.

    The own engine looks at as much of the store as the shapes ask for. pySHACL is the reference:
    it reads the whole store into memory first, and judges one node after the other.
    Raises DataError where a judgement cannot be made.
    """
    if engine == "pyshacl":
        # It takes a tenth of a second to load, and few ask for it.
        from treatygraph.validate.reference import check_by_pyshacl

        yield from check_by_pyshacl(context.store, shapes, context.focus)
        return
    try:
        for result in shacl.validate(context.store, shapes, context.focus, shorten):
            yield _translate(result)
    except shacl.Failure as failure:
        raise DataError([Finding("shapes", 0, str(failure))]) from None


def _translate(result: shacl.Result) -> Result:
    return Result(
        severity=result.severity.value.removeprefix(SH).lower(),
        focus=str(result.focus),
        path=_write(result.path) if result.path else "",
        value=str(result.value) if result.value is not None else "",
        shape=_name(result.shape),
        component=result.component.value,
        message=result.messages[0].value,
    )


def _write(path: Path) -> str:
    parts = path.paths if isinstance(path, Alternative) else (path,)
    if all(isinstance(part, Step) for part in parts):
        return "|".join(map(as_sparql, parts))
    return as_sparql(path)


def _name(shape: ox.NamedNode | ox.BlankNode) -> str:
    return shape.value if isinstance(shape, ox.NamedNode) else str(shape)
