"""The header of a SPARQL file: YAML behind `#+` at the start of its lines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from treatygraph import resources
from treatygraph.errors import DataError, Finding


class _Loader(yaml.SafeLoader):
    """YAML 1.2 as far as booleans go: a parameter may be called `on` without becoming true."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


def read_header(path: Path) -> dict[str, Any]:
    """The header of a .rq file as a mapping, empty where the file has none.

    Raises DataError, with the line, where the header is not YAML or not a mapping.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header = [line[2:].removeprefix(" ") if line.startswith("#+") else "" for line in lines]
    name = resources.shown(path)
    try:
        content = yaml.load("\n".join(header), Loader=_Loader) or {}  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = f"The header is not YAML: {error.problem}."
        raise DataError([Finding(name, line, what, "Write “#+ key: value”.")]) from None
    if not isinstance(content, dict):
        raise DataError([Finding(name, 1, "The header has no keys.", "Write “#+ key: value”.")])
    return content
