"""How long a visitor waits in a conversation, in a browser too: what ``visavis bench turn --quick`` prints."""

from __future__ import annotations

import pytest

from visavis.bench.figures import as_table
from visavis.bench.turn.runner import Plan, run

pytestmark = pytest.mark.bench


def test_turns() -> None:
    print("\n" + as_table(run(Plan(turns=10, interruptions=5), print)))
