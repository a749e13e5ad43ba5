"""Whole conversations over real sockets, with the real client library against a scripted model."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakes.chat_service import (
    KEY,
    MODEL,
    CallPart,
    ChatService,
    Count,
    Cut,
    End,
    Fail,
    Say,
    Silence,
    answer,
    chat_service,
)
from fakes.conversing_client import ConversingClient
from fakes.live_server import ANSWER_TIMEOUT_S, LiveServer, live_server
from fakes.redis_server import redis_server
from fakes.scripted_engine import ScriptedEngine
from fakes.until import until
from visavis.dialogue.answers.matcher import Matcher
from visavis.dialogue.persona.load import load_persona
from visavis.settings import Settings, SettingsError
from visavis.transport.desk import check_desk, open_desk

pytestmark = pytest.mark.contract

PERSONA = load_persona()
ZH_UNKNOWN = {line.removeprefix("[emotion:concerned]") for line in PERSONA.sayings.unknown["zh"]}
DESK = """
answers:
  - id: hours
    questions: [几点开门, 营业时间]
    answers: [我们早上九点开门。]
    replies: [几点关门]
  - id: close
    questions: [几点关门]
    answers: [晚上九点关门。]
"""


@contextmanager
def server(**settings: Any) -> Iterator[LiveServer]:
    settings = {"warm_up": False, "filler_s": 0, **settings}
    with live_server({"scripted": ScriptedEngine()}, **settings) as running:
        yield running


@asynccontextmanager
async def with_model(monkeypatch: pytest.MonkeyPatch, **settings: Any) -> AsyncIterator[tuple[LiveServer, ChatService]]:
    async with chat_service() as model:
        monkeypatch.setenv("VISAVIS_LLM_URL", model.url)
        monkeypatch.setenv("VISAVIS_LLM_MODEL", MODEL)
        monkeypatch.setenv("VISAVIS_LLM_KEY", KEY)
        monkeypatch.setenv("VISAVIS_LLM_RETRIES", "0")
        with server(**settings) as running:
            yield running, model


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.yaml"
    path.write_text(DESK, encoding="utf-8")
    return path


async def test_the_handshake_tells_what_can_be_asked(desk: Path) -> None:
    with server(answers=desk) as running:
        async with ConversingClient(running) as page:
            offer = page.welcome["describe"]["dialogue"]
            assert offer["languages"] == ["zh", "en"]
            assert offer["suggestions"] == {"zh": ["几点开门", "几点关门"]}
            assert page.welcome["describe"]["hearing"] is None, "the page listens itself"
            assert page.welcome["resume"]
            assert not page.welcome["resumed"]


async def test_a_server_that_is_not_to_converse_does_not() -> None:
    with server(dialogue=False) as running:
        async with ConversingClient(running) as page:
            assert page.welcome["describe"]["dialogue"] is None
            assert page.welcome["resume"] is None
            await page.ask("t1", "你好")
            assert (await page.until("error"))["code"] == "dialogue_off"


async def test_approved_answers_come_first_and_the_model_answers_the_rest(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_model(monkeypatch, answers=desk) as (running, model), ConversingClient(running) as page:
        model.scripts = [answer("我们有", "三家店。[emotion:happy]", "欢迎", "您来。", usage=Count(80, 9))]
        approved = await page.turn("t1", "几点开门？")
        assert (approved["source"], approved["answer_id"], approved["heard"]) == (
            "approved",
            "hours",
            "我们早上九点开门。",
        )
        assert page.kinds("show")[0]["buttons"] == [{"title": "几点关门", "say": "几点关门"}]
        asked = await page.turn("t2", "你们有几家店面呢")
        assert (asked["source"], asked["heard"]) == ("model", "我们有三家店。欢迎您来。")
        assert asked["metrics"]["prompt_tokens"] == 80
        assert asked["metrics"]["llm_node_ttft_ms"] > 0
        [request] = model.asked
        said = [(message["role"], message["content"]) for message in request["messages"][1:]]
        assert said == [("user", "几点开门？"), ("assistant", "我们早上九点开门。"), ("user", "你们有几家店面呢")]


async def test_an_interrupted_answer_stops_the_model_and_only_what_was_heard_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with with_model(monkeypatch) as (running, model), ConversingClient(running) as page:
        model.scripts = [[Say("从前有座山，山里有座庙。"), Say("庙里有个"), Silence()], answer("好的。")]
        page.deaf = True
        await page.ask("t1", "讲个故事吧")
        await page.until_sound("t1.0")
        started = page.kinds("utterance_start")[0]
        # Each word is 0.2 s; of the first two the second is heard to its half.
        await page.heard("t1.0", 350, "interrupted")
        await page.ask("t2", "不听了，说点别的")
        end = await page.until("turn_end", id="t1")
        assert end["interrupted"]
        heard = end["heard"]
        assert started["text"].startswith(heard)
        assert 0 < len(heard) < len(started["text"])
        page.deaf = False
        await page.until("turn_end", id="t2")
        await until(lambda: model.abandoned)
        told = model.asked[1]["messages"]
        assert told[-2] == {"role": "assistant", "content": f"{heard}……"}
        assert not any(name.startswith("t1") for name in list(page.sound)[1:]), "nothing of it comes after that"


async def test_a_model_that_wants_a_person_hands_over(monkeypatch: pytest.MonkeyPatch) -> None:
    async with with_model(monkeypatch) as (running, model), ConversingClient(running) as page:
        call = CallPart('{"reason": "wants money back"}', "handover", "c1")
        model.scripts = [[call, End("tool_calls"), Count()], answer("好的，我请同事来。")]
        end = await page.turn("t1", "东西坏了，你们必须马上赔我钱！")
        assert page.kinds("handover") == [{"type": "handover", "id": "t1", "reason": "wants money back"}]
        assert end["heard"] == "好的，我请同事来。"


FAULTS = {
    "the key": (Fail(401, "invalid_api_key"), "llm_refused"),
    "too many": (Fail(429, "rate_limit_exceeded"), "llm_busy"),
    "broken": (Fail(500), "llm_failed"),
    "silent": (Silence(), "llm_timeout"),
    "cut": (Cut(), "llm_failed"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_model_that_fails_is_told_in_the_avatars_own_voice_and_the_next_question_is_answered(
    fault: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    step, code = FAULTS[fault]
    if fault == "silent":  # only this one is waited for; the next answer must come in time however busy the machine is
        monkeypatch.setenv("VISAVIS_LLM_FIRST_S", "3")
    async with with_model(monkeypatch) as (running, model), ConversingClient(running) as page:
        model.scripts = [[step], answer("当然。")]
        end = await page.turn("t1", "我的秘密是芝麻开门")
        assert end["source"] == "trouble"
        assert page.kinds("error")[0]["code"] == code
        lines = {PERSONA.line("trouble", "zh", turn).removeprefix("[emotion:concerned]") for turn in range(2)}
        assert end["heard"] in lines
        assert (await page.turn("t2", "再说一遍好不好"))["heard"] == "当然。"
    assert code in caplog.text
    assert "芝麻" not in caplog.text


async def test_a_model_that_breaks_off_in_mid_answer_is_heard_as_far_as_it_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with with_model(monkeypatch) as (running, model), ConversingClient(running) as page:
        model.scripts = [[Say("第一件事，先登录网站。"), Say("然后打开"), Cut()]]
        end = await page.turn("t1", "怎么改收货地址呢")
        assert end["heard"].startswith("第一件事，先登录网站。")
        assert end["heard"] != "第一件事，先登录网站。"
        assert end["source"] == "trouble"


async def test_a_fault_of_our_own_is_told_in_the_avatars_voice_too(
    desk: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Matcher, question: str) -> None:
        raise ValueError(f"cannot compare {question!r}")

    monkeypatch.setattr(Matcher, "match_words", broken)
    with server(answers=desk) as running:
        async with ConversingClient(running) as page:
            end = await page.turn("t1", "我的秘密是芝麻开门")
    assert end["source"] == "trouble"
    assert end["heard"]
    assert page.kinds("error")[0]["code"] == "internal"
    assert "ValueError" in caplog.text
    assert "芝麻" not in caplog.text


async def test_a_broken_answers_file_leaves_the_last_good_one_in_use(
    desk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with server(answers=desk) as running:
        async with ConversingClient(running) as page:
            await asyncio.to_thread(desk.write_text, "answers: [", "utf-8")
            await until(lambda: "answers_broken" in caplog.text)
            assert (await page.turn("t1", "几点开门"))["heard"] == "我们早上九点开门。"
            await asyncio.to_thread(desk.write_text, DESK.replace("早上九点", "早上八点"), "utf-8")
            async with asyncio.timeout(20):
                number = 1
                while (await page.turn(f"t{(number := number + 1)}", "几点开门"))["heard"] != "我们早上八点开门。":
                    await asyncio.sleep(0.2)
            renamed = DESK.replace("questions: [几点关门]", "questions: [几点打烊]")
            await asyncio.to_thread(desk.write_text, renamed, "utf-8")
            async with asyncio.timeout(20):
                while True:
                    async with ConversingClient(running) as later:
                        if later.welcome["describe"]["dialogue"]["suggestions"] == {"zh": ["几点开门", "几点打烊"]}:
                            break
                    await asyncio.sleep(0.2)


async def test_files_that_cannot_be_used_keep_the_server_from_starting(desk: Path) -> None:
    await asyncio.to_thread(desk.write_text, "answers: [", "utf-8")
    with pytest.raises(SettingsError, match=r"VISAVIS_ANSWERS: desk\.yaml, line 2"):
        await open_desk(Settings(answers=desk))
    with pytest.raises(SettingsError, match=r"VISAVIS_PERSONA: desk\.yaml, line 2"):
        await open_desk(Settings(persona=desk))


@pytest.mark.parametrize("name", ["VISAVIS_EMBEDDINGS_URL", "OPENAI_BASE_URL", "VISAVIS_LLM_URL"])
async def test_a_wrong_setting_keeps_the_server_from_starting(
    desk: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "sk-secret")
    settings = Settings(answers=desk)
    with pytest.raises(SettingsError, match=f"^{name}: ") as checked:
        check_desk(settings)
    with pytest.raises(SettingsError, match=f"^{name}: ") as opened:
        await open_desk(settings)
    assert "secret" not in f"{checked.value} {opened.value}"


async def test_two_visitors_hear_their_own_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    async with with_model(monkeypatch) as (running, model):

        async def visit(number: int) -> None:
            async with ConversingClient(running) as page:
                for turn in range(3):
                    end = await page.turn(f"t{turn}", f"请重复一下这个号码{number}{turn}")
                    assert end["heard"] == f"号码是{number}{turn}。"

        # The stand-in answers what it was asked, so that a mixed-up answer shows.
        original = model.handle

        async def handle(exchange: Any) -> None:
            said = next(m["content"] for m in reversed(exchange.json()["messages"]) if m["role"] == "user")
            model.scripts.insert(0, answer(f"号码是{said[-2:]}。"))
            await original(exchange)

        model.server._handler = handle
        await asyncio.gather(*(visit(number) for number in range(1, 6)))


async def test_a_conversation_goes_on_after_a_break(monkeypatch: pytest.MonkeyPatch) -> None:
    async with with_model(monkeypatch) as (running, model):
        model.scripts = [answer("王女士您好。"), answer("您姓王。")]
        async with ConversingClient(running) as page:
            await page.turn("t1", "我姓王，请记住")
            resume = page.welcome["resume"]
        await running.until_empty()
        async with ConversingClient(running, greet=False) as page:
            await page.send(type="hello", protocol_version="1.4", resume=resume)
            welcome = await page.message()
            assert welcome["resumed"]
            assert welcome["resume"] == resume
            await page.turn("t1", "我姓什么来着")
        contents = [message["content"] for message in model.asked[1]["messages"][1:]]
        assert contents == ["我姓王，请记住", "王女士您好。", "我姓什么来着"]


async def test_a_strangers_secret_brings_nobody_elses_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    async with with_model(monkeypatch) as (running, model):
        async with ConversingClient(running) as page:
            await page.turn("t1", "我姓王，请记住")
        async with ConversingClient(running, greet=False) as page:
            await page.send(type="hello", protocol_version="1.4", resume="guess")
            welcome = await page.message()
            assert not welcome["resumed"]
            await page.turn("t1", "我姓什么来着")
        assert len(model.asked[1]["messages"]) == 2


async def test_another_worker_takes_the_conversation_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with redis_server() as redis:
        async with with_model(monkeypatch, redis_url=redis.url) as (first, model):
            model.scripts = [answer("王女士您好。"), answer("您姓王。")]
            async with ConversingClient(first) as page:
                await page.turn("t1", "我姓王，请记住")
                resume = page.welcome["resume"]
            await first.until_empty()
            with server(redis_url=redis.url) as second:
                async with ConversingClient(second, greet=False) as page:
                    await page.send(type="hello", protocol_version="1.4", resume=resume)
                    assert (await page.message())["resumed"]
                    await page.turn("t1", "我姓什么来着")
            contents = [message["content"] for message in model.asked[1]["messages"][1:]]
            assert contents == ["我姓王，请记住", "王女士您好。", "我姓什么来着"]


async def test_a_page_that_leaves_in_mid_answer_stops_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    async with with_model(monkeypatch) as (running, model):
        model.scripts = [[Say("从前有座山，山里有座庙。"), Silence()]]
        async with ConversingClient(running) as page:
            await page.ask("t1", "讲个故事吧")
            await page.until_sound("t1.0")
        await until(lambda: model.abandoned)
        await running.until_empty()


async def test_speech_that_the_page_recognises_is_answered(desk: Path) -> None:
    with server(answers=desk) as running:
        async with ConversingClient(running) as page:
            await page.send(type="listen_start", id="t1", recogniser="page")
            await page.until("turn_state", state="listening")
            await page.send(type="heard_text", id="t1", text="几点")
            await page.send(type="heard_text", id="t1", text="几点开门", final=True, language="zh-CN")
            assert (await page.until("turn_end", id="t1"))["heard"] == "我们早上九点开门。"


async def test_a_visitor_agrees_chooses_and_asks_to_hear_it_again(desk: Path) -> None:
    with server(answers=desk) as running:
        async with ConversingClient(running) as page:
            assert (await page.turn("t1", "今天天气怎么样"))["source"] == "unknown"
            assert (await page.turn("t2", "好的"))["source"] == "small_talk"
            assert [one["id"] for one in page.kinds("handover")] == ["t2"]
            assert (await page.turn("t3", "几点"))["source"] == "suggestions"
            chosen = page.kinds("show")[-1]["buttons"][1]["say"]
            end = await page.turn("t4", "第二个")
            assert end["answer_id"] == {"几点开门": "hours", "几点关门": "close"}[chosen]
            again = await page.turn("t5", "再说一遍")
            assert (again["answer_id"], again["heard"]) == (end["answer_id"], end["heard"])


async def test_the_voice_follows_the_visitors_language_and_one_word_does_not_change_it(desk: Path) -> None:
    with server(answers=desk) as running:
        async with ConversingClient(running) as page:

            async def language_of(name: str, text: str, **fields: Any) -> str:
                heard = (await page.turn(name, text, **fields))["heard"]
                return "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in heard) else "en"

            assert await language_of("t1", "明天会下雨吗") == "zh"
            assert await language_of("t2", "???") == "zh"
            assert await language_of("t3", "OK") == "zh"
            assert await language_of("t4", "Will it rain tomorrow?") == "en"
            assert await language_of("t5", "12345") == "en"
            # The page's recogniser tells the language that it was set to, whatever was said.
            await page.begin_to_speak("v1", recogniser="page")
            await page.send(type="heard_text", id="v1", text="明天会下雨吗", final=True, language="en-US")
            assert (await page.until("turn_end", id="v1"))["heard"] in ZH_UNKNOWN


async def test_pages_show_pictures_of_the_sites_that_the_answers_name(desk: Path) -> None:
    def show_picture(url: str) -> None:
        desk.write_text(f"{DESK}    pictures: [{{url: '{url}', alt: 门}}]\n", encoding="utf-8")

    async def shown(running: LiveServer) -> str:
        async with httpx.AsyncClient(timeout=ANSWER_TIMEOUT_S) as client:
            policy = (await client.get(running.url + "/")).headers["content-security-policy"]
        return next(part for part in policy.split("; ") if part.startswith("img-src"))

    show_picture("https://cdn.shop.example/door.png")
    with server(answers=desk) as running:
        assert await shown(running) == "img-src 'self' blob: data: https://cdn.shop.example"
        show_picture("https://new.example;script-src/door.png")
        async with asyncio.timeout(20):
            while "shop.example" in await shown(running):
                await asyncio.sleep(0.05)
        assert await shown(running) == "img-src 'self' blob: data:", "what is no host changes no policy"
