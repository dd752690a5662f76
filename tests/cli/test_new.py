"""`treatygraph new`: a thing from options or answers, judged before it is written."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from treatygraph import resources
from treatygraph.cli import app, new, screen
from treatygraph.ingest.skeletons import skeletons
from treatygraph.ingest.turtle import canonical
from treatygraph.store.files import parse_turtle
from treatygraph.validate.record import Record

New = Callable[..., Result]
DATA = resources.root() / "data"

ACT = {
    "treaty": "26-8", "state": "NPL", "action": "accession", "date": "2026-05-04", "source": "own",
}  # fmt: skip
WITHDRAWAL = {
    "treaty": "26-5", "state": "FRA", "status": "pending", "source": "own",
    "notification-date": "2026-11-02", "place": "20.3",
}  # fmt: skip
STATEMENT = {
    "id": "st-900-01", "file": "news-rbc-2025-04-24", "kind": "claim", "manner": "narration",
    "proposition": "Latvia left the convention.", "passage": "paragraph 3", "verdict": "confirmed",
    "reason": "The depositary shows it.", "assessed-from": "dep-26-5", "said-on": "2025-04-24",
    "source": "news-rbc-2025-04-24", "about-treaties": "26-5", "speaker": "state/LVA",
}  # fmt: skip
TREATY = {
    "id": "26-99", "kind": "treaty", "name-en": "Convention on Kites", "adopted-on": "2026-03-01",
    "official-title": "Convention on the Prohibition of Kites", "depositary": "UNO",
    "withdrawal-place": "20.3", "withdrawal-possible": "yes", "withdrawal-period": "P6M",
    "withdrawal-deferred-by": "no", "verification": "article-read", "source": "own",
}  # fmt: skip
SOURCE = {"id": "dep-26-99", "title": "Status table", "kind": "depositary"}
THINGS = {
    "act": (ACT, "treaties/26-8.ttl", "<https://w3id.org/treatygraph/action/26-8/NPL/accession>"),
    "withdrawal": (
        WITHDRAWAL, "treaties/26-5.ttl", "<https://w3id.org/treatygraph/withdrawal/26-5/FRA>"
    ),
    "statement": (
        STATEMENT, "statements/news-rbc-2025-04-24.ttl",
        "<https://w3id.org/treatygraph/statement/st-900-01>",
    ),
    "treaty": (TREATY, "treaties/26-99.ttl", "<https://w3id.org/treatygraph/treaty/26-99>"),
    "source": (SOURCE, "sources/dep-26-99.ttl", "<https://w3id.org/treatygraph/source/dep-26-99>"),
}  # fmt: skip


@pytest.fixture
def make(record: Record, monkeypatch: pytest.MonkeyPatch) -> New:
    """Runs `treatygraph new` over the record that is open already."""
    monkeypatch.setattr(new, "_open_record", lambda _: record)

    def make(thing: str, given: dict[str, str], *more: str, answers: str | None = None) -> Result:
        monkeypatch.setattr(screen, "is_terminal", lambda: answers is not None)
        options = [word for name, text in given.items() for word in (f"--{name}", text)]
        arguments = ["new", thing, *options, "--today", "2026-11-22", *more]
        return CliRunner().invoke(app, arguments, input=answers)

    return make


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of data to write to, with the files that may grow."""
    for _, file, _ in THINGS.values():
        if (DATA / file).exists():
            (tmp_path / file).parent.mkdir(exist_ok=True)
            shutil.copy(DATA / file, tmp_path / file)
    return tmp_path


def _texts(data: Path) -> dict[str, str]:
    return {str(path): path.read_text() for path in data.rglob("*") if path.is_file()}


def test_there_is_a_thing_for_each_skeleton() -> None:
    assert skeletons().keys() == THINGS.keys()


