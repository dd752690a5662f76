"""Forms: the ways in which a report can be had, on the command line and over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from treatygraph.errors import MediaTypeError
from treatygraph.report.page import as_page
from treatygraph.report.rows import as_csv, as_json
from treatygraph.report.sarif import as_sarif
from treatygraph.report.text import as_text
from treatygraph.report.turtle import as_turtle
from treatygraph.validate.results import Result


@dataclass(frozen=True)
class Form:
    """One form of a report; `render` turns results, in any order, into the whole text."""

    name: str
    media_type: str
    render: Callable[[Sequence[Result]], str]


FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("text", "text/plain", as_text),
        Form("json", "application/json", as_json),
        Form("csv", "text/csv", as_csv),
        Form("sarif", "application/sarif+json", as_sarif),
        Form("turtle", "text/turtle", as_turtle),
        Form("html", "text/html", as_page),
    )
}


def find_form(name: str) -> Form:
    """The form of that name; raises MediaTypeError with all names."""
    if name not in FORMS:
        raise MediaTypeError(name, FORMS)
    return FORMS[name]
