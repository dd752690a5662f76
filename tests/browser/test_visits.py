"""Three visits from the start page on: a journalist, an official and a researcher."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.browser.conftest import Open


def _search(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("searchbox").fill(words)
    page.get_by_role("main").get_by_role("button", name="Search").click()


def test_who_left_the_mine_ban_convention_when_and_why_that_day(open_page: Open) -> None:
    page = open_page("/")
    _search(page, "ottawa treaty")
    page.get_by_role("main").get_by_role("link", name="Anti-Personnel Mine Ban").first.click()
    page.get_by_role("link", name="Exits", exact=True).click()

    # Who left, and from which day each is no longer bound.
    exits = page.get_by_role("region", name="Notice and effect: table").get_by_role("row")
    left = {row.split("\t")[0]: row.split("\t")[2] for row in exits.all_inner_texts()[1:]}
    assert left == {
        "Estonia": "2025-12-27", "Finland": "2026-01-10", "Latvia": "2025-12-27",
        "Lithuania": "2025-12-27", "Poland": "2026-02-20",
    }  # fmt: skip

    # When was each still bound: on the day before Poland's effect it is a party, on the day not.
    for on, status in (("2026-02-19", "party"), ("2026-02-20", "withdrawn")):
        page.goto(f"/treaty/26-5?on={on}")
        row = page.locator("#status").get_by_role("row", name="Poland")
        expect(row.get_by_role("cell", name=status, exact=True)).to_be_visible()

    # Why that day: the sum, the article, and the source.
    page.goto("/treaty/26-5/exits")
    exits.filter(has_text="Poland").get_by_role("link", name="Withdrawal").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("2025-08-20 + 6 months = 2026-02-20")
    expect(main.get_by_role("link", name="Article 20(3)").first).to_be_visible()
    main.get_by_role("link", name="status table, declarations and end notes").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("status table")


def test_what_finland_still_owes(open_page: Open) -> None:
    page = open_page("/")
    _search(page, "Suomi")
    page.get_by_role("main").get_by_role("link", name="Finland").first.click()
    page.get_by_role("link", name="Obligations", exact=True).click()

    # The day before it left: all of the convention; from that day on: what the exit leaves.
    for on, standing in (("2026-01-09", "in force"), ("2026-01-10", "survives the exit")):
        page.get_by_label("On the day").fill(on)
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_label("On the day")).to_have_value(on)
        duties = page.locator("#obligations-of-state tbody tr")
        of_convention = duties.filter(has_text="Anti-Personnel Mine Ban Convention")
        assert {row.split("\t")[1] for row in of_convention.all_inner_texts()} == {standing}
        # Another treaty on mines still binds it, and says what to clear.
        clear = duties.filter(has_text="Amended Protocol II").filter(has_text="clear")
        assert {row.split("\t")[1] for row in clear.all_inner_texts()} == {"in force"}
    clear.first.get_by_role("link", name="Article 3(2)").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Article 3(2)")


def test_a_spreadsheet_of_new_ratifications_is_checked(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("link", name="Check facts").click()
    facts = page.get_by_label("Facts", exact=True)
    check = page.get_by_role("button", name="Check", exact=True)
    sentences = page.locator("#report li")

    # Rows as a spreadsheet copies them, one date written as it shows it, one state misspelt.
    facts.fill(
        "treaty_id\tstate_id\taction\tdate\tsource_id\n"
        "Arms Trade Treaty\tNepal\taccession\t2026-03-15\tun-mtdsg-xml\n"
        "Ottawa Treaty\tLebanon\taccession\t15/03/2026\tun-mtdsg-xml\n"
        "Ottawa Treaty\tSyriaa\taccession\t2026-03-15\tun-mtdsg-xml\n"
    )
    check.click()
    expect(sentences.nth(0)).to_contain_text("Line 3: column date: “15/03/2026” is no date")
    expect(sentences.nth(1)).to_contain_text("Line 4: column state_id")
    expect(sentences).to_have_count(2)

    # What can be read is judged: who is a party already cannot join again.
    facts.fill(
        "treaty_id\tstate_id\taction\tdate\tsource_id\n"
        "Arms Trade Treaty\tNepal\taccession\t2026-03-15\tun-mtdsg-xml\n"
        "Ottawa Treaty\tNorway\taccession\t2026-03-15\tun-mtdsg-xml\n"
    )
    check.click()
    mine = sentences.filter(has=page.get_by_role("link", name="Line"))
    expect(mine.first).to_contain_text("Line 3")
    assert not page.locator(".line.wrong", has_text="Nepal").count()

    facts.fill(
        "treaty_id\tstate_id\taction\tdate\tsource_id\n"
        "Arms Trade Treaty\tNepal\taccession\t2026-03-15\tun-mtdsg-xml\n"
    )
    check.click()
    expect(page.locator("#report")).to_contain_text("These facts keep every rule")