@pytest.mark.parametrize("thing", THINGS)
def test_a_thing_goes_into_its_file_in_canonical_form(make: New, data: Path, thing: str) -> None:
    given, file, subject = THINGS[thing]
    done = make(thing, given, "--write", "--data", str(data))
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr
    assert done.stderr.endswith(f"Wrote {data / file}\n")
    written = (data / file).read_text()
    assert f"\n{subject}\n" in written
    assert canonical(parse_turtle(data / file)) == written


@pytest.mark.parametrize("thing", THINGS)
def test_without_write_a_thing_is_printed(make: New, data: Path, thing: str) -> None:
    before = _texts(data)
    given, _, subject = THINGS[thing]
    done = make(thing, given, "--data", str(data))
    assert done.exit_code == 0, done.stderr
    assert f"\n{subject}\n" in done.stdout
    assert "violation: " not in done.stderr
    assert _texts(data) == before


@pytest.mark.parametrize(
    ("treaty", "state"),
    [
        ("Arms Trade Treaty", "Nepal"),
        ("26-8", "https://www.wikidata.org/wiki/Q837"),
        ("XXVI-8", "np"),
    ],
)
def test_names_and_wikidata_numbers_will_do(make: New, treaty: str, state: str) -> None:
    named = make("act", {**ACT, "treaty": treaty, "state": state})
    assert named.stdout == make("act", ACT).stdout


def test_what_is_not_known_is_left_out_and_told(make: New) -> None:
    given = {name: text for name, text in TREATY.items() if not name.startswith("withdrawal")}
    done = make("treaty", given)
    assert done.exit_code == 0
    assert "Clause" not in done.stdout
    told = done.stderr.splitlines()[-1]
    assert told.startswith("Left out: --mtdsg-number, ")
    assert "--withdrawal-place, --withdrawal-possible, --withdrawal-period," in told


def test_the_clauses_of_a_treaty_are_what_the_rules_need(make: New) -> None:
    more = {"entry-place": "17.1", "entry-instruments": "40", "entry-period": "P6M"}
    text = make("treaty", {**TREATY, **more}).stdout
    assert "clause/26-99/17-1/entry-into-force>\n    a tg:EntryIntoForceClause ;" in text
    assert "tg:instrumentsRequired 40 ;" in text
    assert "clause/26-99/20-3/withdrawal>\n    a tg:WithdrawalClause ;" in text
    assert "provision/26-99/20.3>\n    a tg:Provision ;" in text


def test_a_violation_is_told_and_nothing_is_written(make: New, data: Path) -> None:
    before = _texts(data)
    wrong = {**TREATY, "kind": "protocol"}
    done = make("treaty", wrong, "--write", "--data", str(data))
    assert done.exit_code == 1
    [line] = re.findall(r"^new treaty:(\d+): violation: A protocol names", done.stderr, re.M)
    assert done.stdout.splitlines()[int(line) - 1].endswith("/treaty/26-99>"), "nothing is lost"
    assert "Nothing was written." in done.stderr
    assert _texts(data) == before


def test_what_becomes_wrong_elsewhere_is_told(make: New) -> None:
    done = make("act", {**ACT, "state": "FRA"}, "--trust")
    assert done.exit_code == 1
    assert "[tgs:ConsentShape-single]" in done.stderr


def test_every_bad_value_is_told_by_its_option(make: New) -> None:
    wrong = {"treaty": "26-8", "state": "Atlantis", "date": "2026-02-30", "source": "own"}
    done = make("act", wrong)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "new act --action: It is missing: kind of act" in done.stderr
    assert "new act --state: There is no participant called “Atlantis”." in done.stderr
    assert "new act --date: The calendar has no 2026-02-30." in done.stderr
    assert "3 mistakes." in done.stderr


def test_a_doubt_stops_it_unless_it_is_trusted(make: New) -> None:
    early = {**ACT, "date": "2012-05-04"}
    done = make("act", early)
    assert done.exit_code == 1
    assert "new act: The act is dated 2012-05-04, before the treaty was adopted" in done.stderr
    assert "accession" in make("act", early, "--trust").stdout


