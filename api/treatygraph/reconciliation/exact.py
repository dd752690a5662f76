"""What a text names as it stands: a code, or a name but for case, accents, script and order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from treatygraph.reconciliation.folding import bare, fold, words
from treatygraph.reconciliation.found import TERRITORY, WHOLE, Found
from treatygraph.reconciliation.index import Index, Name
from treatygraph.terms import BASE

# Points by the way in which a text was found: as it stands, in Latin letters, with its words in
# another order, without those that say little or with a year.
_SAME: Final = 100.0
_LATIN: Final = 98.0
_SORTED: Final = 95.0
_BARE: Final = 94.0
# A code for a state has so many letters at most.
_LONGEST_CODE: Final = 3
_WITH_YEAR: Final = re.compile(
    r"(?P<before>\d{4})\s+(?P<name>\S.*)|(?P<title>.*\S)[\s,(]+(?:of\s+)?(?P<after>\d{4})\)?",
    re.DOTALL,
)


def find_exact(index: Index, text: str, wanted: set[str] | None) -> Iterable[Found]:
    """Things of which the text is a code or name, by the first way that finds any.

    All of those in `wanted`, or all.
    """
    id = text.removeprefix(BASE)
    if thing := index.things.get(id):
        if wanted is None or id in wanted:
            yield Found(thing, Name(text, "", "code", thing), _SAME, 100)
        return
    found = words(text)
    ways = (
        (index.codes.get(fold(text)) or index.codes.get(fold(text.replace(".", ""))), _SAME),
        (index.own.get(fold(text)), _SAME),
        (index.latin.get("".join(found)), _LATIN),
        (index.sorted.get("".join(sorted(found))), _SORTED),
        (index.bare.get(bare(found)), _BARE),
        (_of_year(index, text), _BARE),
    )
    for names, score in ways:
        some = [name for name in names or () if wanted is None or name.thing.id in wanted]
        some = [name for name in some if name.kind != "code" or _is_code(text)]
        # Codes may differ in case alone.
        some = [n for n in some if n.kind == "code" and n.text == text] or some
        for name in some:
            ambiguous = name.kind == "ambiguous"
            points = WHOLE if ambiguous else score - TERRITORY * (name.kind == "territory")
            yield Found(name.thing, name, points, 100, ambiguous=ambiguous)
        if some:
            return


def _of_year(index: Index, text: str) -> list[Name]:
    """Names of treaties as people cite them: with the year of adoption before or after."""
    cited = _WITH_YEAR.fullmatch(text)
    if not cited:
        return []
    year, found = cited["before"] or cited["after"], words(cited["name"] or cited["title"])
    names = index.latin.get("".join(found)) or index.sorted.get("".join(sorted(found))) or []
    return [
        name
        for name in names
        if any(day.value.startswith(year) for day, _ in name.thing.values.get("adoptedOn", ()))
    ]


def _is_code(text: str) -> bool:
    """Whether a text may be meant as a code: in small letters, “no” is a word like any other."""
    letters = text.replace(".", "")
    if len(letters) > _LONGEST_CODE or not letters.isalpha():
        return True
    # And “N.A.” is seldom Namibia.
    dotted = letters != text and len(letters) < _LONGEST_CODE
    return not (letters.islower() or letters.istitle() or dotted)
