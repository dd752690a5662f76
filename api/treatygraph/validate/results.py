"""Results of validation, as SHACL section 3.6 has them, with the place in the file."""

from __future__ import annotations

from dataclasses import dataclass, replace

SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, order=True)
class Result:
    """One validation result.

    `focus`, `path` and `value` are terms in N-Triples form, the latter two empty where the
    result has none, and several properties of a path with “|” between them. `shape` and
    `component` are IRIs. `file` and `line` tell where the statement stands, empty and 0 where
    it came from no file.
    """

    severity: str
    focus: str
    path: str
    value: str
    shape: str
    component: str
    message: str
    file: str = ""
    line: int = 0

    def at(self, file: str, line: int) -> Result:
        """The same result with its place."""
        return replace(self, file=file, line=line)