def test_a_withdrawal_without_the_day_of_its_notice_is_doubted(make: New) -> None:
    given = {name: text for name, text in WITHDRAWAL.items() if name != "notification-date"}
    assert "The row has no day of the notice. Write it as" in make("withdrawal", given).stderr


def test_what_the_record_has_is_not_new(make: New) -> None:
    done = make("act", {**ACT, "state": "Poland", "action": "ratification", "date": "2014-12-17"})
    assert done.exit_code == 1
    assert "already. Edit data/treaties/26-8.ttl to change what is there." in done.stderr


@pytest.mark.parametrize(
    ("thing", "more", "said"),
    [
        ("deed", [], "There is no skeleton called “deed”. Did you mean act, "),
        ("act", ["--dat", "2026-05-04"], "A new act has no --dat. Did you mean --date"),
        ("act", ["--state"], "--state has no value"),
        ("act", ["--state", "POL", "--state", "LVA"], "--state is given twice"),
        ("act", ["Nepal"], "“Nepal” belongs to no option"),
        ("withdrawal", ["--kind", "suspension"], "A new withdrawal has no --kind."),
    ],
)
def test_wrong_use_is_exit_2(make: New, thing: str, more: list[str], said: str) -> None:
    done = make(thing, {}, *more)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_person_is_asked_for_what_is_not_given(make: New) -> None:
    answers = "\nNepal\naccession\nyesterday\n2026-05-04\n\nown\n\n\n"
    done = make("act", {"treaty": "26-8"}, answers=answers)
    assert done.exit_code == 0
    assert done.stdout == make("act", ACT).stdout
    assert "state (participant, by identifier, ISO code or name, required): " in done.stderr
    assert "It is required.\n" in done.stderr
    assert "“yesterday” is no date. Write a day" in done.stderr
    assert "treaty (" not in done.stderr, "it was given"


def test_answers_outlive_an_interruption(make: New) -> None:
    done = make("act", {"treaty": "26-8"}, answers="Côte d'Ivoire\n")
    assert done.exit_code == 1
    again = """To go on: treatygraph new act --treaty 26-8 --state 'Côte d'"'"'Ivoire'\n"""
    assert again in done.stderr
    assert "Traceback" not in done.stderr


def test_answers_outlive_a_doubt(make: New) -> None:
    done = make("act", {}, answers="26-8\nNPL\naccession\n2012-05-04\n\nown\n\n\n")
    assert done.exit_code == 1
    assert "--state NPL --action accession --date 2012-05-04 --source own\n" in done.stderr


def test_without_a_name_all_things_are_listed() -> None:
    done = CliRunner().invoke(app, ["new"])
    assert done.exit_code == 0
    assert "act: acts of participants" in done.stdout
    assert "    --state (required): participant, by identifier" in done.stdout
    assert "--kind: withdrawal" not in done.stdout, "a withdrawal is of its kind already"


def test_a_terminal_is_where_a_person_is_asked(build_folder: Path) -> None:
    main, side = pty.openpty()
    program = [sys.executable, "-c", "from treatygraph.cli import app; app()", "new", "source"]
    os.write(main, b"dep-26-99\nStatus table\n\n\n\ndepositary\n\n\n")
    with subprocess.Popen(
        [*program, "--today", "2026-11-22"], stdin=side, stderr=side, stdout=subprocess.PIPE,
        cwd=resources.root(), env={**os.environ, "TERM": "dumb"},
    ) as done:  # fmt: skip
        os.close(side)
        assert done.stdout
        text = done.stdout.read().decode()
    os.close(main)
    assert done.returncode == 0
    assert text.startswith("PREFIX "), "the questions went elsewhere"
    assert "<https://w3id.org/treatygraph/source/dep-26-99>\n    a tg:Source ;" in text
