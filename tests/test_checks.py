"""The lint, type and web checks that `run.py test` ran before pytest, so that pytest's count covers them."""

import json
import os

import pytest

pytestmark = pytest.mark.contract

RESULTS: dict[str, int] = json.loads(os.environ.get("VISAVIS_CHECKS", "{}"))


@pytest.mark.parametrize("name", RESULTS)
def test_check_before_pytest_passed(name: str) -> None:
    assert RESULTS[name] == 0, f"{name} ended with exit status {RESULTS[name]}; its output stands above pytest's"
