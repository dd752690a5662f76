"""A few results of every sort: of a property shape, of a query, of a check, of no file."""

from __future__ import annotations

import pytest

from treatygraph.terms import BASE, SHAPES, XSD, tg
from treatygraph.validate.results import Result

SH = "http://www.w3.org/ns/shacl#"
POLAND = f"<{BASE}withdrawal/26-5/POL>"


@pytest.fixture
def no_notice() -> Result:
    """Of a property shape whose path is an alternative."""
    return Result(
        severity="violation",
        focus=POLAND,
        path=f"<{tg('notificationDate')}>|<{tg('notDocumented')}>",
        value="",
        shape=SHAPES + "WithdrawalShape-notificationDate",
        component=SH + "MinCountConstraintComponent",
        message="A withdrawal needs exactly one notification date.",
        file="data/treaties/26-5.ttl",
        line=9,
    )


@pytest.fixture
def stale() -> Result:
    """Of a SPARQL-based constraint, with a value."""
    return Result(
        severity="warning",
        focus=POLAND,
        path="",
        value=f'"2026-02-20"^^<{XSD}date>',
        shape=SHAPES + "WithdrawalShape-notStale",
        component=SH + "SPARQLConstraintComponent",
        message="The notice period ended and nothing further is recorded.",
        file="data/treaties/26-5.ttl",
        line=12,
    )


@pytest.fixture
def misspelt() -> Result:
    """Of a check, and in a file whose name needs care in an address."""
    return Result(
        severity="violation",
        focus=POLAND,
        path="",
        value=f"<{tg('Withdrawl')}>",
        shape=BASE + "checks/unknown-term-violation",
        component="",
        message="The ontology has no such term.",
        file="my acts/50%.ttl",
        line=2,
    )


@pytest.fixture
def placeless() -> Result:
    """Of a shape that is not ours, in no file, with marks that a page or a line must escape."""
    return Result(
        severity="info",
        focus="<urn:a>",
        path="<urn:p>",
        value='"""<b>\n{0}"""@en',
        shape="urn:shape",
        component=SH + "PatternConstraintComponent",
        message="Write \u201c<i>\u201d instead.",
    )


@pytest.fixture
def results(no_notice: Result, stale: Result, misspelt: Result, placeless: Result) -> list[Result]:
    """One of each."""
    return [placeless, stale, misspelt, no_notice]
