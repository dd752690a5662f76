"""The corpus: hostile requests, each with the answers that it may get (`cases/*.yaml`).

A case is sent as one of `query` (POST as `application/sparql-query`), `get` (GET, escaped),
`request` (method and target, with `headers` and `body`) or `raw` (the bytes of a connection, each
line ending in CRLF). In them `«text×5000»` is a text so many times over, with `{n}` and `{n+1}` in
it counted; `‹ff 00›` are bytes; TRAP is the address of a server that counts who asks it.

How it is sent: `pace` is the seconds between two bytes, `endless` a text that is sent for ever
after the rest, `read` the bytes that are read in a second (0: none), `connections` how many are
opened at once, `leave` ends them when all is sent, `compress` packs the body.

What it may get, `expect`: a status and the kind of problem, several joined by + on one connection;
`closed` is a connection that ends without an answer, `cut` one that ends in the midst of it, `gone`
one that the client ends. `within` is the seconds it may take where they are not those of all.
`lacks` is a text that no answer may hold.
"""  # noqa: RUF002

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote

import yaml

FOLDER = Path(__file__).parent / "cases"
_REPEAT = re.compile(r"«(.*?)×(\d+)»", re.DOTALL)  # noqa: RUF001
_BYTES = re.compile(rb"\xe2\x80\xb9([0-9a-f ]+)\xe2\x80\xba")


@dataclass(frozen=True)
class Case:
    """One hostile request and the answers that it may get."""

    name: str
    expect: tuple[str, ...]
    theme: str = ""
    query: str = ""
    get: str = ""
    request: str = ""
    raw: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    compress: bool = False
    pace: float = 0
    endless: str = ""
    read: int | None = None
    connections: int = 1
    leave: bool = False
    within: float = 0
    lacks: str = ""

    def payload(self, trap: str) -> bytes:
        """The bytes that are sent first, with the address of the trap in them."""
        if self.raw:
            return _bytes(self.raw.replace("\n", "\r\n"), trap)
        headers = {"Host": "treatygraph", **self.headers}
        body = _bytes(self.body, trap)
        if self.query:
            line, body = "POST /sparql", _bytes(self.query, trap)
            headers.setdefault("Content-Type", "application/sparql-query")
        elif self.get:
            line = "GET /sparql?query=" + quote(_bytes(self.get, trap), safe="")
        else:
            line = self.request
        if self.compress:
            body = gzip.compress(body)
            headers["Content-Encoding"] = "gzip"
        if body or line.startswith(("POST", "PUT")):
            headers.setdefault("Content-Length", str(len(body)))
        lines = [f"{line} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return _bytes("\r\n".join([*lines, "", ""]), trap) + body


def _bytes(text: str, trap: str) -> bytes:
    text = _REPEAT.sub(_repeat, text.replace("TRAP", trap))
    return _BYTES.sub(lambda found: bytes.fromhex(found[1].decode()), text.encode())


def _repeat(found: re.Match[str]) -> str:
    part, times = found[1], int(found[2])
    if "{n" not in part:
        return part * times
    counted = (part.replace("{n}", str(n)).replace("{n+1}", str(n + 1)) for n in range(times))
    return "".join(counted)


@cache
def cases() -> dict[str, Case]:
    """Every case of the corpus by its name."""
    found: dict[str, Case] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for given in yaml.safe_load(path.read_text(encoding="utf-8")):
            answers = given.pop("expect")
            expect = (answers,) if isinstance(answers, str | int) else answers
            case = Case(**given, expect=tuple(map(str, expect)), theme=path.stem)
            assert case.name not in found, f"two cases are named “{case.name}”"
            found[case.name] = case
    return found
