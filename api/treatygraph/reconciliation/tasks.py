"""What a worker does with names: it answers batches, which would keep the server from others."""

from __future__ import annotations

import json
from typing import Any

from treatygraph.errors import UsageError
from treatygraph.query.worker import Reply
from treatygraph.reconciliation.candidates import answer_batch
from treatygraph.reconciliation.extension import extend
from treatygraph.reconciliation.index import Index
from treatygraph.reconciliation.queries import TooMany, parse_json, read_batch


def answer_reconciliation(index: Index | None, task: dict[str, Any], reply: Reply) -> None:
    """Writes the answer to a batch of `queries` or to a query to `extend`, as JSON.

    A task names the `version` of the protocol, the `text` of what it is to `reconcile`, and the
    `languages` of names. Where there is no index, or the text is wrong, the head tells.
    """
    if not index:
        reply.begin({"unindexed": True})
        return
    version, languages = task["version"], task["languages"]
    try:
        given = parse_json("The text", task["text"])
        if task["reconcile"] == "extend":
            told = extend(index, version, given, languages)
        else:
            told = answer_batch(index, version, read_batch(version, given), languages)
    except UsageError as error:
        slug = "too-large" if isinstance(error, TooMany) else "bad-request"
        reply.begin({"slug": slug, "detail": str(error)})
        return
    # A name of a query may hold half of a surrogate pair: ASCII says that too.
    reply.begin({}).write(json.dumps(told).encode())
