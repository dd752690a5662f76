"""`treatygraph validate`: where its report goes, and files that it does not judge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import Invoke

from treatygraph import resources

BAD = resources.root() / "tests" / "shapes" / "exit" / "bad-stale-notice.ttl"


def test_the_report_goes_to_a_file(validate: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "report.sarif"
    done = validate(BAD, "--today=2026-11-22", "--format=sarif", "--output", path)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"Wrote {path}: 1 warning\n"
    [result] = json.loads(path.read_text())["runs"][0]["results"]
    assert result["ruleId"] == "tgs:WithdrawalShape-notStale"


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("nowhere/report.csv", "There is no folder nowhere for the report. Make it first."),
        ("folder", "folder is a folder. Name a file, such as folder/report.csv."),
        ("/proc/version", "/proc/version cannot be written"),
    ],
)
def test_where_no_report_can_go_is_told(
    validate: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, said: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.ttl").write_text("<urn:a> <urn:b> 1 .")
    monkeypatch.chdir(tmp_path)
    done = validate("good.ttl", "--output", output)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_file_of_200_megabytes_is_refused_unread(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "large.ttl"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # takes no room on the disk
    for command in (["validate"], ["fmt"], ["import", "acts"]):
        done = invoke(*command, path)
        assert (done.exit_code, done.stdout) == (1, "")
        assert f"{path}: The file has 200,000,000 bytes, more than 20,000,000." in done.stderr
        assert "raise TREATYGRAPH_FILE_BYTES" in done.stderr


def test_the_longest_file_is_a_setting(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TREATYGRAPH_FILE_BYTES", "10")
    (tmp_path / "file.ttl").write_text("<urn:a> <urn:b> 1 .")
    assert "19 bytes, more than 10" in invoke("validate", tmp_path / "file.ttl").stderr


def test_a_line_that_cannot_be_had_ends_nothing(validate: Invoke, tmp_path: Path) -> None:
    """One parser knows the versions of RDF 1.2; the one that counts lines does not."""
    (tmp_path / "new.ttl").write_text('VERSION "1.2"\n' + BAD.read_text())
    done = validate(tmp_path / "new.ttl", "--today=2026-11-22")
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"{tmp_path / 'new.ttl'}: warning: " in done.stdout


def test_a_folder_is_no_file(invoke: Invoke) -> None:
    done = invoke("validate", "data")
    assert done.exit_code == 2
    assert "data is a folder. Name its files." in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"<a> <urn:b> 1 .", "Write IRIs in full, or begin with @base"),
        (b"\xff\xfe<urn:a> <urn:b> 1 .", ":1: Not Turtle: "),
        (b"\x00" * 1000, ":1: Not Turtle: "),
        (b"(" * 100_000, ":1: Not Turtle: "),
        (b"[ <urn:b> " * 100_000, ":1: Not Turtle: "),
        (b"<urn:a> <urn:b> <<( <urn:c> <urn:d> <urn:e> )>> .", "a triple term"),
        (b'<urn:a> <urn:b> "c"@en--ltr .', "Write the text with its language alone"),
        (b"<?xml version='1.0'?><rdf:RDF/>", ":1: Not Turtle: "),
        (b'{"@id": "urn:a"}', ":1: Not Turtle: "),
    ],
    ids=["relative", "utf-16", "zeros", "nested", "blank", "term", "direction", "xml", "json"],
)
def test_what_is_no_data_of_ours_is_told(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes, said: str
) -> None:
    (tmp_path / "file.ttl").write_bytes(text)
    monkeypatch.chdir(tmp_path)
    done = invoke("validate", "file.ttl")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "file.ttl" in done.stderr
    assert said in done.stderr


WITHDRAWAL = """PREFIX tg: <https://w3id.org/treatygraph/ontology#>
PREFIX tgv: <https://w3id.org/treatygraph/vocab/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
BASE <https://w3id.org/treatygraph/>

<withdrawal/26-5/DNK> a tg:Withdrawal ;
    tg:participation <participation/26-5/DNK> ;
    tg:notificationDate "2026-02-20"^^xsd:date ;
    tg:effectiveDate "2026-08-20"^^xsd:date ;
    tg:underProvision <provision/26-5/20.3> ;
    tg:recordedStatus tgv:pending ;
    tg:statedReason "not available"@en ;
    tg:noticeGivenTo <organisation/UNO> ;
    prov:wasDerivedFrom <source/dep-26-5> .
"""


def test_a_withdrawal_may_join_the_graph(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "denmark.ttl"
    path.write_text(WITHDRAWAL)
    done = invoke("validate", "--against-graph", "--today=2026-03-22", path)
    assert (done.exit_code, done.stdout) == (0, "No violation, no warning.\n")


def test_a_withdrawal_without_notification_date_may_not(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "denmark.ttl"
    path.write_text("".join(s for s in WITHDRAWAL.splitlines(True) if "notification" not in s))
    done = run("validate", "--against-graph", "--today=2026-03-22", path)
    assert done.returncode == 1
    assert (
        f"{path}:7: violation: A withdrawal needs exactly one notification date, the day on which"
        " the depositary received the notice: tg:notificationDate" in done.stdout
    )


def test_files_of_several_forms_join_the_graph_together(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header, _, statements = WITHDRAWAL.partition("<withdrawal")
    (tmp_path / "a.trig").write_text(f"{header} <graph/x> {{ <withdrawal{statements} }}")
    (tmp_path / "b.nt").write_text(
        "<https://w3id.org/treatygraph/withdrawal/26-5/DNK>"
        " <https://w3id.org/treatygraph/ontology#notificationDate>"
        ' "2026-02-21"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
    )
    monkeypatch.chdir(tmp_path)
    done = invoke("validate", "--against-graph", "--today=2026-03-22", "a.trig", "b.nt")
    assert done.exit_code == 1
    assert "A withdrawal needs exactly one notification date" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "Name the files to judge against the graph."),
        (["x.pdf"], 2, "x.pdf has no suffix that tells its form: .ttl, .jsonld, "),
        (["x.nt"], 2, "There is no file x.nt."),
        (["x.csv"], 1, "x.csv:1: No layout has these columns."),
        (["x.csv", "--layout=nosuch"], 2, "There is no layout called “nosuch”."),
        (["x.csv", "--layout=acts"], 1, "x.csv:1: column a: The layout “acts” has no such column."),
        (["--engine=none"], 2, "'none' is not one of 'own', 'pyshacl'"),
    ],
)
def test_what_cannot_be_judged_against_the_graph_is_told(
    invoke: Invoke,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    monkeypatch.chdir(tmp_path)
    done = invoke("validate", "--against-graph", *arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr


def test_a_layout_is_for_tables_that_join_the_graph(invoke: Invoke) -> None:
    done = invoke("validate", BAD, "--layout=acts")
    assert done.exit_code == 2
    assert "--layout goes with --against-graph." in done.stderr
