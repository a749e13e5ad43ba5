"""What engines may cost, by the day and by the month, and where it is written down."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from visavis.access.budgets import Budgets, HubLedger, Ledger, read_budgets
from visavis.access.file_ledger import FileLedger
from visavis.hub.hub import HubError
from visavis.hub.memory import MemoryHub

pytestmark = pytest.mark.unit

NOON = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC).timestamp()


class Clock:
    now = NOON

    def __call__(self) -> float:
        return self.now


def test_what_the_setting_says() -> None:
    [month, day] = read_budgets(["azure:500000/month", "open-ai_2:20/day"])
    assert (month.engine, month.characters, month.period) == ("azure", 500_000, "month")
    assert (day.engine, day.characters, day.period) == ("open-ai_2", 20, "day")
    now = dt.datetime.fromtimestamp(NOON, dt.UTC)
    assert (month.name_at(now), month.ends_after_s(now)) == ("spent:azure:2026-11", 36 * 3600)
    assert (day.name_at(now), day.ends_after_s(now)) == ("spent:open-ai_2:2026-11-29", 12 * 3600)


@pytest.mark.parametrize("text", ["azure", "azure:1", "azure:-1/day", "azure:1/year", "azure:1.5/day", ":1/day"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="engine:characters"):
        read_budgets([text])


async def test_an_engine_rests_when_its_budget_is_spent_and_not_the_others() -> None:
    clock = Clock()
    budgets = Budgets(read_budgets(["azure:10/day"]), HubLedger(MemoryHub(clock)), clock)
    assert await budgets.pay("azure", 8) is None
    spent = await budgets.pay("azure", 3)
    assert spent is not None
    assert (spent.message, spent.wait_s) == ("engine azure has used up its 10 characters of this day", 12 * 3600)
    assert await budgets.pay("azure", 2) is None, "what was refused is not counted"
    assert await budgets.pay("openai", 10_000) is None
    clock.now += 13 * 3600
    assert await budgets.pay("azure", 10) is None


async def test_the_narrower_of_two_budgets_counts_and_gives_back_to_the_other() -> None:
    budgets = Budgets(read_budgets(["a:100/month", "a:10/day"]), HubLedger(MemoryHub()), Clock())
    for _ in range(20):
        assert await budgets.pay("a", 11) is not None
    assert await budgets.pay("a", 10) is None


async def test_a_ledger_that_cannot_be_read_spends_nothing() -> None:
    class Lost(Ledger):
        async def add(self, name: str, amount: int, lasts_s: float) -> int:
            del name, amount, lasts_s
            raise HubError("lost")

    spent = await Budgets(read_budgets(["a:100/day"]), Lost(), Clock()).pay("a", 1)
    assert spent is not None


async def test_sums_in_a_file_outlive_the_server_and_end(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "spent.json"
    assert await FileLedger(file).add("spent:a", 5, 60) == 5
    assert await FileLedger(file).add("spent:a", 2, 60) == 7
    assert await FileLedger(file).add("spent:b", 1, -1) == 1
    assert await FileLedger(file).add("spent:b", 1, 60) == 1, "its time was over"


async def test_workers_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    ledgers = [FileLedger(tmp_path / "spent.json") for _ in range(4)]
    await asyncio.gather(*(ledger.add("spent:a", 1, 60) for ledger in ledgers for _ in range(5)))
    assert await ledgers[0].add("spent:a", 0, 60) == 20


async def test_a_damaged_file_is_an_error_and_not_a_fresh_start(tmp_path: Path) -> None:
    file = tmp_path / "spent.json"
    file.write_text('{"spent:a": 5}', encoding="utf-8")
    with pytest.raises(HubError, match=r"spent\.json"):
        await FileLedger(file).add("spent:a", 1, 60)
