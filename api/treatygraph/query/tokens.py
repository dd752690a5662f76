"""Tokens: as much of the SPARQL grammar as it takes to tell words from what hides them."""

from __future__ import annotations

import re
from collections.abc import Iterator

# SPARQL 1.1, section 19.8. Comments, IRIs and strings hide everything that looks like syntax.
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''
        | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        | '(?:[^'\\\n\r]|\\.)*'
        | "(?:[^"\\\n\r]|\\.)*")
      | (?P<variable>[?$]\w+)
      | (?P<name>(?:\w[\w.-]*)?:(?:\.*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[^\w\s]))*)
      | (?P<language>@[\w-]+)
      | (?P<number>(?:\d+\.\d*(?=[eE])|\d*\.\d+|\d+)(?:[eE][+-]?\d+)?)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<open>[({\[])
      | (?P<close>[)}\]])
      | (?P<operator>[;/|])
      | (?P<sign>\^\^|&&|!=|<=|>=|[.,?*+^!=<>-])""",
    re.VERBOSE | re.DOTALL,
)


# A variable or the local part of a name may be called so, which a sign before it tells.
_FROM = re.compile(r"(?<![?$:])FROM")


def tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens of a query in their order; `lastgroup` names the kind of each."""
    return _TOKEN.finditer(text)


def names_graphs(text: str) -> bool:
    """True where the query has a dataset clause (SPARQL 1.1, section 13.2): FROM or FROM NAMED."""
    # Most texts do not hold the word at all, and to take a text apart takes longer than to search.
    upper = text.upper()
    if "FROM" not in upper or not _FROM.search(upper):
        return False
    return any(t.lastgroup == "word" and t[0].upper() == "FROM" for t in tokens(text))
