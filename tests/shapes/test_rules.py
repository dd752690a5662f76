"""Rules: each of the catalogue is enforced, with the severity that the catalogue gives it."""

from __future__ import annotations

import pytest
from tests.shapes.table import Rule, enforcers, read_rules

from treatygraph.catalog.questions import checks

# The first rule from which on all are enforced.
FIRST = "Q01"
RULES = read_rules()
ENFORCED = [rule for rule in RULES if rule.number >= FIRST]


def test_the_catalogue_has_every_number_once() -> None:
    assert [rule.number for rule in RULES] == [f"Q{number:02}" for number in range(1, 80)]


@pytest.mark.parametrize("rule", ENFORCED, ids=lambda rule: rule.number)
def test_a_rule_is_enforced_as_severely_as_the_catalogue_says(rule: Rule) -> None:
    assert rule.severity in {enforcer.severity for enforcer in enforcers()[rule.number]}


@pytest.mark.parametrize("number", sorted(enforcers()))
def test_what_enforces_a_rule_is_seen_to_pass_and_to_fire(number: str) -> None:
    """That bad files fire and good ones pass is tested beside them; here, that there are some."""
    for enforcer in enforcers()[number]:
        assert enforcer.name in checks() or (enforcer.good and enforcer.bad), enforcer.name


def test_nothing_enforces_a_rule_that_the_catalogue_does_not_have() -> None:
    assert set(enforcers()) <= {rule.number for rule in RULES}


def test_severities_are_those_of_shapes() -> None:
    assert {rule.severity for rule in RULES} == {"violation", "warning", "info"}
    assert {check.severity for check in checks().values()} <= {"violation", "warning", "info"}
