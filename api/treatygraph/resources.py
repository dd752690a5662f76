"""Where the RDF is: in the checkout, or inside an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def root() -> Path:
    """The folder that holds `ontology/`, `shapes/`, `data/` and `queries/`.

    A wheel carries them inside the package as `_kg/`; a checkout has them two levels up.
    """
    packaged = _PACKAGE / "_kg"
    return packaged if packaged.is_dir() else _PACKAGE.parent.parent


def is_checkout() -> bool:
    """True where the RDF can be edited in place."""
    return root().name != "_kg"


def files(folder: str, pattern: str) -> list[Path]:
    """All files below a top-level folder that match a glob pattern, sorted by path."""
    return sorted((root() / folder).rglob(pattern))


def shown(path: Path) -> str:
    """A path as a reader knows it: relative to where they stand, or to the project."""
    for start in (Path.cwd(), root()):
        if path.is_relative_to(start):
            return path.relative_to(start).as_posix()
    return path.as_posix()
