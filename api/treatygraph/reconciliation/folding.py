"""Folding: what a name is compared by, so that spelling, accents and script do not matter."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

from anyascii import anyascii

# A name is compared up to here; the longest title of a treaty has 400 characters.
LONGEST = 500

_APOSTROPHES = re.compile("['\u2019\u02bc\u2018`\u00b4\u02b9\u02bb]")
# Marks of other scripts are letters of their own.
_ACCENTS = re.compile("[\u0300-\u036f]+")
# The first character after the blocks of Latin letters.
_AFTER_LATIN = 0x250
# Letters that are read at a time.
_BLOCK = 0x100
_WORD = re.compile(r"[^\W_]+")
# A treaty is called a convention by some, and the other way round; a protocol is something else.
_SPELT = {"st": "saint", "ste": "sainte", "treaty": "convention"}
# British and American spellings.
_ISE = re.compile(r"is(e|ed|ing|ations?)$")
# Words that people leave out, or that change as the others change their order.
_SMALL = frozenset({"the", "and", "of", "on", "for", "against"})
# Words at the head of many a title.
_LOFTY = frozenset({"international", "united", "nations", "un", "general"})


def fold(text: str) -> str:
    """A name in its own script, in small letters, without accents and marks; one space a gap."""
    alike = unicodedata.normalize("NFKD", text[:LONGEST]).replace("&", " and ").casefold()
    bare = _APOSTROPHES.sub("", unicodedata.normalize("NFC", _ACCENTS.sub("", alike)))
    return " ".join(_WORD.findall(bare)) or text[:LONGEST].strip()


def words(text: str) -> list[str]:
    """The words of a name in Latin letters, as `anyascii` writes other scripts.

    Small words such as “of” are left out, “St.” is written in full, a treaty is a convention, and
    -ise is -ize.
    """
    latin = anyascii(unicodedata.normalize("NFKC", text[:LONGEST])).replace("&", " and ")
    found = _WORD.findall(_APOSTROPHES.sub("", latin.casefold()))
    kept = [_ISE.sub(r"iz\1", _SPELT.get(word, word)) for word in found if word not in _SMALL]
    return (kept or found)[:LONGEST]


def bare(found: list[str]) -> str:
    """What is left of the words of a name without those that say little, sorted, in one word.

    Empty where that is less than two words.
    """
    kept = sorted(word for word in found if word not in _LOFTY)
    return "".join(kept) if len(kept) > 1 else ""


@cache
def load_letters() -> None:
    """Has the letters of all scripts read now: `anyascii` reads each when it first meets it.

    A worker cannot open files.
    """
    for first in range(0, sys.maxunicode, _BLOCK):
        anyascii(chr(first))


def is_latin(text: str) -> bool:
    """Whether the letters of a text are Latin ones."""
    return all(ord(letter) < _AFTER_LATIN for letter in fold(text))
