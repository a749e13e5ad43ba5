"""A host's own agent speaks through a page's avatar, over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from fakes.agent_client import AgentClient, bound
from fakes.conversing_client import ConversingClient
from fakes.live_server import LiveServer
from fakes.redis_server import redis_server
from fakes.scripted_server import serving
from fakes.until import until
from visavis.access.bindings import Bindings
from visavis.dialogue.persona.load import load_persona
from visavis.hub.hub import HubError
from visavis.hub.memory import MemoryHub
from visavis.speech.frontend.directions import take_out
from visavis.transport import agent_connection

pytestmark = pytest.mark.contract

SORRY = take_out(load_persona().line("trouble", "zh", 0))[0]
DESK = """
answers:
  - id: hours
    questions: [几点开门, 营业时间]
    answers: [我们早上九点开门。]
"""
TONE = bytes(range(256)) * 125
"""A second of something at 16 kHz."""


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with serving() as running:
        yield running


async def test_an_agent_answers_in_the_servers_place(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        assert agent.welcome["session_id"] == page.welcome["session_id"]
        assert agent.welcome["languages"] == ["zh", "en"]
        await page.ask("t1", "我的快递到哪了？")
        asked = await agent.until("asked")
        assert asked == {
            "type": "asked",
            "turn": "t1",
            "text": "我的快递到哪了？",
            "language": "zh",
            "spoken": False,
            "expects_answer": True,
        }
        await agent.say("t1", "您的快", "递昨天已经发出。[emotion:ha", "ppy]预计", "后天送到。")
        end = await page.until("turn_end", id="t1")
        assert (end["source"], end["heard"], end["interrupted"]) == (
            "agent",
            "您的快递昨天已经发出。预计后天送到。",
            False,
        )
        assert end["metrics"]["llm_node_ttft_ms"] is not None
        heard = await agent.until("heard")
        assert heard == {
            "type": "heard",
            "turn": "t1",
            "text": end["heard"],
            "interrupted": False,
            "source": "agent",
        }
        assert (await agent.until("state", state="idle"))["turn"] is None
        states = [told["state"] for told in agent.told if told["type"] == "state"]
        assert states == ["idle", "thinking", "speaking", "idle"]


async def test_the_first_clause_is_heard_before_the_answer_is_written(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        await page.ask("t1", "讲讲看")
        await agent.until("asked")
        await agent.say("t1", "先说第一句话，", "然后", final=False)
        await page.until_sound("t1.0")
        await agent.say("t1", "再说第二句。", final=False)
        await page.until_sound("t1.1")
        await agent.say("t1", "")
        assert (await page.until("turn_end"))["heard"] == "先说第一句话，然后再说第二句。"


async def test_a_sentence_that_looks_complete_is_said_though_the_agent_goes_away_to_look_something_up(
    server: LiveServer,
) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        await page.ask("t1", "where is my parcel")
        await agent.until("asked")
        await agent.say("t1", "Let me look that up.", final=False)
        await page.until_whole("t1.0")
        await agent.say("t1", " It is on its way.")
        assert (await page.until("turn_end"))["heard"] == "Let me look that up. It is on its way."


async def test_an_interrupted_answer_is_told_and_what_still_comes_is_not_said(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        page.deaf = True
        await page.ask("t1", "讲个故事吧")
        await agent.until("asked")
        await agent.say("t1", "从前有座山，", "山里有座庙。", "庙里", final=False)
        await page.until_sound("t1.0")
        await page.send(type="interrupt", id=None)
        heard = await agent.until("heard", turn="t1")
        assert heard["interrupted"]
        await agent.say("t1", "有个老和尚。")
        page.deaf = False
        await page.ask("t2", "说点别的")
        await agent.until("asked", turn="t2")
        await agent.say("t2", "好的。")
        end = await page.until("turn_end", id="t2")
        assert end["heard"] == "好的。"
        assert [told for told in agent.told if told["type"] == "error"] == []
        assert {told["turn"] for told in page.kinds("utterance_start") if "老和尚" in told["text"]} == set()


async def test_who_asks_by_voice_is_answered_and_may_interrupt_by_voice(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        page.deaf = True
        await page.begin_to_speak("t1", recogniser="page")
        await page.send(type="heard_text", id="t1", text="where is my parcel", final=True, language="en-US")
        asked = await agent.until("asked")
        assert (asked["text"], asked["language"], asked["spoken"]) == ("where is my parcel", "en-US", True)
        await agent.say("t1", "It left yesterday, and it will be there on Friday.", final=False)
        await page.until_sound("t1.0")
        await page.begin_to_speak("t2", recogniser="page")
        await page.send(type="heard_text", id="t2", text="no, the other one")
        assert (await agent.until("heard", turn="t1"))["interrupted"]
        await agent.until("state", state="listening", turn="t2")
        await agent.say("t1", " It is blue.")
        page.deaf = False
        await page.send(type="heard_text", id="t2", text="no, the other one", final=True)
        await agent.until("asked", turn="t2")
        await agent.say("t2", "That one is here.")
        assert (await page.until("turn_end", id="t2"))["heard"] == "That one is here."


async def test_things_to_show_and_a_hand_over_reach_the_page(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        await page.ask("t1", "我要退款")
        await agent.until("asked")
        links = [{"title": "退款", "url": "https://shop.example/refund"}]
        buttons = [{"title": "好", "say": "好的"}]
        await agent.send(type="show", turn="t1", links=links, buttons=buttons)
        await agent.send(type="handover", turn="t1", reason="refund")
        await agent.say("t1", "请看这里。[show:link|https://elsewhere.example/|x]")
        await page.until("turn_end")
        [shown] = page.kinds("show")
        assert (shown["id"], shown["links"], shown["buttons"]) == ("t1", links, buttons)
        [handover] = page.kinds("handover")
        assert (handover["id"], handover["reason"]) == ("t1", "refund")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://shop.example/", "//evil.example/x", "data:text/html,x", "https://a b/"]
)
async def test_an_address_that_could_do_harm_is_not_shown(server: LiveServer, url: str) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        await page.ask("t1", "我要退款")
        await agent.until("asked")
        await agent.send(type="show", turn="t1", links=[{"title": "x", "url": url}])
        assert (await agent.until("error"))["code"] == "bad_message"
        await agent.say("t1", "好的。")
        await page.until("turn_end")
        assert page.kinds("show") == []


async def test_an_agent_speaks_unasked_after_what_is_being_said(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        page.deaf = True
        await page.ask("t1", "在吗")
        await agent.until("asked")
        await agent.say("t1", "我在这里。")
        await page.until_whole("t1.0")
        await agent.send(type="begin", turn="v1")
        await agent.say("v1", "您的包裹", "到了。")
        await page.heard("t1.0", 60_000, "ended")
        page.deaf = False
        ends = [await page.until("turn_end"), await page.until("turn_end")]
        assert [(end["id"], end["heard"], end["source"]) for end in ends] == [
            ("t1", "我在这里。", "agent"),
            ("v1", "您的包裹到了。", "agent"),
        ]
        assert (await agent.until("heard", turn="v1"))["text"] == "您的包裹到了。"


async def test_what_waits_is_dropped_when_the_visitor_asks_something(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        page.deaf = True
        await page.ask("t1", "在吗")
        await agent.until("asked")
        await agent.say("t1", "我在这里。")
        await page.until_whole("t1.0")
        await agent.send(type="begin", turn="v1")
        await agent.say("v1", "您的包裹到了。")
        await agent.send(type="begin", turn="v2")
        refused = await agent.until("error")
        assert (refused["code"], refused["id"], refused["retryable"]) == ("queue_full", "v2", True)
        page.deaf = False
        await page.ask("t2", "几点了")
        dropped = await agent.until("heard", turn="v1")
        assert (dropped["text"], dropped["interrupted"]) == ("", True)
        await agent.until("asked", turn="t2")
        await agent.say("t2", "三点。")
        await page.until("turn_end", id="t2")
        assert not any("包裹" in told["text"] for told in page.kinds("utterance_start"))


async def test_what_waits_of_an_agent_that_leaves_is_dropped_unless_it_is_complete(server: LiveServer) -> None:
    async with ConversingClient(server) as page:
        session = await bound(server, page)
        page.deaf = True
        for turn, complete in (("v1", False), ("v2", True)):
            async with AgentClient(server, session) as agent:
                await page.ask(f"t-{turn}", "在吗")
                await agent.until("asked", turn=f"t-{turn}")
                await agent.say(f"t-{turn}", "我在这里。")
                await page.until_whole(f"t-{turn}.0")
                await agent.send(type="begin", turn=turn)
                await agent.say(turn, "您的包裹到了。", final=complete)
                await agent.send(type="begin", turn="v9")  # its refusal tells that all before has come
                await agent.until("error", id="v9")
            await until(lambda: not server.service.agents.agents)
            await page.heard(f"t-{turn}.0", 60_000, "ended")
            await page.until("turn_end", id=f"t-{turn}")
        page.deaf = False
        end = await page.until("turn_end")
        assert (end["id"], end["heard"]) == ("v2", "您的包裹到了。")
        assert page.kinds("error") == []
        assert not any(told["turn"] == "v1" for told in page.kinds("utterance_start"))


async def test_an_agent_silences_the_avatar(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        page.deaf = True
        await page.ask("t1", "讲个故事吧")
        await agent.until("asked")
        await agent.say("t1", "从前有座山，山里有座庙。")
        await page.until_whole("t1.0")
        await agent.send(type="interrupt", turn="t1")
        assert (await page.until("turn_end", id="t1"))["interrupted"]
        assert page.kinds("interrupted")


async def test_a_silent_agent_is_told_of_and_the_visitor_hears_so() -> None:
    with serving(agent_first_s=2.0) as server:
        async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
            await page.ask("t1", "在吗")
            await agent.until("asked")
            error = await page.until("error")
            assert (error["code"], error["id"]) == ("agent_timeout", "t1")
            end = await page.until("turn_end", id="t1")
            assert (end["source"], end["heard"]) == ("trouble", SORRY)
            assert (await agent.until("heard", turn="t1"))["source"] == "trouble"
            await agent.say("t1", "来晚了。")
            await page.turn_of_agent(agent, "t2", "还在吗", "在。")


async def test_an_agent_that_falls_silent_in_mid_answer_is_told_of() -> None:
    with serving(agent_next_s=0.6) as server:
        async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
            await page.ask("t1", "在吗")
            await agent.until("asked")
            await agent.say("t1", "我在这里。", final=False)
            assert (await page.until("error"))["code"] == "agent_timeout"
            end = await page.until("turn_end", id="t1")
            assert end["heard"] == "我在这里。" + SORRY


async def test_when_the_agent_breaks_off_the_visitor_hears_so_and_the_server_answers_again(tmp_path: Path) -> None:
    path = tmp_path / "desk.yaml"
    path.write_text(DESK, encoding="utf-8")
    with serving(answers=path) as server:
        async with ConversingClient(server) as page:
            async with AgentClient(server, await bound(server, page)) as agent:
                await page.ask("t1", "几点开门？")
                await agent.until("asked")
                await agent.say("t1", "我们早上", final=False)
            assert (await page.until("error"))["code"] == "agent_gone"
            assert (await page.until("turn_end", id="t1"))["source"] == "trouble"
            end = await page.turn("t2", "几点开门？")
            assert (end["source"], end["heard"]) == ("approved", "我们早上九点开门。")


async def test_when_the_agent_leaves_before_it_has_begun_the_server_answers(tmp_path: Path) -> None:
    path = tmp_path / "desk.yaml"
    path.write_text(DESK, encoding="utf-8")
    with serving(answers=path) as server:
        async with ConversingClient(server) as page:
            async with AgentClient(server, await bound(server, page)) as agent:
                await page.ask("t1", "几点开门？")
                await agent.until("asked")
            end = await page.until("turn_end", id="t1")
            assert (end["source"], end["heard"]) == ("approved", "我们早上九点开门。")
            assert page.kinds("error") == []


async def test_approved_answers_may_go_first(tmp_path: Path) -> None:
    path = tmp_path / "desk.yaml"
    path.write_text(DESK, encoding="utf-8")
    with serving(answers=path) as server:
        async with ConversingClient(server) as page:
            session = await bound(server, page)
            async with AgentClient(server, session, answers="approved_first") as agent:
                end = await page.turn("t1", "几点开门？")
                assert end["source"] == "approved"
                asked = await agent.until("asked")
                assert (asked["turn"], asked["expects_answer"]) == ("t1", False)
                assert (await agent.until("heard"))["text"] == "我们早上九点开门。"
                await agent.say("t1", "也来说一句。")
                await page.turn_of_agent(agent, "t2", "你们有几家店面呢", "三家。")


async def test_the_newest_agent_speaks_and_the_older_is_told(server: LiveServer) -> None:
    async with ConversingClient(server) as page:
        session = await bound(server, page)
        async with AgentClient(server, session) as older:
            await page.ask("t1", "在吗")
            await older.until("asked")
            async with AgentClient(server, session) as newer:
                assert (await older.until("error"))["code"] == "agent_replaced"
                with pytest.raises(ConnectionClosed) as closed:
                    await older.message()
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 1000
                await newer.until("asked", turn="t1")
                await newer.say("t1", "我来回答。")
                assert (await page.until("turn_end"))["heard"] == "我来回答。"
                await page.turn_of_agent(newer, "t2", "还在吗", "在。")


async def test_an_agent_stays_while_its_page_comes_again(server: LiveServer) -> None:
    async with ConversingClient(server) as page:
        session = await bound(server, page)
        resume = page.welcome["resume"]
        agent = AgentClient(server, session)
        await agent.__aenter__()
        await page.ask("t1", "在吗")
        await agent.until("asked")
        await agent.say("t1", "我在这里，", "一直都", final=False)
        await page.until_sound("t1.0")
    heard = await agent.until("heard", turn="t1")
    assert heard["interrupted"]
    await agent.until("state", state="away")
    await agent.say("t1", "在。")
    away = await agent.until("error")
    assert (away["code"], away["id"], away["retryable"]) == ("unknown_session", "t1", True)
    async with ConversingClient(server, greet=False) as page:
        await page.send(type="hello", protocol_version="1.4", channel_space="viseme15", resume=resume)
        assert (await page.message())["resumed"]
        await agent.until("state", state="idle")
        await page.turn_of_agent(agent, "t2", "还在吗", "还在。")
        assert [told["type"] for told in agent.told].count("welcome") == 1
    await agent.__aexit__()


async def test_who_asks_and_who_answers_may_be_on_two_servers_of_one_site() -> None:
    with redis_server() as redis, ExitStack() as running:
        one, other = (running.enter_context(serving(redis_url=redis.url)) for _ in range(2))
        async with ConversingClient(one) as page, AgentClient(other, await bound(other, page)) as agent:
            await page.turn_of_agent(agent, "t1", "在吗", "我在这里。")
            await page.ask("t2", "说句话")
            await agent.until("asked", turn="t2")
            await agent.send(type="audio", turn="t2", id="b1", sample_rate_hz=16000, final=True)
            await agent.sound("b1", TONE)
            await page.until("turn_end", id="t2")
            assert page.sound["t2.0"] == 16_000
            redis.stop()
            end = await page.turn("t3", "还在吗")
            assert end["source"] != "agent", "who cannot be reached is not waited for"


async def test_an_agent_that_the_hub_could_not_reach_for_a_while_is_asked_again(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = False
    publish = MemoryHub.publish

    async def sometimes(hub: MemoryHub, channel: str, text: str) -> int:
        if away and channel.startswith("to-agents:"):
            raise HubError("it is away")
        return await publish(hub, channel, text)

    monkeypatch.setattr(MemoryHub, "publish", sometimes)
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        away = True
        assert (await page.turn("t1", "在吗"))["source"] != "agent"
        away = False
        await agent.send(type="begin", turn="v1")
        lost = await agent.until("error")
        assert (lost["code"], lost["retryable"]) == ("unknown_session", True)
        await page.turn_of_agent(agent, "t2", "还在吗", "还在。")


async def test_an_agent_says_again_and_again_that_it_is_there(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = 0
    holds = Bindings.holds

    async def counted(bindings: Bindings, session_id: str, key: str) -> bool:
        nonlocal shown
        shown += 1
        return await holds(bindings, session_id, key)

    monkeypatch.setattr(Bindings, "holds", counted)
    monkeypatch.setattr(agent_connection, "KEEP_S", 0.05)
    async with ConversingClient(server) as page:
        session = await bound(server, page)
        async with AgentClient(server, session) as agent:
            await page.ask("t1", "在吗")
            await agent.until("asked")
            await until(lambda: shown >= 4)
            await agent.say("t1", "我在这里。")
            await page.until("turn_end")
            assert [told["type"] for told in agent.told].count("asked") == 1, "it is told once"
            await bound(server, page)
            assert (await agent.until("error"))["code"] == "unknown_session"
