"""What must be installed first."""

from __future__ import annotations

import sys

import pytest

from visavis.extensions.library import missing_library

pytestmark = pytest.mark.unit


def test_what_is_there_is_not_missing_and_not_imported() -> None:
    loaded = "this" in sys.modules
    assert missing_library("this", "zen") is None
    assert ("this" in sys.modules) is loaded


@pytest.mark.parametrize("module", ["no_such_module", "no_such_package.part.of_it", "json.no_such_module"])
def test_what_is_missing_is_told_by_our_extra(module: str) -> None:
    assert missing_library(module, "nowhere") == "pip install 'visavis[nowhere]'"
