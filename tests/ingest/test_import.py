"""Import: tables become Turtle whole, or every mistake is named and nothing is written."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.conftest import lines

from treatygraph import resources
from treatygraph.errors import DataError, UnknownName
from treatygraph.ingest.importer import import_table, merge
from treatygraph.ingest.layouts import layout_names, read_layout
from treatygraph.ingest.turtle import canonical
from treatygraph.store.files import data_files, load_data, load_ontology, parse_turtle

# Columns that the SSSOM standard has for the reader of the table alone.
LABELS = {"subject_label", "object_label"}
HEADER = "treaty_id,state_id,action,date,source_id\n"


# All that rows speak of.
TREATIES = {"1-1", "4-4", "26-5", "26-9", "27-7", "27-7-d"}


@pytest.fixture(scope="module")
def record() -> ox.Store:
    """The record without derived facts, as an import sees it, but with few treaties."""
    store = ox.Store()
    load_ontology(store)
    data = resources.root() / "data"
    paths = [p for p in data_files(data) if p.parent.name != "treaties" or p.stem in TREATIES]
    load_data(store, data, paths)
    return store


def _import(record: ox.Store, folder: Path, text: str, layout: str = "acts") -> dict[str, str]:
    table = folder / "table.csv"
    table.write_text(text, encoding="utf-8")
    imported = import_table(table, read_layout(layout), record)
    return {file: canonical(triples) for file, triples in imported.files.items()}


def test_rows_are_in_the_record_only_while_they_are_read(
    two_treaties: ox.Store, tmp_path: Path
) -> None:
    before = lines(two_treaties)
    act = HEADER + "26-8,Nepal,ratification,2026-01-05,un-mtdsg-xml\n"
    assert _import(two_treaties, tmp_path, act)
    assert lines(two_treaties) == before
    broken = replace(read_layout("acts"), query="CONSTRUCT { } WHERE { no SPARQL }")
    with pytest.raises(SyntaxError):
        import_table(tmp_path / "table.csv", broken, two_treaties)
    assert lines(two_treaties) == before


def test_an_act_becomes_turtle(record: ox.Store, tmp_path: Path) -> None:
    [(file, text)] = _import(
        record, tmp_path, HEADER + "26-5,Nepal,accession,2026-05-04,own\n"
    ).items()
    assert file == "treaties/26-5.ttl"
    assert text.startswith("PREFIX prov:")
    assert "<https://w3id.org/treatygraph/action/26-5/NPL/accession>\n    a tg:Accession ;" in text
    assert 'tg:date "2026-05-04"^^xsd:date ;' in text
    assert "<https://w3id.org/treatygraph/participation/26-5/NPL>\n    a tg:Participation ;" in text


@pytest.mark.parametrize(
    ("treaty", "state"),
    [("26-5", "POL"), ("XXVI-5", "PL"), ("Ottawa Treaty", "Republic of Poland"),
     ("mine-ban-convention", "poland"), ("26-5", "https://w3id.org/treatygraph/state/POL")],
)  # fmt: skip
def test_treaties_and_states_go_by_code_or_name(
    record: ox.Store, tmp_path: Path, treaty: str, state: str
) -> None:
    text = HEADER + f'"{treaty}","{state}",ratification,2012-12-27,dep-26-5\n'
    [turtle] = _import(record, tmp_path, text).values()
    assert "action/26-5/POL/ratification>" in turtle


@pytest.mark.parametrize(
    ("row", "line", "column", "what", "instead"),
    [
        ("26-5,Polnd,accession,2026-05-04,own", 2, "state_id", "“Polnd”", "Poland"),
        ("26-55,POL,accession,2026-05-04,own", 2, "treaty_id", "“26-55”", "26-5"),
        ("26-5,POL,ratified,2026-05-04,own", 2, "action", "“ratified”", "ratification"),
        ("26-5,POL,accession,2025-02-30,own", 2, "date", "has no 2025-02-30", "YYYY-MM-DD"),
        ("26-5,POL,accession,4 May 2026,own", 2, "date", "“4 May 2026” is no date", "2025-02-28"),
        ("26-5,POL,accession,2026-05,own", 2, "date", "“2026-05” is no date", "YYYY-MM-DD"),
        ("26-5,POL,accession,,own", 2, "", "no date", "day of the act"),
        ("26-5,POL,,2026-05-04,own", 2, "action", "empty", "kind of act"),
        ("26-5,POL,accession,1997-09-17,own", 2, "", "before the treaty was adopted", "Correct"),
        ("26-5,CSK,accession,1999-01-01,own", 2, "", "ceased to exist on 1993-01-01", "successor"),
        ("4-4,SCG,accession,1991-01-01,own", 2, "", "exists since 1992-04-27", "predecessor"),
        ("26-5,POL,accession,2026-05-04,hearsay", 2, "source_id", "“hearsay”", "data/"),
        ("26-5,POL,accession,2026-05-04", 2, "", "4 cells, the header 5", "separators"),
        ('26-5,POL,accession,2026-05-04,"own', 2, "", "not CSV", "quotation marks"),
    ],
)
def test_a_bad_cell_is_named(
    record: ox.Store, tmp_path: Path, row: str, line: int, column: str, what: str, instead: str
) -> None:
    with pytest.raises(DataError) as error:
        _import(record, tmp_path, HEADER + row + "\n")
    [finding] = error.value.findings
    assert (finding.line, finding.column) == (line, column)
    assert what in finding.what
    assert instead in finding.what + finding.instead


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("treaty_id,state_id,action,date\n", "missing"),
        ("treaty_id,state_id,action,date,source_id,colour\n", "no such column"),
        ("treaty_id,state_id,action,date,date,source_id\n", "twice"),
        ('"treaty_id,state_id\n', "The row is not CSV"),
        ("", "empty"),
    ],
)
def test_a_bad_header_is_named(record: ox.Store, tmp_path: Path, header: str, what: str) -> None:
    with pytest.raises(DataError, match=what):
        _import(record, tmp_path, header)


def test_a_row_ends_with_its_line_alone(record: ox.Store, tmp_path: Path) -> None:
    note = '"one\u2028two\x0c\n# three"'
    text = HEADER.strip() + f",note\n# a comment\n26-5,POL,accession,2026-05-04,own,{note}\n"
    [turtle] = _import(record, tmp_path, text).values()
    assert "one\u2028two" in turtle
    assert "# three" in turtle


def test_a_form_feed_between_cells_begins_no_row(record: ox.Store, tmp_path: Path) -> None:
    [turtle] = _import(
        record, tmp_path, HEADER + "26-5,POL\x0b,accession,2026-05-04,own\n"
    ).values()
    assert "action/26-5/POL/accession>" in turtle


def test_every_mistake_is_named_at_once(record: ox.Store, tmp_path: Path) -> None:
    rows = "26-5,Atlantis,accession,2026-05-04,own\n26-5,POL,accession,soon,own\n"
    with pytest.raises(DataError) as error:
        _import(record, tmp_path, HEADER + rows)
    assert [finding.line for finding in error.value.findings] == [2, 3]


ODD = "26-5,NPL,accession,1990-01-01,own\n26-5,NPL,acceded,2026-05-04,own\n"


def test_trouble_is_skipped_and_told_row_by_row(record: ox.Store, tmp_path: Path) -> None:
    table = tmp_path / "acts.csv"
    table.write_text(HEADER + ODD + "26-5,NPL,accession,2026-05-04,own\n", encoding="utf-8")
    imported = import_table(table, read_layout("acts"), record, skip=True)
    assert [finding.line for finding in imported.left_out] == [2, 3]
    assert "2026-05-04" in canonical(imported.files["treaties/26-5.ttl"])
    assert "1990-01-01" not in canonical(imported.files["treaties/26-5.ttl"])


def test_a_doubtful_row_can_be_trusted_but_no_mistake(record: ox.Store, tmp_path: Path) -> None:
    table = tmp_path / "acts.csv"
    table.write_text(HEADER + ODD, encoding="utf-8")
    with pytest.raises(DataError) as error:
        import_table(table, read_layout("acts"), record, trust=True)
    assert [finding.column for finding in error.value.findings] == ["action"]
    imported = import_table(table, read_layout("acts"), record, trust=True, skip=True)
    assert '"1990-01-01"^^xsd:date' in canonical(imported.files["treaties/26-5.ttl"])


def test_importing_again_changes_nothing(record: ox.Store, tmp_path: Path) -> None:
    table = tmp_path / "clauses.csv"
    table.write_text(
        "clause_id,treaty_id,kind,period,verification,source_id\n"
        "1-1/110-4/entry-into-force-for-state,1-1,entry-into-force-for-state,P0D,article-read,"
        "text-lawchat\n",
        encoding="utf-8",
    )
    data = resources.root() / "data"
    merged = merge(import_table(table, read_layout("clauses"), record).files, data)
    file = data / "treaties" / "1-1.ttl"
    assert canonical(merged[file]) == file.read_text(encoding="utf-8")


def test_what_stands_beside_a_number_is_read(record: ox.Store, tmp_path: Path) -> None:
    table = """\
