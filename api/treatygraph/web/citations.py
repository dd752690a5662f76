"""Citations: how to cite what a page shows, as a sentence, in CSL JSON and in BibTeX."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from treatygraph.days import in_words

_AUTHOR = "the treatygraph contributors"
_PUBLISHER = "treatygraph"
# What TeX takes for a command, and how it is written instead.
_ESCAPED = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}  # fmt: skip


@dataclass(frozen=True)
class Citation:
    """What is cited: its title, its permanent address, the version and the horizon of its data."""

    title: str
    address: str
    version: str
    horizon: str

    def as_text(self) -> str:
        """One sentence."""
        reach = f" The record reaches to {in_words(self.horizon)}." if self.horizon else ""
        stop = "" if self.title.endswith((".", "?", "!")) else "."
        return (
            f"{_PUBLISHER}: {self.title}{stop} Data version {self.version}.{reach} {self.address}"
        )

    def as_csl(self) -> str:
        """A list of one item of CSL JSON, which Zotero and others import."""
        today = datetime.now(UTC).date()
        item = {
            "id": self._key,
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": _AUTHOR}],
            "publisher": _PUBLISHER,
            "version": self.version,
            "URL": self.address,
            "accessed": {"date-parts": [[today.year, today.month, today.day]]},
            "note": self._note,
        }
        return json.dumps([item], ensure_ascii=False, indent=2) + "\n"

    def as_bibtex(self) -> str:
        """An entry of type misc, in UTF-8; all that TeX takes for commands is escaped."""
        today = datetime.now(UTC).date()
        fields = {
            "title": f"{{{_escape(self.title)}}}",
            "author": f"{{{_AUTHOR}}}",
            "publisher": _PUBLISHER,
            "version": self.version,
            "url": self.address,
            "urldate": today.isoformat(),
            "year": str(today.year),
            "note": _escape(self._note),
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{{self._key},\n{lines}}}\n"

    @property
    def _key(self) -> str:
        name = self.address.partition("treatygraph/")[2] or "site"
        return "treatygraph-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")

    @property
    def _note(self) -> str:
        return f"Data version {self.version}; record up to {self.horizon or 'no day'}"


def _escape(text: str) -> str:
    return "".join(_ESCAPED.get(sign, sign) for sign in text)
