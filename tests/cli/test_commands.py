"""The command line as a person or a script uses it: output, messages, exit codes."""

from __future__ import annotations

import csv
import io
import json
import shutil
import socket
from pathlib import Path

import pytest
import rdflib
from tests.cli.conftest import Run
from tests.conftest import Invoke, lines
from typer.testing import CliRunner

from treatygraph import resources
from treatygraph.cli import app, bench
from treatygraph.store.build import Graph

SHAPES = resources.root() / "tests" / "shapes"


def test_validate_tells_that_poland_has_no_notification_date(run: Run) -> None:
    path = SHAPES / "exit" / "bad-poland-no-notification-date.ttl"
    done = run("validate", path)
    assert done.returncode == 1
    rule, first, _, summary = done.stdout.splitlines()
    line = next(
        number for number, text in enumerate(path.read_text().splitlines(), 1)
        if text.startswith("<withdrawal/26-5/POL>")
    )  # fmt: skip
    assert rule == "notification date (Q01, Q30, Q31), 1 violation:"
    assert first.startswith(
        f"tests/shapes/exit/{path.name}:{line}: violation: "
        "A withdrawal needs exactly one notification date"
    )
    assert "[tgs:WithdrawalShape-notificationDate]" in first
    assert summary == "1 violation"


def test_validate_as_json(validate: Invoke) -> None:
    path = SHAPES / "exit" / "bad-stale-notice.ttl"
    done = validate(path, "--today", "2026-11-22", "--format", "json")
    assert done.exit_code == 0, "a warning is no violation"
    [result] = json.loads(done.stdout)
    assert result["severity"] == "warning"
    assert result["focus"] == "<https://w3id.org/treatygraph/withdrawal/26-5/POL>"


def test_today_is_a_parameter(validate: Invoke) -> None:
    path = SHAPES / "exit" / "bad-stale-notice.ttl"
    assert validate(path, "--today", "2026-02-20").stdout == "No violation, no warning.\n"
    assert "1 warning" in validate(path, "--today", "2026-02-21").stdout


def test_validate_finds_a_file_of_the_record_good(validate: Invoke) -> None:
    done = validate("data/treaties/26-9.ttl")
    assert (done.exit_code, done.stdout) == (0, "No violation, no warning.\n")


def test_turtle_that_does_not_parse_tells_the_line(invoke: Invoke, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text(
        "@prefix tg: <https://w3id.org/treatygraph/ontology#> .\n<urn:a> a tg:State\n"
    )
    for command in ("validate", "fmt"):
        done = invoke(command, broken)
        assert done.exit_code == 1
        assert f"{broken}:3: Not Turtle: " in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no triples"),
        ("<urn:a> <urn:b> [] .", "blank node"),
        ("<a> <urn:b> 1 .", "Not Turtle"),
    ],
)
def test_files_that_cannot_be_judged(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    (tmp_path / "file.ttl").write_text(text)
    monkeypatch.chdir(tmp_path)
    done = invoke("validate", "file.ttl")
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


def test_a_missing_file_is_named(invoke: Invoke) -> None:
    for command in (["validate"], ["fmt"], ["import", "acts"]):
        done = invoke(*command, "nowhere.ttl")
        assert done.exit_code == 2
        assert "There is no file nowhere.ttl" in done.stderr


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("a tg:Withdrawal ;", "a tg:Withdrawl ;"), "no such term"),
        (("a tg:Withdrawal ;", ""), "The thing has no class"),
        (("tg:effectiveDate", "tg:efectiveDate"), "no such term"),
        (("a tg:Withdrawal ;", "a tg:PartyPeriod ;"), "never written by hand"),
    ],
)
def test_a_slip_of_the_pen_is_found(
    validate: Invoke, tmp_path: Path, edit: tuple[str, str], said: str
) -> None:
    good = (SHAPES / "exit" / "good-withdrawal.ttl").read_text()
    (tmp_path / "slip.ttl").write_text(good.replace(*edit))
    done = validate(tmp_path / "slip.ttl")
    assert done.exit_code == 1
    assert said in done.stdout


def test_what_becomes_wrong_elsewhere_is_told(validate: Invoke, tmp_path: Path) -> None:
    """A second, earlier ratification makes the recorded one the second."""
    (tmp_path / "law.ttl").write_text("""
        @prefix tg: <https://w3id.org/treatygraph/ontology#> .
        @prefix prov: <http://www.w3.org/ns/prov#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @base <https://w3id.org/treatygraph/> .
        <action/26-5/UKR/ratification-2005-05-18> a tg:Ratification ;
            tg:participation <participation/26-5/UKR> ;
            tg:date "2005-05-18"^^xsd:date ;
            prov:wasDerivedFrom <source/own> .
    """)
    done = validate(tmp_path / "law.ttl")
    assert done.exit_code == 1
    assert "data/treaties/26-5.ttl:" in done.stdout
    assert "[tgs:ConsentShape-single]" in done.stdout


