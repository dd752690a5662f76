"""Documents: what is refused of what others send in, and how that is told."""

from __future__ import annotations

import socket

import pyoxigraph as ox
import pytest

from treatygraph.errors import DataError
from treatygraph.validate.documents import read_text, read_triples

THING = "<https://w3id.org/treatygraph/action/x>"
ID = '"@id":"https://w3id.org/treatygraph/action/x"'
RDF = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a/">'
TURTLE, JSON_LD, RDF_XML = ox.RdfFormat.TURTLE, ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML


def read(text: str, format: ox.RdfFormat = TURTLE, most: int = 20_000) -> list[ox.Triple]:
    return read_triples(text, format, "sent", most)


def refusal(text: str, format: ox.RdfFormat = TURTLE) -> str:
    with pytest.raises(DataError) as error:
        read(text, format)
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x1f\x8b\x08\0", "sent: The content is packed with gzip. Send it unpacked."),
        (b"PK\x03\x04", "sent: The content is packed with zip. Send it unpacked."),
        (b"# one\n\xff", "sent:2: Not UTF-8. Save it as UTF-8 text."),
        ("# one".encode("utf-16"), "sent:1: Not UTF-8. Save it as UTF-8 text."),
        (b"# one\n\0", "sent:2: A NUL character. Leave it out."),
        (b" \n", "sent: It is empty. Send at least one triple or row."),
    ],
)
def test_bytes_that_are_no_text_are_refused(content: bytes, said: str) -> None:
    with pytest.raises(DataError) as error:
        read_text(content, "sent")
    assert str(error.value) == said


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read_text(b"\xef\xbb\xbf# text", "sent") == "# text"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{THING} <a:b> 1\n<a:c> <a:d> .", "sent:2: Not Turtle at column 1: A dot is expected"),
        (
            "<x> <a:b> 1 .",
            "sent:1: Not Turtle at column 1: No scheme found in an absolute IRI. Wri",
        ),
        ("tg:x <a:b> 1 .", "The prefix tg: has not been declared. Declare it at the beginning."),
        ("# nothing", "sent: It holds no triples. Send at least one."),
        (f"{THING} <a:b> [] .", "blank node. Give the node an IRI"),
        (f"{THING} <a:b> <<( {THING} <a:b> 1 )>> .", "triple term of RDF 1.2. Describe"),
        (f"{THING} <a:b> " + "<<( <a:a> <a:b> " * 90_000, "triple terms of RDF 1.2. Describe"),
        (f'{THING} <a:b> "\\u0000" .', "sent: A text with a NUL character. Leave it out."),
        (f"{THING} <tg:b> 1 .", "The prefix of “tg:b” is not declared. Declare tg as https://"),
        (f'{THING} <a:b> "x"@en{"-a-bcdefgh" * 20} .', "A language tag of 202 characters."),
        (f"@prefix p: <a:{'p' * 5_000}> . {THING} p:a p:b, p:c .", "An IRI of 5,003 characters"),
    ],
)
def test_turtle_that_no_record_can_hold_is_refused(text: str, said: str) -> None:
    assert said in refusal(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{{{ID},\n'a:b':1}}", "sent:2: Not JSON-LD at column 1: "),
        (f'{{{ID},"a:b":1}}]', "sent:1: Not JSON-LD at column "),
        (f'{{{ID},"a:b":{{"@id":"y"}}}}', "A relative IRI, “y”. Write IRIs in full."),
        (f'{{{ID},"name":"x"}}', "The @context does not say which IRI “name” stands for."),
        (f'{{{ID},"tg:name":"x"}}', "The prefix of “tg:name” is not declared."),
        (f'{{{ID},"a:b":{{"@id":"a:b c"}}}}', "“a:b c” is no IRI."),
        ('{"a:b":1}', "blank node. Give the node an IRI"),
        ("{}", "sent: It holds no triples. Send at least one."),
        ('"text"', "sent: It holds no triples. Send at least one."),
        (f'{{{ID},"a:b":{"[" * 20_000}1{"]" * 20_000}}}', "Nested more than 64 deep."),
        ('{"a:b":' * 20_000 + "1" + "}" * 20_000, "Nested more than 64 deep."),
        (f'{{"@context":{{"p":"a:{"p" * 9_999}"}},{ID},"p:a":1}}', "A name of 10,001 characters"),
        (f'{{"@context":{{"p":"a:{"p" * 600}"}},{ID},"p:a":1}}', "makes too much of “p”."),
        (f'{{"@context":{{"p":"q:a","q":"p:a"}},{ID},"p:a":1}}', "makes too much of “p”."),
        (f'{{"@context":[{{}},{{}}],{ID},"p:a":1}}', "More than one @context. Write one"),
        (f'{{"@context":{{"p":{{"@id":"a:p","@context":{{}}}}}},{ID}}}', "More than one @context."),
    ],
)
def test_json_ld_that_loses_or_multiplies_is_refused(text: str, said: str) -> None:
    assert said in refusal(text, JSON_LD)


@pytest.mark.parametrize(
    "context",
    [
        '"https://schema.org/"',
        '["https://schema.org/"]',
        '{"@import":"https://schema.org/"}',
    ],
)
def test_no_context_is_fetched(context: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    said = "The @context “https://schema.org/” is elsewhere, and nothing is fetched."
    assert said in refusal(f'{{"@context":{context},{ID},"name":"x"}}', JSON_LD)
    assert said in refusal(f'{{{ID},"a:b":{{"@context":{context},{ID}}}}}', JSON_LD)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{RDF}\n<a:X></a:Y></r:RDF>", "sent:2: Not RDF/XML at column 8: mismatched tag."),
        (f'{RDF}<a:X r:about="x"/></r:RDF>', "A relative IRI, “x”. Write IRIs in full."),
        (f"{RDF}<a:X/></r:RDF>", "blank node. Give the node an IRI"),
        (f"{RDF}\n{'<a:X><a:p>' * 60}", "sent:2: Nested more than 64 deep."),
        (
            f'<!DOCTYPE r [<!ENTITY a "{"x" * 99}"><!ENTITY b "{"&a;" * 99}">]>{RDF}&b;</r:RDF>',
            "sent:1: A document type, which may declare entities. Leave <!DOCTYPE …> out",
        ),
        (
            f'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>{RDF}&a;</r:RDF>',
            "sent:1: A document type, which may declare entities. Leave <!DOCTYPE …> out",
        ),
    ],
)
def test_xml_that_does_not_hold_or_multiplies_is_refused(text: str, said: str) -> None:
    assert said in refusal(text, RDF_XML)


def test_so_many_triples_and_no_more() -> None:
    text = f"{THING} <a:b> 1, 2, 3 ."
    assert len(read(text, most=3)) == 3
    with pytest.raises(DataError, match="More than 2 triples"):
        read(text, most=2)


def test_days_that_the_calendar_does_not_have_are_for_shapes_to_report() -> None:
    day = f'{THING} <a:b> "2026-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .'
    assert len(read(day)) == 1
