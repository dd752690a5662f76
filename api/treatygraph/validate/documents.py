"""Documents: RDF that somebody sends in, as triples, or refused with the place and the remedy.

What a parser must never meet is refused before it is called, since deep nesting ends the process
and entities multiply; what it would pass over in silence, such as a relative IRI in JSON-LD, is
made visible to it and refused after.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from xml.parsers import expat

import pyoxigraph as ox

from treatygraph.errors import DataError, Finding
from treatygraph.prefixes import prefixes
from treatygraph.store.files import refuse

_DEEPEST = 64
_LONGEST_NAMESPACE = 500
_MOST_LINKS = 3
_LONGEST_IRI = 1_000
_LONGEST_TAG = 100
# What the parser would drop in silence becomes an IRI that can be recognised.
_RELATIVE = "http://relative.invalid/"
_UNMAPPED = "unmapped.invalid:"
_SPACE = re.compile(r"\s")
_NOT_IN_IRIS = re.compile(r"""[\x00-\x20<>"{}|\\^`]""")
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2"}


def read_text(content: bytes, name: str) -> str:
    """What the bytes say, without a byte order mark.

    Raises DataError where they are packed, are not UTF-8, say nothing or hold a NUL.
    """
    for begin, packer in _PACKED.items():
        if content.startswith(begin):
            raise _refusal(name, 0, f"The content is packed with {packer}.", "Send it unpacked.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(name, line, "Not UTF-8.", "Save it as UTF-8 text.") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _refusal(name, line, "A NUL character.", "Leave it out.")
    if not text.strip():
        raise _refusal(name, 0, "It is empty.", "Send at least one triple or row.")
    return text


def read_triples(text: str, format: ox.RdfFormat, name: str, most: int) -> list[ox.Triple]:
    """The triples of a document, each once, whatever graphs it puts them in.

    Raises DataError where it does not parse, holds more than `most` triples or none, or a term
    that the record takes from nobody.
    """
    base = None
    if format == ox.RdfFormat.JSON_LD:
        text, base = _prepare_json(text, name), _RELATIVE
    elif format == ox.RdfFormat.RDF_XML:
        _check_xml(text, name)
        base = _RELATIVE
    elif text.count("<<") > _DEEPEST:
        raise _refusal(name, 0, *_TRIPLE_TERMS)
    triples: dict[ox.Triple, None] = {}
    try:
        for quad in ox.parse(text, format=format, base_iri=base):
            # At once, for a few bytes with a long prefix make a long IRI each time.
            reason = refuse_quad(quad)
            if reason:
                raise _refusal(name, 0, *reason)
            triples[quad.triple] = None
            if len(triples) > most:
                what = f"More than {most:,} triples."
                instead = "Send it in parts, or raise TREATYGRAPH_SUBMISSION_TRIPLES."
                raise _refusal(name, 0, what, instead)
    except SyntaxError as error:
        raise _not_parsed(error, format, name) from None
    except ValueError as error:
        raise _refusal(name, 0, f"Not {format.name}: {error}.", "") from None
    if not triples:
        raise _refusal(name, 0, "It holds no triples.", "Send at least one.")
    return list(triples)


_TRIPLE_TERMS = (
    "It holds triple terms of RDF 1.2.",
    "Describe a statement, with an IRI of its own.",
)


def _refusal(name: str, line: int, what: str, instead: str) -> DataError:
    return DataError([Finding(name, line, what, instead)])


def _not_parsed(error: SyntaxError, format: ox.RdfFormat, name: str) -> DataError:
    reason = re.sub(r"^Parser error .*?: ", "", error.msg)
    reason = re.sub(r" \(line \d+\)$", "", reason).rstrip(".")
    column = f" at column {error.offset}" if error.offset and format != ox.RdfFormat.JSON_LD else ""
    instead = ""
    if "scheme" in reason:
        instead = "Write IRIs in full, or begin with @base <https://…/> ."
    if "has not been declared" in reason:
        instead = "Declare it at the beginning."
    line = 0 if format == ox.RdfFormat.JSON_LD else error.lineno or 0
    return _refusal(name, line, f"Not {format.name}{column}: {reason}.", instead)


def refuse_quad(quad: ox.Quad) -> tuple[str, str] | None:
    """Why nobody may say such a thing, and what to write instead; None where one may."""
    for term in (quad.subject, quad.object):
        reason = refuse(term)
        if reason:
            return reason
    for iri in _iris(quad):
        reason = _judge_iri(iri)
        if reason:
            return reason
    value = quad.object
    if isinstance(value, ox.Literal):
        if len(value.language or "") > _LONGEST_TAG:
            return f"A language tag of {len(value.language or ''):,} characters.", "Write a code."
        if "\0" in value.value:
            return "A text with a NUL character.", "Leave it out."
    return None


def _iris(quad: ox.Quad) -> Iterator[str]:
    for term in quad.triple:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def _judge_iri(iri: str) -> tuple[str, str] | None:
    if len(iri) > _LONGEST_IRI:
        return f"An IRI of {len(iri):,} characters, {iri[:60]}….", "Write a shorter one."
    if iri.startswith(_RELATIVE):
        return f"A relative IRI, “{iri.removeprefix(_RELATIVE)}”.", "Write IRIs in full."
    if iri.startswith(_UNMAPPED):
        what = f"The @context does not say which IRI “{iri.removeprefix(_UNMAPPED)}” stands for."
        return what, "Add it there, or write the IRI in full."
    prefix = iri.partition(":")[0]
    if prefix in prefixes():
        instead = f"Declare {prefix} as {prefixes()[prefix]}, or write the IRI in full."
        return f"The prefix of “{iri}” is not declared.", instead
    return None


def _prepare_json(text: str, name: str) -> str:
    """The document in one that gives every key an IRI, lest unknown ones are dropped."""
    try:
        document = json.loads(text, parse_int=str, parse_float=str)
    except RecursionError:
        raise _refusal(name, 0, *_too_deep()) from None
    except json.JSONDecodeError as error:
        what = f"Not JSON-LD at column {error.colno}: {error.msg}."
        raise _refusal(name, error.lineno, what, "") from None
    level, contexts = [document], []
    for _ in range(_DEEPEST):
        below: list[object] = []
        for value in level:
            if isinstance(value, dict):
                contexts += [item for key, item in value.items() if key == "@context"]
                iri = value.get("@id")
                if isinstance(iri, str) and _NOT_IN_IRIS.search(iri):
                    what = f"“{iri[:200]}” is no IRI."
                    raise _refusal(name, 0, what, "Write what is not allowed in it as %20, say.")
                below += [*value.keys(), *value.values()]
            elif isinstance(value, list):
                below += value
            elif isinstance(value, str) and len(value) > _LONGEST_IRI and not _SPACE.search(value):
                # The parser repeats names as often as they are used; text it does not.
                what = f"A name of {len(value):,} characters, {value[:60]}…."
                raise _refusal(name, 0, what, "Write a shorter one.")
        level = below
    if level:
        raise _refusal(name, 0, *_too_deep())
    _check_contexts(contexts, name)
    return f'{{"@context":{{"@vocab":"{_UNMAPPED}"}},"@graph":{text}\n}}'


def _check_contexts(contexts: list[object], name: str) -> None:
    """Raises DataError where a context is elsewhere, or makes much out of a short name."""
    parts = [p for c in contexts for p in (c if isinstance(c, list) else [c]) if p is not None]
    objects = [part for part in parts if isinstance(part, dict)]
    for part in parts:
        remote = part.get("@import") if isinstance(part, dict) else part
        if remote is not None:
            what = f"The @context “{str(remote)[:200]}” is elsewhere, and nothing is fetched."
            raise _refusal(name, 0, what, "Write the context itself into the document.")
    if len(parts) > 1:
        what = "More than one @context."
        raise _refusal(name, 0, what, "Write one for the whole document, at its beginning.")
    for part in objects:
        terms = {key: _iri_of(entry) for key, entry in part.items()}
        for term in terms:
            length, links = 0, 0
            iri = terms.get(term, "")
            while iri:
                length, links = length + len(iri), links + 1
                if length > _LONGEST_NAMESPACE or links > _MOST_LINKS:
                    what = f"The @context makes too much of “{term[:200]}”."
                    raise _refusal(name, 0, what, "Write its IRI in full, and no longer than that.")
                iri = terms.get(iri.partition(":")[0], "")


def _iri_of(entry: object) -> str:
    iri = entry.get("@id") if isinstance(entry, dict) else entry
    return iri if isinstance(iri, str) else ""


def _too_deep() -> tuple[str, str]:
    return f"Nested more than {_DEEPEST} deep.", "Describe one thing beside the other, by its IRI."


def _check_xml(text: str, name: str) -> None:
    """Raises DataError where the text is not XML, has entities of its own or is nested deep."""
    parser = expat.ParserCreate()
    depth = 0

    def begin(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _refusal(name, parser.CurrentLineNumber, *_too_deep())

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def declare(*_: object) -> None:
        what = "A document type, which may declare entities."
        instead = "Leave <!DOCTYPE …> out, and write IRIs in full."
        raise _refusal(name, parser.CurrentLineNumber, what, instead)

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = declare
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        what = f"Not RDF/XML at column {error.offset + 1}: {expat.ErrorString(error.code)}."
        raise _refusal(name, error.lineno, what, "") from None