def test_query_by_name_with_parameters(run: Run) -> None:
    done = run("query", "parties-of-treaty", "--treaty", "26-5", "--on=2026-02-20")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 161
    assert "Poland" not in {row["partyLabel"] for row in rows}
    assert done.stderr == "", "a pipe sees no progress"


def test_query_by_file_and_by_text(invoke: Invoke) -> None:
    by_file = invoke("query", "queries/exits/withdrawals.rq", "--format", "csv").stdout
    assert by_file == invoke("query", "withdrawals", "-f", "csv").stdout
    assert len(by_file.splitlines()) == 6
    text = "SELECT (COUNT(?w) AS ?n) WHERE { ?w a tg:Withdrawal }"
    assert invoke("query", text).stdout.splitlines() == ["n", "69"]


def test_query_as_table_json_and_turtle(invoke: Invoke) -> None:
    assert "227 rows" in invoke("query", "ways-out", "-f", "table").stdout
    assert invoke("query", "ASK {}", "-f", "table").stdout == "yes\n"
    found = json.loads(invoke("query", "withdrawals", "-f", "json").stdout)
    assert len(found["results"]["bindings"]) == 5
    construct = "CONSTRUCT WHERE { <https://w3id.org/treatygraph/state/POL> tg:iso3 ?c }"
    graph = rdflib.Graph().parse(data=invoke("query", construct).stdout, format="turtle")
    assert len(graph) == 1


def test_query_without_question_lists_the_catalogue(run: Run) -> None:
    done = run("query")
    assert "parties-of-treaty: Which states" in done.stdout
    assert "--on: the day of the question" in done.stdout
    assert "all of them if it is not given\n" in done.stdout
    assert "UNDEF" not in done.stdout


def test_status_as_json_in_a_pipe(run: Run) -> None:
    told = json.loads(run("status", "26-5", "POL", "--on", "2026-02-20").stdout)
    assert (told["status"], told["in_force_until"]) == ("withdrawn", "2026-02-20")


def test_status_of_all_as_table_with_the_horizon(invoke: Invoke) -> None:
    shown = invoke("status", "26-6", "--on", "2026-03-01", "--format", "table").stdout
    assert "Lithuania" in shown
    assert "withdrawn" in shown
    assert "complete up to 2026-02-03" in shown


def test_status_under_an_assumption(invoke: Invoke) -> None:
    done = invoke("status", "26-5", "POL", "--on", "2026-02-20", "--assume-conflict", "2026-02-01")
    assert json.loads(done.stdout)["status"] == "undetermined"


def test_an_explanation_in_sentences(invoke: Invoke) -> None:
    first, *_, last = invoke("explain", "26-5", "FIN", "--on", "2026-01-10").stdout.splitlines()
    assert first.startswith("Finland is no longer bound on 10 January 2026")
    assert last == "It is not bound from 10 January 2026 on."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "parties"], "Did you mean participants, parties-by-month, parties-over-time"),
        (["query", "parties-of-treaty", "--treaty", "Otawa Treaty"], "Ottawa Treaty"),
        (["query", "parties-of-treaty", "--on", "2025-02-30"], "The calendar has no 2025-02-30"),
        (["query", "parties-of-treaty", "--on"], "--on has no value"),
        (["query", "SELECT ?s WHERE { ?s ?p }"], "Line 1, column 26"),
        (["query", "ASK { SERVICE <http://x/> {} }"], "SERVICE is not allowed"),
        (["query", f"ASK {{ FILTER({'!' * 90_000}true) }}"], "The engine gave up on this query"),
        (["query", "ASK {}", "--treaty", "26-5"], "Only questions of the catalogue"),
        (["query", "withdrawals", "--format", "docx"], "Not available as docx"),
        (["import", "deeds", "x.csv"], "There is no layout called “deeds”"),
        (["validate", "--format", "docx"], "There is: text, json, csv, sarif, turtle, html"),
        (["query", "withdrawals", "--state", "POL"], "withdrawals has no parameter “state”"),
        (["status", "26-5", "Polnd"], "Did you mean Poland"),
        (["status", "26-5", "--on", "1990-01-01"], "adopted on 1997-09-18"),
        (["status", "26-5", "--format", "docx"], "Write table or json"),
        (["explain", "26-5", "POL", "--assume-notice", "soon"], "assume-notice"),
        (["nonsense"], "No such command"),
    ],
)
def test_wrong_use_is_exit_2(invoke: Invoke, arguments: list[str], said: str) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setenv("TREATYGRAPH_PORT", "abc")
    done = run("serve")
    assert done.returncode == 2
    assert done.stderr.startswith("TREATYGRAPH_PORT: ")