clause_id,treaty_id,kind,threshold_instruments,counts_organisations,number_decides,not_before_treaty,earliest_day,verification,source_id
27-7-x/1/entry-into-force,27-7-d,entry-into-force,9,yes,no,27-7,2030-01-01,own-knowledge,own
"""
    [text] = _import(record, tmp_path, table, "clauses").values()
    assert "tg:countsOrganisations true ;" in text
    assert "tg:numberDecides false ;" in text
    assert "tg:notBeforeTreaty <https://w3id.org/treatygraph/treaty/27-7> ;" in text
    assert 'tg:earliestDay "2030-01-01"^^xsd:date ;' in text


def test_what_a_withdrawal_leaves_untouched_is_read(record: ox.Store, tmp_path: Path) -> None:
    table = """\
clause_id,treaty_id,kind,deferred_by,survives,survival_place,withdrawal_possible,verification,source_id
26-9/x/withdrawal,26-9,withdrawal,party,debts,12,yes,own-knowledge,own
"""
    [text] = _import(record, tmp_path, table, "clauses").values()
    assert "tg:deferredBy tgv:partyToArmedConflict ;" in text
    assert 'tg:survives "debts"@en ;' in text
    assert "tg:survivalStatedIn <https://w3id.org/treatygraph/provision/26-9/12> ;" in text


def test_terms_of_years_are_read(record: ox.Store, tmp_path: Path) -> None:
    table = """\
