"""Validation: shapes, rules and checks over files or over the whole record."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.catalog.questions import Question, checks
from treatygraph.memory import cycles_kept
from treatygraph.prefixes import shorten
from treatygraph.query.engine import evaluate
from treatygraph.terms import CHECKS
from treatygraph.validate.changes import Change, read_files, replace_files
from treatygraph.validate.context import (
    Context,
    open_baseline,
    open_context,
    open_whole,
)
from treatygraph.validate.engine import Engine, check
from treatygraph.validate.lines import Lines
from treatygraph.validate.record import Record, open_record
from treatygraph.validate.results import SEVERITIES, Result
from treatygraph.validate.shapes import core_shapes, some_shapes, sparql_shapes


def validate(
    paths: Iterable[Path],
    today: date,
    progress: Callable[[str], object] = lambda _: None,
    record: Record | None = None,
    engine: Engine = "own",
) -> list[Result]:
    """All results for some files in the context of the record, or for the whole record.

    For files: what is wrong with the subjects that they describe, and what becomes wrong elsewhere
    in the record because of them. For the whole record the checks of scope “record” run as well.
    A caller who validates more than once opens the record once and hands it in. With the engine
    “pyshacl” the reference judges by the shapes, which takes long.
    Sorted by severity, file, line and shape. Raises UsageError where there is no such file,
    DataError where one is not Turtle.
    """
    paths = list(paths)
    # Before the record is opened, which takes longer.
    submitted = read_files(paths)
    progress("record")
    record = record or open_record(paths)
    if paths:
        return judge(replace_files(submitted, record), today, record, progress, engine)
    with cycles_kept():
        return _judge_whole(today, record, progress, engine)


def _judge_whole(
    today: date, record: Record, progress: Callable[[str], object], engine: Engine
) -> list[Result]:
    progress("context")
    context = open_whole(today, record)
    progress("core shapes")
    results = list(check(context, core_shapes(), engine))
    progress("constraints")
    results += _across_records(context, engine, None, progress)
    progress("lines")
    return sort(_place(results, context))


def judge(
    change: Change,
    today: date,
    record: Record,
    progress: Callable[[str], object] = lambda _: None,
    engine: Engine = "own",
) -> list[Result]:
    """What is wrong with what a change describes, and what becomes wrong elsewhere because of it.

    Sorted as those of `validate` are. The record does not change.
    """
    progress("context")
    context = open_context(change, today, record)
    progress("core shapes")
    results = list(check(context, core_shapes(), engine))
    progress("constraints")
    described = {str(node) for node in change.subjects}
    beside = {str(node) for node in context.slice.beside} if context.slice else set()
    across = [r for r in _across_records(context, engine) if r.focus not in beside - described]
    elsewhere = {r.shape for r in across if r.focus not in described}
    if elsewhere:
        baseline = open_baseline(context, today)
        before = frozenset(map(_identity, _across_records(baseline, engine, elsewhere)))
        across = [r for r in across if r.focus in described or _identity(r) not in before]
    progress("lines")
    return sort(_place(results + across, context))


def sort(results: Iterable[Result]) -> list[Result]:
    """The results by severity, then by file, line and shape."""
    order = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    return sorted(results, key=lambda r: (order[r.severity], r.file, r.line, r.shape, r))


def _across_records(
    context: Context,
    engine: Engine,
    wanted: Container[str] | None = None,
    progress: Callable[[str], object] = lambda _: None,
) -> Iterator[Result]:
    """What constraints and checks find, both of which may join several things.

    Only those of some shapes and checks, where these are given.
    """
    shapes = sparql_shapes() if wanted is None else some_shapes(wanted)
    yield from check(replace(context, focus=None), shapes, engine)
    progress("checks")
    focus = None if context.focus is None else {str(node) for node in context.focus}
    for question in checks().values():
        if wanted is not None and CHECKS + question.name not in wanted:
            continue
        if question.scope == "description":
            results = _run_check(question, context.near)
            yield from (r for r in results if focus is None or r.focus in focus)
        elif _applies(question, context):
            yield from _run_check(question, context.store)


def _applies(check: Question, context: Context) -> bool:
    if check.scope == "treaty":
        return context.whole
    return check.scope == "thing" or context.focus is None


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
            severity=check.severity,
            focus=str(terms[0]),
            path="",
            value=str(terms[1]) if len(terms) > 1 else "",
            shape=CHECKS + check.name,
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
