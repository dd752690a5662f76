"""The report as a page: HTML that stands alone, without scripts and without other files."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

import jinja2

from treatygraph.report.groups import (
    Group,
    count,
    found_by,
    group_by_rule,
    place_of,
    readable,
    summary,
)
from treatygraph.validate.results import Result

# A browser is slow with more, and nobody reads on; JSON and CSV have all.
MOST = 1000

_templates = jinja2.Environment(
    loader=jinja2.PackageLoader("treatygraph.report"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_style = _templates.get_template("report.css").render()
_digest = base64.b64encode(hashlib.sha256(_style.encode()).digest()).decode()
# The page carries it itself; a server that sends it states the same.
POLICY = f"default-src 'none'; style-src 'sha256-{_digest}'; base-uri 'none'; form-action 'none'"


def as_page(results: Sequence[Result], most: int = MOST) -> str:
    """One HTML document with a table a rule, of which it shows as many results as `most`.

    Each row says where, of what thing, and what was found; what to write instead stands in it
    or, where it is the same for all, above the table.
    """
    groups = group_by_rule(results)
    return _templates.get_template("report.html").render(
        groups=groups,
        summary=summary(results),
        most=most,
        policy=POLICY,
        count=count,
        common_message=_common_message,
        found_by=found_by,
        place_of=place_of,
        readable=readable,
    )


def _common_message(group: Group) -> str:
    messages = {result.message for result in group.results}
    return messages.pop() if len(messages) == 1 else ""