clause_id,treaty_id,kind,period,further_term,notice_before_end_of_term,verification,source_id
26-9/x/duration,26-9,duration,P10Y,P5Y,,own-knowledge,own
26-9/x/withdrawal,26-9,withdrawal,,,P6M,own-knowledge,own
"""
    [text] = _import(record, tmp_path, table, "clauses").values()
    assert 'tg:furtherTerm "P5Y"^^xsd:duration ;' in text
    assert 'tg:noticeBeforeEndOfTerm "P6M"^^xsd:duration ;' in text


def test_a_day_of_entry_into_force_can_be_explained(record: ox.Store, tmp_path: Path) -> None:
    table = """\
treaty_id,kind,date,effect_reason,source_id
26-9,entry-into-force,2021-01-22,counted a day late,own
"""
    [text] = _import(record, tmp_path, table, "treaty-events").values()
    assert 'tg:effectReason "counted a day late"@en ;' in text


def test_an_unreadable_table_is_named(record: ox.Store, tmp_path: Path) -> None:
    table = tmp_path / "latin1.csv"
    table.write_bytes(b"treaty_id\n\xff\xfe\n")
    with pytest.raises(DataError, match="UTF-8"):
        import_table(table, read_layout("acts"), record)


def test_an_ambiguous_name_is_refused(record: ox.Store, tmp_path: Path) -> None:
    with_alias = ox.Store()
    with_alias.extend(record)
    alias = ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
    for code in ("COG", "COD"):
        node = ox.NamedNode(f"https://w3id.org/treatygraph/state/{code}")
        with_alias.add(ox.Quad(node, alias, ox.Literal("The Congo", language="en")))
    with pytest.raises(DataError, match=r"state/COD.*state/COG"):
        _import(with_alias, tmp_path, HEADER + "26-5,The Congo,accession,2026-05-04,own\n")


def test_a_second_act_of_one_kind_gets_an_iri_of_its_own(record: ox.Store, tmp_path: Path) -> None:
    rows = "26-5,NPL,accession,2026-05-04,own\n26-5,NPL,accession,2030-01-01,own\n"
    [turtle] = _import(record, tmp_path, HEADER + rows).values()
    assert "action/26-5/NPL/accession>" in turtle
    assert "action/26-5/NPL/accession-2030-01-01>" in turtle


def test_the_record_is_left_as_it_was(record: ox.Store, tmp_path: Path) -> None:
    before = len(record)
    _import(record, tmp_path, HEADER + "26-5,NPL,accession,2026-05-04,own\n")
    assert len(record) == before


def test_a_row_about_an_undescribed_thing_is_refused(record: ox.Store, tmp_path: Path) -> None:
    text = (
        "norm_id,treaty_id,place,kind,act,object,verification,source_id\n"
        "mbt-99,26-5,45,duty,destroy,anti-personnel mine,own-knowledge,own\n"
    )
    with pytest.raises(DataError, match="provision/26-5/45"):
        _import(record, tmp_path, text, "norms")


def test_merging_adds_one_act_and_moves_nothing(record: ox.Store, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "treaties").mkdir(parents=True)
    source = resources.root() / "data" / "treaties" / "26-5.ttl"
    shutil.copy(source, data / "treaties")
    table = tmp_path / "acts.csv"
    table.write_text(HEADER + "26-5,NPL,accession,2026-05-04,own\n", encoding="utf-8")
    merged = merge(import_table(table, read_layout("acts"), record).files, data)
    [text] = [canonical(triples) for triples in merged.values()]
    old, new = source.read_text(encoding="utf-8").splitlines(), text.splitlines()
    added = [line for line in new if line not in set(old)]
    assert len(new) - len(old) == 14, "an act and its participation, seven lines each"
    assert added == [
        "<https://w3id.org/treatygraph/action/26-5/NPL/accession>",
        '    tg:date "2026-05-04"^^xsd:date ;',
        "    tg:participation <https://w3id.org/treatygraph/participation/26-5/NPL> ;",
        "<https://w3id.org/treatygraph/participation/26-5/NPL>",
        "    tg:participant <https://w3id.org/treatygraph/state/NPL> ;",
    ]
    kept = iter(new)
    assert all(line in kept for line in old), "the old lines stand in their old order"


def test_merging_never_overwrites(record: ox.Store, tmp_path: Path) -> None:
    table = tmp_path / "counts.csv"
    table.write_text(
        "treaty_id,unit,value,as_of,source_id\n26-5,parties,163,2026-02-03,dep-26-5\n",
        encoding="utf-8",
    )
    imported = import_table(table, read_layout("counts"), record).files
    with pytest.raises(DataError, match="has tg:value 162; the table says 163"):
        merge(imported, resources.root() / "data")


def test_every_layout_reads(project: Path) -> None:
    assert "acts" in layout_names()
    for name in layout_names():
        layout = read_layout(name)
        assert layout.columns
        assert all(column.help for column in layout.columns.values())
        for column in layout.columns:
            used = f"col:{column} " in layout.query or f"{{{column}}}" in layout.file
            assert used or column in LABELS, f"{name} does nothing with {column}"


def test_an_unknown_layout_is_named() -> None:
    with pytest.raises(UnknownName, match="acts"):
        read_layout("act")


def test_the_clause_layout_holds_all_a_clause_can_say() -> None:
    assert set(read_layout("clauses").columns) >= {
        "clause_id", "treaty_id", "places", "kind", "threshold_instruments", "extra_condition",
        "period", "counted_from", "rounding", "applies_to", "general_date_floor",
        "earliest_notice", "earliest_notice_from", "conflict_condition", "withdrawal_possible",
        "note", "verification", "source_id", "confirmed_by",
    }  # fmt: skip


def test_the_record_can_be_read_back(project: Path) -> None:
    # One treaty of each depositary and chapter will do here: `treatygraph fmt --check` reads all.
    for name in ("1-4", "4-5", "26-5", "27-7-d", "npt"):
        path = project / "data" / "treaties" / f"{name}.ttl"
        triples = parse_turtle(path)
        assert canonical(reversed(triples)) == path.read_text(encoding="utf-8"), (
            "any order, one text"
        )