def test_a_port_that_there_is_not_is_named(run: Run) -> None:
    done = run("serve", "--port", "70000")
    assert (done.returncode, done.stdout) == (2, "")
    assert "less than or equal to 65535" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_named(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert done.returncode == 2
    assert f"Port {port} of 127.0.0.1 cannot be had" in done.stderr
    assert "Serving" not in done.stderr


def test_import_prints_turtle(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "acts.csv"
    table.write_text(
        "treaty_id,state_id,action,date,source_id\n"
        "Arms Trade Treaty,Nepal,accession,2026-05-04,own\n"
    )
    done = run("import", "acts", table)
    assert done.returncode == 0
    graph = rdflib.Graph().parse(data=done.stdout, format="turtle")
    assert len(graph) == 8


def test_import_stops_on_what_it_does_not_know_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(resources.root() / "data", data)
    before = {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}
    table = tmp_path / "acts.csv"
    table.write_text(
        "treaty_id,state_id,action,date,source_id\n"
        "26-8,Nepal,accession,2026-05-04,own\n"
        "26-8,Atlantis,accession,2026-05-04,own\n"
    )
    done = run("import", "acts", table, "--write", "--data", data)
    assert done.returncode == 1
    assert f"{table}:3: column state_id: There is no participant called “Atlantis”." in done.stderr
    assert before == {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}


def test_import_writes_into_the_record(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(resources.root() / "data", data)
    table = tmp_path / "acts.csv"
    table.write_text(
        "treaty_id,state_id,action,date,source_id\n"
        "Arms Trade Treaty,Nepal,accession,2026-05-04,own\n"
    )
    done = run("import", "acts", table, "--write", "--data", data)
    assert (done.returncode, done.stdout) == (0, "")
    assert {p.name for p in (data / "treaties").iterdir()} == {
        p.name for p in (resources.root() / "data" / "treaties").iterdir()
    }
    assert "action/26-8/NPL/accession" in (data / "treaties" / "26-8.ttl").read_text()
    assert run("fmt", "--check", data / "treaties" / "26-8.ttl").returncode == 0


def test_import_lists_its_layouts(invoke: Invoke) -> None:
    done = invoke("import", "--layouts")
    assert done.exit_code == 0
    assert "acts: acts of participants" in done.stdout
    assert "state_id (participant, required)" in done.stdout


def test_fmt_puts_in_order_and_check_tells(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "b.ttl"
    path.write_text('<urn:b> <urn:p> "z" . <urn:a> <urn:p> "y"@en , "x"@en .')
    assert invoke("fmt", "--check", path).exit_code == 1
    assert invoke("fmt", path).exit_code == 0
    assert path.read_text().splitlines() == [
        "<urn:a>",
        "    <urn:p>",
        '        "x"@en ,',
        '        "y"@en ;',
        ".",
        "",
        "<urn:b>",
        '    <urn:p> "z" ;',
        ".",
    ]
    assert invoke("fmt", "--check", path).exit_code == 0


def test_build_writes_one_dump(run: Run, build_folder: Path, graph: Graph) -> None:
    (build_folder / "treatygraph-0.nq").touch()
    done = run("build")
    assert done.returncode == 0
    assert "treatygraph-" in done.stderr
    [dump] = build_folder.glob("treatygraph-*")
    assert set(dump.read_bytes().splitlines()) == lines(graph.store)


def test_bench_data_goes_to_a_pipe(run: Run, graph: Graph) -> None:
    piped = run("bench", "data", "--times", "1")
    assert (piped.returncode, piped.stderr) == (0, "")
    assert set(piped.stdout.encode().splitlines()) == lines(graph.store)


def test_bench_data_goes_to_a_file(
    tmp_path: Path, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "assemble_copies", lambda *_: graph.store)
    path = tmp_path / "one.nq"
    done = CliRunner().invoke(app, ["bench", "data", "--times=1", "--out", str(path)])
    assert (done.exit_code, done.stdout) == (0, "")
    assert set(path.read_bytes().splitlines()) == lines(graph.store)


def test_bench_data_is_told_how_often_and_where(invoke: Invoke, tmp_path: Path) -> None:
    for wrong in (["--times", "0"], ["--times", "1", "--out", tmp_path / "no" / "one.nq"], []):
        done = invoke("bench", "data", *wrong)
        assert done.exit_code == 2


def test_help_shows_an_example_for_each_command(invoke: Invoke) -> None:
    alone = ("build", "serve", "query", "validate", "import", "new", "fmt")
    for command in (*alone, "bench data", "wikidata fetch", "wikidata diff", "wikidata link"):
        done = invoke(*command.split(), "--help")
        assert done.exit_code == 0
        assert f"Example: treatygraph {command}" in done.stdout


def test_version(run: Run) -> None:
    assert run("--version").stdout == "treatygraph 0.1.0\n"
