"""Rewriting: a query in the form in which the engine answers it rightly and fast."""

from __future__ import annotations

import re

from treatygraph.query.edits import apply_edits
from treatygraph.query.existence import lateral_patterns
from treatygraph.query.sums import safe_sums
from treatygraph.query.syntax import read_syntax

# Most queries hold neither sign, which is soon seen; headers of questions begin their lines with
# “#+”.
_CHANGES = (
    ("+", re.compile(r"(?<!#)\+"), safe_sums),
    ("EXISTS", re.compile(r"\bEXISTS\b", re.IGNORECASE), lateral_patterns),
)
# What a SERVICE is sent must be SPARQL as others read it.
_LEFT_ALONE = re.compile("SERVICE", re.IGNORECASE)


def rewrite(text: str) -> str:
    """A query with the same solutions that two defects of the engine do not touch.

    It is the text itself where nothing can be affected or the text cannot be read; what does not
    parse may still come out changed, so that its errors are to be told from the text as it was.
    """
    upper = text.upper()
    for sign, place, change in _CHANGES:
        if sign in upper and place.search(text) and not _LEFT_ALONE.search(text):
            syntax = read_syntax(text)
            text = apply_edits(text, change(syntax)) if syntax else text
    return text
