"""Going on with a conversation: whose it is, what two connections of it do, and what happens while Redis is away."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from fakes.chat_service import KEY, MODEL, ChatService, answer, chat_service
from fakes.conversing_client import ConversingClient
from fakes.live_server import LiveServer, live_server
from fakes.redis_server import redis_server
from fakes.scripted_engine import ScriptedEngine
from visavis.access.keys import add_key, read_keys
from visavis.access.tokens import TokenRules, issue

pytestmark = pytest.mark.contract


@pytest.fixture
async def model(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ChatService]:
    async with chat_service() as service:
        monkeypatch.setenv("VISAVIS_LLM_URL", service.url)
        monkeypatch.setenv("VISAVIS_LLM_MODEL", MODEL)
        monkeypatch.setenv("VISAVIS_LLM_KEY", KEY)
        yield service


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    add_key(path, "one")
    return path


def server(**settings: Any) -> Any:
    return live_server({"scripted": ScriptedEngine()}, **{"warm_up": False, "filler_s": 0, **settings})


@asynccontextmanager
async def page(running: LiveServer, resume: str | None = None, **fields: Any) -> AsyncIterator[ConversingClient]:
    """One that has said hello."""
    async with ConversingClient(running, greet=False) as client:
        await client.send(type="hello", protocol_version="1.4", channel_space="viseme15", resume=resume, **fields)
        client.welcome = await client.until("welcome")
        yield client


def told(service: ChatService) -> list[str]:
    """What the model was told of the conversation, last."""
    return [message["content"] for message in service.asked[-1]["messages"][1:]]


async def test_a_conversation_is_its_tokens_subjects_and_nobody_elses(model: ChatService, keys: Path) -> None:
    def token(subject: str) -> str:
        return issue(read_keys(keys), TokenRules(), subject, lasts_s=300)

    model.reply = answer("好的。")
    with server(token_keys=keys, anonymous=True) as running:
        async with page(running, token=token("ann")) as ann:
            await ann.turn("t1", "我姓王，请记住")
            resume = ann.welcome["resume"]
        await running.until_empty()
        for stranger in (token("bob"), None):
            async with page(running, resume, token=stranger) as other:
                assert not other.welcome["resumed"]
                assert other.welcome["resume"] not in {resume, None}
                await other.turn("t1", "我姓什么来着")
                assert told(model) == ["我姓什么来着"]
        async with page(running, resume, token=token("ann")) as ann:
            assert ann.welcome["resumed"]
            await ann.turn("t1", "我姓什么来着")
            assert told(model) == ["我姓王，请记住", "好的。", "我姓什么来着"]


async def test_a_connection_that_is_broken_without_our_knowing_does_not_bring_back_what_it_knew(
    model: ChatService,
) -> None:
    model.reply = answer("好的。")
    with server() as running:
        async with page(running) as first:
            await first.turn("t1", "第一个问题是什么")
            resume = first.welcome["resume"]
            async with page(running, resume) as second:
                assert second.welcome["resumed"]
                await second.turn("t1", "第二个问题是什么")
            # Only now the server learns that the first one is gone.
        await running.until_empty()
        async with page(running, resume) as third:
            await third.turn("t1", "第三个问题是什么")
        assert told(model) == ["第一个问题是什么", "好的。", "第二个问题是什么", "好的。", "第三个问题是什么"]


async def test_what_is_kept_may_have_become_unreadable(model: ChatService) -> None:
    model.reply = answer("好的。")
    with server() as running:
        async with page(running) as first:
            await first.turn("t1", "第一个问题是什么")
            session_id, resume = first.welcome["session_id"], first.welcome["resume"]
        await running.until_empty()
        await running.service.site.hub.put(f"talk:{session_id}", '{"turns": [[1, 2', 60)
        async with page(running, resume) as second:
            await second.turn("t1", "第二个问题是什么")
        assert told(model) == ["第二个问题是什么"]


@pytest.mark.parametrize("resume", ["x" * 101, "x" * 60_000, "", 7, ["x"], {"x": 1}])
async def test_a_secret_that_is_none_is_refused_without_being_quoted(resume: Any) -> None:
    with server() as running:
        async with ConversingClient(running, greet=False) as client:
            await client.send(type="hello", protocol_version="1.4", resume=resume)
            error = await client.until("error")
            assert error["code"] == "bad_message"
            assert "xxx" not in error["message"]
            await client.send(type="hello", protocol_version="1.4", resume="a guess")
            assert not (await client.until("welcome"))["resumed"]


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING)
    return caplog


async def test_while_redis_is_away_conversations_go_on_and_only_going_on_with_them_does_not(
    model: ChatService, quiet: pytest.LogCaptureFixture
) -> None:
    model.reply = answer("好的。")
    with redis_server() as redis, server(redis_url=redis.url) as running:
        async with page(running) as first:
            await first.turn("t1", "第一个问题是什么")
            resume = first.welcome["resume"]
            redis.stop()
            assert (await first.turn("t2", "第二个问题是什么"))["heard"] == "好的。"
            assert len(told(model)) == 3
        await running.until_empty()
        async with page(running, resume) as second:
            assert not second.welcome["resumed"]
            assert (await second.turn("t1", "第三个问题是什么"))["heard"] == "好的。"
            assert told(model) == ["第三个问题是什么"]
            redis.start()
            assert (await second.turn("t2", "第四个问题是什么"))["heard"] == "好的。"
        await running.until_empty()
    assert "was not kept" in quiet.text
    assert "问题" not in quiet.text
