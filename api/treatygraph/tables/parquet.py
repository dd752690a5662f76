"""Parquet: the rows of a question in typed columns, with the codebook in the file."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from functools import cache
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any, Final

from treatygraph.errors import MissingExtra
from treatygraph.tables.codebook import as_text

# As many bytes of CSV become one group of rows.
_GROUP_BYTES: Final = 2**22
# The key of the metadata of the file that holds the codebook.
_KEY: Final = "csvw"


@cache
def is_written() -> bool:
    """Whether this installation writes Parquet."""
    return find_spec("pyarrow") is not None


def open_library() -> SimpleNamespace:
    """The parts of pyarrow that are needed; raises MissingExtra where it is not installed."""
    try:
        import pyarrow
        from pyarrow import csv, parquet
    except ImportError:
        raise MissingExtra("Parquet", "parquet", "csv") from None
    return SimpleNamespace(arrow=pyarrow, csv=csv, parquet=parquet)


async def as_parquet(
    rows: AsyncIterator[bytes], codebook: dict[str, Any], library: SimpleNamespace
) -> AsyncIterator[bytes]:
    """A Parquet file, piece by piece, of CSV that comes in whole lines, the header first.

    The codebook stands in the metadata of the file under `csvw`, what it says of a column in that
    of the column: `description`, and `codes`, an object of codes with their meanings.
    """
    file = _File(codebook, library)
    held = bytearray()
    async for piece in rows:
        held += piece
        if len(held) >= _GROUP_BYTES:
            yield await asyncio.to_thread(file.add, bytes(held))
            held.clear()
    yield await asyncio.to_thread(file.end, bytes(held))


class _File:
    """A file that grows by groups of rows; what is added to it comes back as its bytes."""

    def __init__(self, codebook: dict[str, Any], library: SimpleNamespace) -> None:
        self._library = library
        columns = codebook["tableSchema"]["columns"]
        fields = [_field(column, library.arrow) for column in columns]
        metadata = {_KEY: as_text(codebook)}
        self._schema = library.arrow.schema(fields, metadata)
        self._sink = _Sink()
        self._writer = library.parquet.ParquetWriter(self._sink, self._schema, compression="zstd")
        self._begun = False

    def add(self, lines: bytes) -> bytes:
        """What the file grows by with these lines; the first of all is the header."""
        names = self._schema.names
        table = self._library.csv.read_csv(
            io.BytesIO(lines),
            self._library.csv.ReadOptions(column_names=names, skip_rows=0 if self._begun else 1),
            convert_options=self._library.csv.ConvertOptions(
                column_types=self._schema, null_values=[""], strings_can_be_null=True
            ),
        )
        self._begun = True
        self._writer.write_table(table.cast(self._schema))
        return self._sink.take()

    def end(self, lines: bytes) -> bytes:
        """What the file grows by with the last lines, if any, and its end."""
        last = self.add(lines) if lines else b""
        self._writer.close()
        return last + self._sink.take()


class _Sink(io.RawIOBase):
    """A file to write to that gives away what was written."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._written += content
        return len(content)

    def take(self) -> bytes:
        """What was written since it was last asked."""
        taken = bytes(self._written)
        self._written.clear()
        return taken


def _field(column: dict[str, Any], arrow: Any) -> Any:
    """The column of an Arrow schema that the codebook describes."""
    types = {"integer": arrow.int64(), "date": arrow.date32(), "boolean": arrow.bool_()}
    datatype = column["datatype"]
    told = {"description": column["dc:description"]}
    if "qb:codeList" in column:
        entries = column["qb:codeList"]["skos:hasTopConcept"]
        meanings = {entry["skos:notation"]: entry["skos:definition"] for entry in entries}
        told["codes"] = json.dumps(meanings, ensure_ascii=False)
        datatype = datatype["base"]
    nullable = not column.get("required", False)
    type_ = types.get(datatype, arrow.string())
    return arrow.field(column["name"], type_, nullable, told)
