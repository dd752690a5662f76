"""Names of states and territories in all languages of the Unicode Common Locale Data Repository.

The package Babel carries them; they are read once and kept beside the built graph.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from collections import defaultdict
from pathlib import Path

from treatygraph.settings import Settings

# A locale of a country says what its language says, and seldom anything else.
_OF_COUNTRY = re.compile(r"_([A-Z]{2}|\d{3})(_|$)")
_CODE = re.compile(r"[A-Z]{2}")

Territories = dict[str, list[tuple[str, str]]]


def territory_names(settings: Settings) -> Territories:
    """By ISO 3166-1 alpha-2 code, the names with their languages as BCP 47 tags, in order."""
    import babel

    path = settings.build_folder / f"territories-{babel.__version__}.json"
    with contextlib.suppress(OSError, ValueError):
        return {
            code: [(language, name) for language, name in names]
            for code, names in json.loads(path.read_bytes()).items()
        }
    names = _read()
    # A folder that cannot be written to costs a second at each start.
    with contextlib.suppress(OSError):
        _keep(path, names)
    return names


def _read() -> Territories:
    from babel import localedata

    names: dict[str, dict[str, str]] = defaultdict(dict)
    for locale in sorted(localedata.locale_identifiers()):
        if not _OF_COUNTRY.search(locale):
            found = localedata.load(locale, merge_inherited=False).get("territories", {})
            for code, name in found.items():
                if _CODE.fullmatch(code) and name:
                    names[code].setdefault(name, locale.replace("_", "-"))
    return {
        code: sorted((language, name) for name, language in found.items())
        for code, found in sorted(names.items())
    }


def _keep(path: Path, names: Territories) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(names, file, ensure_ascii=False)
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
