"""The feed: changes as Atom (RFC 4287), in pages where they are many (RFC 5005, section 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from xml.etree import ElementTree as ET

import treatygraph
from treatygraph.changes.groups import Group, cause
from treatygraph.changes.telling import Row
from treatygraph.terms import BASE

_ATOM = "http://www.w3.org/2005/Atom"
# Of an entry that is longer, the page has the rest.
_MOST_ROWS = 100
# What no document of XML 1.0 may hold (section 2.2), though a text of RDF may.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ET.register_namespace("", _ATOM)


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself.

    `id` is its permanent IRI, `site` where the pages stand, `page` the page with the same content,
    and `links` the addresses of the feed by relation: self, and next, previous, first, last.
    `updated` is a moment (xsd:dateTime) for a feed without entries.
    """

    id: str
    title: str
    subtitle: str
    site: str
    page: str
    updated: str
    links: Mapping[str, str] = field(default_factory=dict)


def as_atom(feed: Feed, groups: Sequence[Group]) -> bytes:
    """The feed as a document in UTF-8, one entry a group."""
    root = ET.Element(f"{{{_ATOM}}}feed", {"xml:lang": "en"})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", max((group.change.at for group in groups), default=feed.updated))
    _add(_add(root, "author"), "name", "treatygraph")
    _add(root, "generator", "treatygraph", version=treatygraph.__version__)
    _add(root, "rights", "CC0 1.0")
    for relation, address in feed.links.items():
        _add(root, "link", rel=relation, href=address, type="application/atom+xml")
    _add(root, "link", rel="alternate", href=feed.page, type="text/html")
    for group in groups:
        _add_entry(root, feed, group)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _add_entry(root: ET.Element, feed: Feed, group: Group) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", group.iri)
    _add(entry, "title", group.title)
    _add(entry, "updated", group.change.at)
    _add(entry, "published", group.change.at)
    about = f"?treaty={group.place}" if group.treaty else ""
    page = f"{feed.site}/changes/{group.change.name}{about}"
    _add(entry, "link", rel="alternate", href=page, type="text/html")
    if group.treaty:
        _add(entry, "category", term=group.treaty, label=group.heading)
    _add(entry, "content", _content(feed, group), type="html")


def _content(feed: Feed, group: Group) -> str:
    """The sentences of a group as HTML, what follows after what was recorded."""
    versions = f"Data version {group.change.after}" + (
        f", after {group.change.before}" if group.change.before else ""
    )
    parts = [f"<p>{escape(cause(group.change))} {escape(versions)}.</p>"]
    left = _MOST_ROWS
    for rows, introduction in ((group.recorded, ""), (group.derived, "What follows from it:")):
        if rows[:left]:
            parts.append(f"<p>{introduction}</p>" if introduction else "")
            items = "".join(f"<li>{_sentence(feed, row)}</li>" for row in rows[:left])
            parts.append(f"<ul>{items}</ul>")
        left -= len(rows[:left])
    if len(group.rows) > _MOST_ROWS:
        parts.append(f"<p>And {len(group.rows) - _MOST_ROWS:,} more.</p>")
    return "".join(parts)


def _sentence(feed: Feed, row: Row) -> str:
    links = [
        f'<a href="{escape(_address(feed, source))}">{escape(source.removeprefix(BASE))}</a>'
        for source in row.sources
    ]
    known_from = f" ({'Sources' if len(links) > 1 else 'Source'}: {', '.join(links)})"
    return escape(row.sentence) + (known_from if links else "")


def _address(feed: Feed, iri: str) -> str:
    return f"{feed.site}/{iri.removeprefix(BASE)}" if iri.startswith(BASE) else iri


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    fit = {key: _UNFIT.sub("\ufffd", value) for key, value in attributes.items()}
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", fit)
    element.text = _UNFIT.sub("\ufffd", text) or None
    return element
