"""The report as SARIF 2.1.0, which code hosts show on the line."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import treatygraph
from treatygraph import resources
from treatygraph.report.groups import Group, found_by, group_by_rule
from treatygraph.report.rules import Rule
from treatygraph.terms import BASE
from treatygraph.validate.results import Result

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# SARIF 3.27.10.
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def as_sarif(results: Sequence[Result]) -> str:
    """A log of one run: every rule that found something, then the results, each with its place.

    (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)
    """
    groups = group_by_rule(results)
    driver = {
        "name": "treatygraph",
        "version": treatygraph.__version__,
        "informationUri": BASE,
        "rules": [_rule(group) for group in groups],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": list(_results(groups)),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(group: Group) -> dict[str, Any]:
    rule: Rule = group.rule
    texts = {
        "shortDescription": rule.name,
        "fullDescription": rule.description,
        "help": rule.advice,
    }
    return {
        "id": rule.short,
        "helpUri": rule.iri,
        "defaultConfiguration": {"level": _LEVELS[group.severity]},
        "properties": {"tags": list(rule.numbers)},
        **{key: {"text": text} for key, text in texts.items() if text},
    }


def _results(groups: Sequence[Group]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for index, group in enumerate(groups):
        for result in group.results:
            told = found_by(result)
            text = f"{result.message} Found: {told}." if told else result.message
            print_ = _fingerprint(result)
            seen[print_] += 1
            yield {
                "ruleId": group.rule.short,
                "ruleIndex": index,
                "level": _LEVELS[group.severity],
                # SARIF 3.11.5: braces that hold no place are doubled.
                "message": {"text": text.replace("{", "{{").replace("}", "}}")},
                "locations": [_location(result)],
                # The one key that code hosts read; one that they compute changes with the line.
                "partialFingerprints": {"primaryLocationLineHash": f"{print_}:{seen[print_]}"},
            }


def _fingerprint(result: Result) -> str:
    # Neither file and line, which edits elsewhere move, nor the message, which may be reworded.
    parts = (result.shape, result.component, result.focus, result.path, result.value)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _location(result: Result) -> dict[str, Any]:
    focus = result.focus.strip("<>")
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": focus}]}
    if result.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": _address(result.file)}}
        if result.line:
            place["region"] = {"startLine": result.line}
        location["physicalLocation"] = place
    return location


def _address(file: str) -> str:
    # Files are told relative to where the reader stands; a code host knows the checkout alone.
    path = Path.cwd() / file
    if path.exists() and path.is_relative_to(resources.root()):
        return quote(path.relative_to(resources.root()).as_posix())
    return Path(file).as_uri() if Path(file).is_absolute() else quote(file)
