"""Validation: shapes, rules and checks over files or over the whole record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.catalog.questions import checks
from treatygraph.prefixes import shorten
from treatygraph.query.engine import evaluate
from treatygraph.validate.constraints import check_constraints
from treatygraph.validate.context import Context, open_context
from treatygraph.validate.core import check_core
from treatygraph.validate.lines import Lines
from treatygraph.validate.results import SEVERITIES, Result

_CHECKS = "https://w3id.org/treatygraph/checks/"


def validate(
    paths: Iterable[Path], today: date, progress: Callable[[str], object] = lambda _: None
) -> list[Result]:
    """All results for some files in the context of the record, or for the whole record.

    Over the whole record the queries of `queries/checks/` run as well. Sorted by severity,
    file, line and shape. Raises DataError where a file cannot be read as Turtle.
    """
    progress("context")
    context = open_context(paths, today)
    progress("core shapes")
    results = list(check_core(context))
    progress("constraints")
    results += check_constraints(context)
    if context.focus is None:
        progress("checks")
        results += _run_checks(context.store)
    progress("lines")
    placed = _place(results, context)
    order = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    return sorted(placed, key=lambda r: (order[r.severity], r.file, r.line, r.shape, r))


def _run_checks(store: ox.Store) -> Iterable[Result]:
    for check in checks().values():
        found = evaluate(store, check.text)
        assert isinstance(found, ox.QuerySolutions)
        for solution in found:
            values = [term for term in solution if term is not None]
            told = ", ".join(
                f"{name} {shorten(term.value) if isinstance(term, ox.NamedNode) else term.value}"
                for name, term in zip(check.columns, solution, strict=True)
                if isinstance(term, ox.NamedNode | ox.Literal)
            )
            yield Result(
                severity="violation",
                focus=str(values[0]),
                path="",
                value="",
                shape=_CHECKS + check.name,
                component="",
                message=f"{check.summary} ({told})",
            )


def _place(results: Iterable[Result], context: Context) -> list[Result]:
    tables: dict[Path, Lines] = {}
    placed = []
    for result in results:
        file = None
        if result.focus.startswith("<"):
            file = context.file_of(ox.NamedNode(result.focus[1:-1]))
        if file is None:
            placed.append(result)
            continue
        line = 0
        if file.suffix == ".ttl":
            if file not in tables:
                tables[file] = Lines(file)
            line = tables[file].find(result.focus, result.path, result.value)
        placed.append(result.at(resources.shown(file), line))
    return placed
