"""Caches: answers as they were sent, until the data changes or they take too much."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from treatygraph.web.codings import compress

# What an entry takes besides its content, roughly.
_OVERHEAD_BYTES = 1000
# An answer that takes more than this share of the cache would push out too many others.
_LARGEST_SHARE = 0.1


class Kept(Protocol):
    """What a cache keeps."""

    @property
    def content_bytes(self) -> int:
        """How many bytes its content takes, in all codings."""


AnyKept = TypeVar("AnyKept", bound=Kept)


@dataclass
class Entry:
    """A whole answer: its media type, its content, and that in each coding it was sent in."""

    media_type: str
    content: bytes
    encoded: dict[str, bytes] = field(default_factory=dict)

    def encode(self, coding: str) -> bytes:
        """The content in a coding, worked out once."""
        if coding not in self.encoded:
            self.encoded[coding] = compress(self.content, coding)
        return self.encoded[coding]

    @property
    def content_bytes(self) -> int:
        """How many bytes it takes in all codings."""
        return len(self.content) + sum(map(len, self.encoded.values()))


class Cache(Generic[AnyKept]):
    """Entries by key, of at most so many bytes together; what was not asked for longest goes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: OrderedDict[Hashable, AnyKept] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}
        self._bytes = 0

    def get(self, key: Hashable) -> AnyKept | None:
        """The entry of that key, if it is still there."""
        entry = self._entries.get(key)
        if entry:
            self._entries.move_to_end(key)
        return entry

    def takes(self, size: int) -> bool:
        """True where content of that size is not too large to be kept."""
        return size <= self._most * _LARGEST_SHARE - _OVERHEAD_BYTES

    def put(self, key: Hashable, entry: AnyKept) -> None:
        """Keeps an entry, or keeps account of one that has grown by a coding."""
        self._bytes -= self._sizes.pop(key, 0)
        self._entries.pop(key, None)
        size = _OVERHEAD_BYTES + entry.content_bytes
        if size > self._most * _LARGEST_SHARE:
            return
        self._entries[key], self._sizes[key] = entry, size
        self._bytes += size
        while self._bytes > self._most:
            oldest, _ = self._entries.popitem(last=False)
            self._bytes -= self._sizes.pop(oldest)

    def clear(self) -> None:
        """Forgets every entry."""
        self._entries.clear()
        self._sizes.clear()
        self._bytes = 0

    def figures(self) -> Mapping[str, float]:
        """How many entries there are, and how many bytes they take."""
        return {"cache_entries": len(self._entries), "cache_bytes": self._bytes}
