"""Validation: shapes, rules and checks over files or over the whole record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.catalog.questions import Question, checks
from treatygraph.prefixes import shorten
from treatygraph.query.engine import evaluate
from treatygraph.validate.constraints import check_constraints
from treatygraph.validate.context import (
    Context,
    graphs_around,
    open_baseline,
    open_context,
    read_submitted,
)
from treatygraph.validate.core import check_core
from treatygraph.validate.lines import Lines
from treatygraph.validate.record import Record, open_record
from treatygraph.validate.results import SEVERITIES, Result

_CHECKS = "https://w3id.org/treatygraph/checks/"


def validate(
    paths: Iterable[Path],
    today: date,
    progress: Callable[[str], object] = lambda _: None,
    record: Record | None = None,
) -> list[Result]:
    """All results for some files in the context of the record, or for the whole record.

    For files: what is wrong with the subjects that they describe, and what becomes wrong elsewhere
    in the record because of them. For the whole record the checks of scope “record” run as well.
    A caller who validates more than once opens the record once and hands it in.
    Sorted by severity, file, line and shape. Raises UsageError where there is no such file,
    DataError where one is not Turtle.
    """
    submitted = read_submitted(paths)
    progress("record")
    record = record or open_record(submitted)
    progress("context")
    context = open_context(submitted, today, record)
    progress("core shapes")
    results = list(check_core(context))
    progress("constraints")
    across = list(_across_records(context))
    if context.focus is not None:
        described = {str(node) for node in context.focus}
        elsewhere = [result for result in across if result.focus not in described]
        if elsewhere:
            known = _known(graphs_around(submitted, record), today, record)
            across = [r for r in across if r.focus in described or _identity(r) not in known]
    progress("lines")
    placed = _place(results + across, context)
    order = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    return sorted(placed, key=lambda r: (order[r.severity], r.file, r.line, r.shape, r))


def _known(graphs: frozenset[str], today: date, record: Record) -> frozenset[tuple[str, ...]]:
    """What is wrong with a slice of the record as it is; judged once for each slice and day."""
    if (graphs, today) not in record.known:
        baseline = open_baseline(graphs, today, record)
        found = frozenset(map(_identity, _across_records(baseline)))
        record.known[graphs, today] = found
    return record.known[graphs, today]


def _across_records(context: Context) -> Iterator[Result]:
    yield from check_constraints(context)
    for check in checks().values():
        if context.focus is None or check.scope == "thing":
            yield from _run_check(check, context.store)


def _identity(result: Result) -> tuple[str, ...]:
    return result.shape, result.focus, result.value


def _run_check(check: Question, store: ox.Store) -> Iterator[Result]:
    found = evaluate(store, check.text)
    assert isinstance(found, ox.QuerySolutions)
    for solution in found:
        terms = [term for term in solution if isinstance(term, ox.NamedNode | ox.Literal)]
        told = ", ".join(
            shorten(term.value) if isinstance(term, ox.NamedNode) else term.value
            for term in terms[1:]
        )
        yield Result(
            severity="violation",
            focus=str(terms[0]),
            path="",
            value=str(terms[1]) if len(terms) > 1 else "",
            shape=_CHECKS + check.name,
            component="",
            message=f"{check.summary} Found: {told}." if told else check.summary,
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
