"""Conformance: a suite in the form of the W3C, in the folder that the environment names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.shacl.suite import Case, cases, judge

VARIABLE = "TREATYGRAPH_SHACL_SUITE"
CASES = list(cases(Path(os.environ[VARIABLE]))) if VARIABLE in os.environ else []


@pytest.mark.skipif(not CASES, reason=f"{VARIABLE} names no folder with manifests of a test suite")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_validation_gives_the_report_of_the_suite(case: Case) -> None:
    expected, found = judge(case)
    assert found == expected
