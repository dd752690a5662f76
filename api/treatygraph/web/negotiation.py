"""Negotiation: whether a client wants a page, and the forms of what is no result of a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import mimeparse
import pyoxigraph as ox
from starlette.requests import Request

from treatygraph.query.formats import GRAPHS, SOLUTIONS, Form

HTML: Final = Form("html", "text/html", None, ("application/xhtml+xml",))
CSV: Final = Form("csv", "text/csv", ox.QueryResultsFormat.CSV)
BIBTEX: Final = Form("bibtex", "application/x-bibtex", None, ("bib", "text/x-bibtex"))
CSL: Final = Form("csl", "application/vnd.citationstyles.csl+json", None)
CSVW: Final = Form("csvw", "application/csvm+json", None)
PARQUET: Final = Form("parquet", "application/vnd.apache.parquet", None)

_HTML: Final = (HTML.media_type, *HTML.also)


def wants_html(request: Request, forms: Sequence[Form] = (*GRAPHS, *SOLUTIONS)) -> bool:
    """True where a request asks for a page: by its `format`, or as `likes_html` says."""
    wanted = request.query_params.get("format", "")
    return wanted == "html" if wanted else likes_html(request.headers.get("accept", ""), forms)


def likes_html(accept: str, forms: Sequence[Form]) -> bool:
    """True for an Accept header that likes a page as well as any form, as those of browsers do."""
    # A wildcard alone is no wish for a page: programs send it.
    if not any(name in accept.lower() for name in _HTML):
        return False
    try:
        best = mimeparse.best_match([*(form.media_type for form in forms), *_HTML], accept.lower())
    except mimeparse.MimeTypeParseException:
        return False
    return best in _HTML
