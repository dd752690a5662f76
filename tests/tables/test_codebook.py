"""The codebook as readers of CSV on the Web find it: the csvw package, and Parquet."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW
from pyarrow import parquet
from starlette.testclient import TestClient

PANEL = "/panel?treaty=26-5&treaty=26-6&from=2020&to=2027"


@pytest.mark.parametrize(
    "address",
    [PANEL, "/queries/withdrawals?treaty=26-5", "/queries/party-counts?on=2026-02-20",
     "/queries/parties-over-time?treaty=26-5", "/queries/final-clauses?treaty=26-5"],
)  # fmt: skip
def test_tables_are_as_their_codebooks_say(
    client: TestClient, tmp_path: Path, address: str
) -> None:
    csv = client.get(f"{address}&format=csv")
    link = csv.links["describedby"]
    assert link["type"] == "application/csvm+json"
    codebook = client.get(address.partition("?")[0] + link["url"]).json()
    assert codebook["url"] == f"{address.rpartition('/')[2]}&format=csv"
    (tmp_path / "table.csv").write_bytes(csv.content)
    _describe(tmp_path, codebook)
    read = CSVW(str(tmp_path / "table.csv-metadata.json"), validate=True)
    assert len(list(read.tables[0].iterdicts(strict=True))) >= 5
    assert read.is_valid


def test_a_code_that_no_list_has_is_no_code(client: TestClient, tmp_path: Path) -> None:
    codebook = client.get(f"{PANEL}&format=csvw").json()
    wrong = client.get(PANEL).text.replace(",party,", ",friend,", 1)
    (tmp_path / "table.csv").write_text(wrong, newline="")
    _describe(tmp_path, codebook)
    read = CSVW(str(tmp_path / "table.csv-metadata.json"))
    with pytest.raises(ValueError, match="friend"):
        list(read.tables[0].iterdicts(strict=True))


def test_codes_are_defined_as_in_the_ontology(client: TestClient) -> None:
    status = _column(client.get(f"{PANEL}&format=csvw").json(), "status")
    entries = status["qb:codeList"]["skos:hasTopConcept"]
    assert {entry["skos:notation"]: entry["skos:definition"] for entry in entries}[
        "signatory"
    ] == "signed, without consent to be bound"
    assert status["dc:description"] == "status on 31 December of the year"


def test_parquet_says_the_same_as_csv(client: TestClient) -> None:
    answer = client.get(f"{PANEL}&format=parquet")
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    table = parquet.read_table(io.BytesIO(answer.content))
    lines = [",".join(_plain(value) for value in row.values()) for row in table.to_pylist()]
    assert lines == client.get(PANEL).text.splitlines()[1:]


def test_parquet_holds_its_codebook(client: TestClient) -> None:
    file = parquet.ParquetFile(io.BytesIO(client.get(f"{PANEL}&format=parquet").content))
    schema = file.schema_arrow
    assert json.loads(schema.metadata[b"csvw"]) == client.get(f"{PANEL}&format=csvw").json()
    assert [str(schema.field(name).type) for name in ("year", "boundFrom", "afterHorizon")] == [
        "int64", "date32[day]", "bool",
    ]  # fmt: skip
    status = schema.field("status").metadata
    assert status[b"description"] == b"status on 31 December of the year"
    assert json.loads(status[b"codes"])["party"] == "bound by the treaty in force"


def test_without_the_library_it_says_what_to_install(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    answer = client.get(f"{PANEL}&format=parquet")
    assert answer.status_code == 406
    assert "pip install 'treatygraph[parquet]'" in answer.json()["detail"]
    assert client.get(PANEL).status_code == 200


def _describe(folder: Path, codebook: dict[str, Any]) -> None:
    told = json.dumps({**codebook, "url": "table.csv"})
    (folder / "table.csv-metadata.json").write_text(told)


def _column(codebook: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in codebook["tableSchema"]["columns"] if one["name"] == name)


def _plain(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
