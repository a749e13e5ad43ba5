"""An engine whose budget is spent rests, and the next one of the list steps in."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.live_server import WireClient, live_server
from fakes.redis_server import redis_server
from fakes.scripted_engine import ScriptedEngine
from fakes.understudy import Understudy

pytestmark = pytest.mark.contract

FIRST, SECOND = "one two three four", "five six seven eight"


async def test_the_next_engine_steps_in_and_knows_nothing_of_it(tmp_path: Path) -> None:
    engines = {"scripted": ScriptedEngine(), "understudy": Understudy()}
    budgets = ("scripted:20/month",)
    with live_server(engines, warm_up=False, cache_mb=0, engine_budgets=budgets, data_dir=tmp_path) as server:
        async with WireClient(server) as client:
            for name, text in (("a", FIRST), ("b", SECOND)):
                await client.speak(name, text, voice="scripted:one")
                assert (await client.utterance(name)).words == text.split()
    assert [len(engine.spoken) for engine in engines.values()] == [1, 1]


async def test_where_nobody_steps_in_the_visitor_hears_why_and_a_new_start_forgets_nothing(tmp_path: Path) -> None:
    for expected in (None, "budget_spent"):
        settings = {"engine_budgets": ("scripted:20/month",), "data_dir": tmp_path, "cache_mb": 0}
        with live_server({"scripted": ScriptedEngine()}, warm_up=False, **settings) as server:
            async with WireClient(server) as client:
                await client.speak("a", FIRST)
                if expected is None:
                    await client.utterance("a")
                    continue
                message = await client.message()
                if message["type"] == "utterance_start":
                    message = await client.message()
                assert (message["code"], message["retryable"]) == (expected, False)
            answer = await server.post("/v1/speech", json={"text": FIRST})
            assert (answer.status_code, answer.json()["code"]) == (503, "budget_spent")


async def test_what_comes_from_memory_costs_nothing(tmp_path: Path) -> None:
    engine = ScriptedEngine()
    settings = {"engine_budgets": ("scripted:20/day",), "data_dir": tmp_path}
    with live_server({"scripted": engine}, warm_up=False, **settings) as server:
        async with WireClient(server) as client:
            for name in "abc":
                await client.speak(name, FIRST)
                await client.utterance(name)
    assert len(engine.spoken) == 1


async def test_the_servers_of_one_redis_spend_one_budget() -> None:
    with redis_server() as redis:
        settings = {"engine_budgets": ("scripted:20/day",), "redis_url": redis.url, "cache_mb": 0}
        codes = []
        for _ in range(2):
            with live_server({"scripted": ScriptedEngine()}, warm_up=False, **settings) as server:
                codes.append((await server.post("/v1/speech", json={"text": FIRST})).status_code)
    assert codes == [200, 503]
