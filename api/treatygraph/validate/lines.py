"""Lines: where in a Turtle file a statement stands."""

from __future__ import annotations

import re
from collections.abc import MutableSequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import rdflib
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser

# The canonical form: lines of prefixes, then one block a subject, and a lone dot after each. The
# tokens are told apart, for a text of several lines may hold what looks like a block.
_IRI = r"<[a-z]+:[^<>\"\\\s]*+>"
_TEXT = r'"""(?:[^"\\]|\\.|"(?!""))*+"""|"(?!"")(?:[^"\\\n]|\\.)*+"'
_HEAD = re.compile(rf"(?:PREFIX [\w.-]*:[ ]{_IRI}\n)*+")
_BLOCK = re.compile(
    rf"\n({_IRI}|[\w.-]*:[\w.-]+)\n"
    rf"(?:[ ]{{4}}(?:[^\"'<#.\n]++|\.(?!\s)|{_IRI}|{_TEXT})++\n)++\.\n",
    re.DOTALL,
)
_PREFIX = re.compile(r"PREFIX ([\w.-]*): <(.*)>\n")


class Lines:
    """The line of each statement of one Turtle file, counted from 1.

    Of a file in canonical form no more is parsed than the blocks of the subjects asked for.
    With `content` that is read, and the path need not exist.
    """

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        self.subjects: dict[str, int] = {}
        self.predicates: dict[tuple[str, str], int] = {}
        self.statements: dict[tuple[str, str, str], int] = {}
        self.values: dict[tuple[str, str], int] = {}
        self._path = path
        text = (path.read_bytes() if content is None else content).decode("utf-8-sig")
        head = _HEAD.match(text)
        assert head, "nothing is a head too"
        self._head = head[0]
        self._unread = _find_blocks(text, self._head)
        if not self._unread:
            self._record(text, 0, 1)

    def find(self, focus: str, path: str, value: str) -> int:
        """The line of the statement, else of its property, else of its subject, else 0.

        Terms are in N-Triples form, several properties of a path with “|” between them. Without a
        path, as queries report, it is the first statement of the subject that has the value.
        """
        for block, line in self._unread.pop(focus, ()):
            self._record(self._head + block, len(self._head), line)
        paths = path.split("|")
        places = [self.statements.get((focus, path, value), 0) for path in paths]
        places += [self.predicates.get((focus, path), 0) for path in paths]
        places += [] if path else [self.values.get((focus, value), 0)]
        places.append(self.subjects.get(focus, 0))
        return next(filter(None, places), 0)

    def _record(self, text: str, begin: int, line: int) -> None:
        """Notes where the statements of a text stand, of which `begin` is on that line."""
        # What this parser does not read and the other did, such as a VERSION, ends the lines.
        with suppress(BadSyntax):
            _Recorder(self._path, self, begin, line).loadBuf(text)


def _find_blocks(text: str, head: str) -> dict[str, list[tuple[str, int]]]:
    """The blocks of each subject with the line where each begins; none unless all is canonical."""
    blocks: dict[str, list[tuple[str, int]]] = {}
    prefixes = dict(_PREFIX.findall(head))
    at, line = len(head), 1 + head.count("\n")
    while found := _BLOCK.match(text, at):
        prefix, _, name = found[1].partition(":")
        subject = found[1] if prefix.startswith("<") else f"<{prefixes.get(prefix, '')}{name}>"
        blocks.setdefault(subject, []).append((found[0], line))
        at, line = found.end(), line + found[0].count("\n")
    return blocks if at == len(text) else {}


class _Recorder(SinkParser):
    """The Turtle parser of rdflib, noting where each subject and object begins.

    Its own count of lines will not do: what it reads twice, as it does between the objects of a
    list, it counts twice.
    """

    def __init__(self, path: Path, lines: Lines, begin: int, line: int) -> None:
        sink = RDFSink(rdflib.Graph())
        super().__init__(sink, baseURI=path.resolve().as_uri(), turtle=True)
        self._noted = lines
        self._subject_line = 0
        self._object_lines: list[int] = []
        self._counted = (begin, line)

    def directiveOrStatement(self, argstr: str, h: int) -> int:
        self._subject_line = self._line(argstr, h)
        return super().directiveOrStatement(argstr, h)

    def objectList(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        self._object_lines = []
        return super().objectList(argstr, i, res)

    def object(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        begin = self.skipSpace(argstr, i)
        self._object_lines.append(self._line(argstr, begin))
        return super().object(argstr, i, res)

    def _line(self, argstr: str, position: int) -> int:
        at, line = self._counted
        if position > at:
            self._counted = position, line + argstr.count("\n", at, position)
        return self._counted[1]

    def makeStatement(self, quadruple: Any) -> None:
        graph, predicate, subject, value = quadruple
        terms = [self._store.normalise(graph, t).n3() for t in (subject, predicate, value)]
        # One call an object, after all of a list were read.
        line = self._object_lines.pop(0) if self._object_lines else self._subject_line
        self._noted.subjects.setdefault(terms[0], self._subject_line)
        self._noted.predicates.setdefault((terms[0], terms[1]), line)
        self._noted.statements.setdefault((terms[0], terms[1], terms[2]), line)
        self._noted.values.setdefault((terms[0], terms[2]), line)
        super().makeStatement(quadruple)
