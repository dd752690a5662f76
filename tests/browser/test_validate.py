"""The page of validation as a contributor uses it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Open

# The example, what stands on the line with its mistake, and what the page says of it.
EXAMPLES = [
    ("withdrawal", "tg:effectiveDate", "notice plus period gives 2026-01-10 at the earliest"),
    ("ratifications", "Lithuania", "before the treaty was adopted on 1997-09-18"),
    ("accession", "9 January 2012", "the calendar must have that day"),
]


@pytest.mark.parametrize(
    ("example", "mistaken", "told", "scripts"),
    [*((*example, True) for example in EXAMPLES), (*EXAMPLES[1], False)],
)
def test_the_sentence_leads_to_the_line(
    open_page: Open, example: str, mistaken: str, told: str, scripts: bool
) -> None:
    page = open_page(f"/validate?example={example}", java_script_enabled=scripts)
    page.get_by_role("button", name="Check", exact=True).click()
    sentence = page.locator("#report li", has_text=told).first
    number = sentence.get_by_role("link").inner_text()
    line = page.locator(f"#{number.lower().replace(' ', '-')}")
    expect(line).to_contain_text(mistaken)
    expect(line).to_have_class("line wrong")


def test_a_file_that_is_chosen_is_checked(open_page: Open, tmp_path: Path) -> None:
    table = tmp_path / "new.csv"
    table.write_text("treaty_id,state_id,action,date,source_id\n26-5,Nowhere,accession,,dep-26-5\n")
    page = open_page("/validate")
    page.get_by_label("Or a file").set_input_files(table)
    expect(page.locator("#report h2")).to_have_text("The facts cannot be read.")
    expect(page.locator("#report li")).to_contain_text("Line 2: column state_id: ")


def test_the_report_can_be_downloaded(open_page: Open) -> None:
    page = open_page("/validate?example=ratifications")
    page.get_by_role("button", name="Check", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "report.csv"
    with open(download.value.path(), encoding="utf-8", newline="") as file:
        assert {row["line"] for row in csv.DictReader(file)} == {"4"}


def test_right_facts_are_called_so(open_page: Open) -> None:
    page = open_page("/validate?example=ratifications")
    page.get_by_label("Facts", exact=True).fill(
        "treaty_id,state_id,action,date,source_id\n"
        "Ottawa Treaty,Poland,ratification,2012-12-27,dep-26-5\n"
    )
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#report")).to_contain_text("These facts keep every rule")
