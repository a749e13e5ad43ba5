"""An agent with a voice of its own is heard, over real sockets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes.agent_client import AgentClient, bound
from fakes.conversing_client import ConversingClient
from fakes.live_server import LiveServer
from fakes.scripted_server import serving
from fakes.until import until

pytestmark = pytest.mark.contract

TONE = bytes(range(256)) * 125
"""A second of something at 16 kHz."""


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with serving() as running:
        yield running


async def test_a_voice_of_its_own_is_heard_while_it_comes(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        await page.ask("t1", "在吗")
        await agent.until("asked")
        await agent.send(type="audio", turn="t1", id="b1", sample_rate_hz=16000, final=True)
        await agent.sound("b1", TONE, last=False)
        await page.until_sound("t1.0")
        await agent.sound("b1", TONE, first=len(TONE))
        end = await page.until("turn_end")
        assert (end["source"], end["heard"]) == ("agent", "")
        assert page.sound == {"t1.0": 32_000}, "every sample, in one utterance"
        [start] = page.kinds("utterance_start")
        assert (start["voice"], start["sample_rate_hz"], start["turn"]) == ("recording", 16000, "t1")
    await until(lambda: not server.service.sounds.taken_bytes)


async def test_sound_with_its_text_has_captions_and_is_remembered(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        await page.ask("t1", "在吗")
        await agent.until("asked")
        await agent.send(type="audio", turn="t1", id="b1", sample_rate_hz=16000, text="我在这里。", language="zh")
        await agent.sound("b1", TONE)
        await agent.send(type="audio", turn="t1", id="b2", sample_rate_hz=16000, text="您请说。", final=True)
        await agent.sound("b2", TONE)
        assert (await page.until("turn_end"))["heard"] == "我在这里。您请说。"
        assert [told["text"] for told in page.kinds("utterance_start")] == ["我在这里。", "您请说。"]
        assert (await agent.until("heard"))["text"] == "我在这里。您请说。"


async def test_sound_that_does_not_follow_ends_its_block_and_the_turn_goes_on(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        await page.ask("t1", "在吗")
        await agent.until("asked")
        await agent.sound("b0", TONE, frame_bytes=40_000)
        assert (await agent.until("error"))["code"] == "binary_unexpected"
        await agent.send(type="audio", turn="t1", id="b1", sample_rate_hz=16000)
        await agent.sound("b1", TONE, last=False)
        await agent.sound("b1", TONE, first=99_000)
        assert (await agent.until("error"))["code"] == "audio_invalid"
        await agent.say("t1", "好的。")
        assert (await page.until("turn_end"))["heard"] == "好的。"
        assert page.sound["t1.0"] == 16_000


async def test_recordings_that_are_switched_off_are_refused() -> None:
    with serving(audio_seconds=0) as server:
        async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
            assert agent.welcome["limits"]["audio_seconds"] == 0
            await page.ask("t1", "在吗")
            await agent.until("asked")
            await agent.send(type="audio", turn="t1", id="b1", sample_rate_hz=16000)
            assert (await agent.until("error"))["code"] == "audio_too_long"
            await agent.sound("b1", TONE)
            await agent.say("t1", "好的。")
            await page.until("turn_end", id="t1")
            assert len([told for told in agent.told if told["type"] == "error"]) == 1
