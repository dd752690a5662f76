"""Codebooks over HTTP: what the columns of a table mean, and the way from the table there."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from treatygraph.catalog.questions import Question
from treatygraph.tables.codebook import as_text, make_codebook
from treatygraph.web.negotiation import CSV, CSVW

Given = Iterable[tuple[str, str]]


async def read_codebook(request: Request, question: Question, given: Given) -> dict[str, object]:
    """The codebook of the table that the same address gives as CSV."""
    name = request.url.path.rpartition("/")[2]
    state = request.app.state
    return await make_codebook(
        question, name + _in_form(given, CSV.name), state.graph.version, state.workers, state.names
    )


async def send_codebook(request: Request, question: Question, given: Given) -> Response:
    """The codebook as the answer to a request."""
    codebook = await read_codebook(request, question, given)
    return Response(as_text(codebook), headers={"Vary": "Accept"}, media_type=CSVW.media_type)


def link_codebook(given: Given) -> dict[str, str]:
    """The header that leads from a table to its codebook.

    Model for Tabular Data and Metadata on the Web, section 5.2.
    """
    address = _in_form(given, CSVW.name)
    return {"Link": f'<{address}>; rel="describedby"; type="{CSVW.media_type}"'}


def _in_form(given: Given, form: str) -> str:
    """The end of an address with these parameters, but for its form."""
    kept = [(name, value) for name, value in given if name != "format"]
    return "?" + urlencode([*kept, ("format", form)])
