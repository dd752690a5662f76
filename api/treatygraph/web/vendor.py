"""Vendor files: what `make setup` makes of npm packages for pages to load."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "static" / "vendor"


def is_installed() -> bool:
    """True where they were made; pages do without them, plainer."""
    # The last that the installation writes.
    return (FOLDER / "licences.txt").is_file()
