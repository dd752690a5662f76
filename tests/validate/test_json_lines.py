"""JSON lines: the property that a result is about, as near as it can be told."""

from __future__ import annotations

import pytest

from treatygraph.validate.json_lines import JsonLines

DOCUMENT = """{
  "@context": { "p": "urn:p#" },
  "@graph": [
    { "@id": "urn:x/a",
      "p:sees": { "@id": "urn:x/b" },
      "p:says": "\\"p:date\\": {" },
    {
      "@type": "p:Thing", "@id": "x:b",
      "urn:p#date": [ "1999-01-01",
        "2000-01-01" ]
    }
  ]
}"""


@pytest.mark.parametrize(
    ("focus", "path", "line"),
    [
        ("<urn:x/a>", "<urn:p#says>", 6),
        ("<urn:x/b>", "<urn:p#begin>|<urn:p#date>", 9),  # whichever of these there is
        ("<urn:x/b>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", 8),
        ("<urn:x/b>", "<urn:p#end>", 8),  # the thing, where the fault is what is missing
        ("<urn:x/b>", "", 8),
        ("<urn:x/c>", "<urn:p#date>", 0),  # what is not in the document
    ],
)
def test_the_line_is_that_of(focus: str, path: str, line: int) -> None:
    assert JsonLines(DOCUMENT).find(focus, path, "") == line
