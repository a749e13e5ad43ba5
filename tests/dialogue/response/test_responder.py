"""Who answers: approved answers first, then small talk, then the model, else an honest line."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from fakes.scripted_model import DONE, Item, ScriptedModel, saying
from visavis.dialogue.answers.live import LiveAnswers
from visavis.dialogue.memory import Memory
from visavis.dialogue.model.asker import Asker
from visavis.dialogue.model.contract import LanguageModelError, Text, ToolCall
from visavis.dialogue.model.settings import LimitSettings
from visavis.dialogue.persona.load import load_persona
from visavis.dialogue.response import Before, Done, HandOver, Part, Question, Responder, Said, Shown, Trouble
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import AnswerSource, ShownButton

pytestmark = pytest.mark.unit

PERSONA = load_persona()
ALONE = PERSONA.model_copy(update={"sayings": PERSONA.sayings.model_copy(update={"handover": None})})
"""Where there is nobody to hand over to."""
EXAMPLE = Path(__file__).parents[3] / "examples" / "answers" / "parcel_shop.yaml"
PERSON = ShownButton(title="Talk to a person", say="Talk to a person")
FILE = """
answers:
  - id: hours
    questions: [几点开门, 营业时间是几点]
    answers: [我们早上九点开门。, 九点开门。]
    emotion: happy
    gesture: explain
    links: [{title: 营业时间, url: /hours}]
    pictures: [{url: /door.png, alt: 大门}]
    replies: [几点关门]
  - id: close
    questions: [几点关门]
    answers: [晚上九点关门。]
  - id: person
    questions: [我要见你们经理]
    answers: [好的，我请他过来。]
    tags: [handover]
  - id: refund-en
    questions: [How do I get a refund?]
    answers: [Send it back within seven days.]
"""


@asynccontextmanager
async def answers(folder: Path) -> AsyncIterator[LiveAnswers]:
    path = folder / "desk.yaml"
    path.write_text(FILE, encoding="utf-8")
    live = LiveAnswers(path)
    await live.start()
    try:
        yield live
    finally:
        await live.close()


def asker(*scripts: list[Item], takes_tools: bool = False) -> Asker:
    limits: dict[str, Any] = {"first_s": 60, "next_s": 60, "timeout_s": 60, "retries": 0}
    return Asker(ScriptedModel(*scripts, takes_tools=takes_tools), LimitSettings(**limits))


def asked_of(chosen: Asker) -> list[Any]:
    assert isinstance(chosen.model, ScriptedModel)
    return chosen.model.asked


async def respond(responder: Responder, text: str, *earlier: str, **fields: Any) -> list[Part]:
    """``earlier``: what was said before, by the visitor and the avatar in turn."""
    memory = Memory(6000)
    for number, said_before in enumerate(earlier):
        (memory.avatar if number % 2 else memory.visitor)(said_before)
    if text:
        memory.visitor(text)
    async with aclosing(responder.respond(Question(text, **fields), memory)) as parts:
        return [part async for part in parts]


def said(parts: list[Part]) -> list[str]:
    return [part.spoken for part in parts if isinstance(part, Said)]


async def test_an_approved_answer_is_said_and_shown_and_no_model_is_asked(tmp_path: Path) -> None:
    model = asker(saying("no"))
    async with answers(tmp_path) as live:
        parts = await respond(Responder(PERSONA, live, model), "几点开门？")
    first, shown, done = parts
    assert first == Said("[gesture:explain]我们早上九点开门。", "zh", "happy")
    assert isinstance(shown, Shown)
    assert [link.url for link in shown.links] == ["/hours"]
    assert [picture.alt for picture in shown.pictures] == ["大门"]
    assert [button.say for button in shown.buttons] == ["几点关门"]
    assert done == Done("approved", "hours")
    assert asked_of(model) == []


async def test_wordings_take_turns(tmp_path: Path) -> None:
    async with answers(tmp_path) as live:
        responder = Responder(PERSONA, live)
        texts = [said(await respond(responder, "几点开门", turn=turn))[0] for turn in range(3)]
    assert [text.removeprefix("[gesture:explain]") for text in texts] == [
        "我们早上九点开门。",
        "九点开门。",
        "我们早上九点开门。",
    ]


async def test_an_answer_may_call_a_person(tmp_path: Path) -> None:
    async with answers(tmp_path) as live:
        parts = await respond(Responder(PERSONA, live), "我要见你们经理")
    assert HandOver("person") in parts


async def test_what_may_be_meant_stands_on_buttons(tmp_path: Path) -> None:
    async with answers(tmp_path) as live:
        parts = await respond(Responder(PERSONA, live), "几点")
    [shown] = [part for part in parts if isinstance(part, Shown)]
    assert {button.say for button in shown.buttons} >= {"几点开门", "几点关门"}
    assert parts[-1] == Done("suggestions")


async def test_with_a_model_it_answers_what_may_be_meant_and_the_buttons_come_too(tmp_path: Path) -> None:
    model = asker(saying("九点开门，九点关门。"))
    async with answers(tmp_path) as live:
        parts = await respond(Responder(PERSONA, live, model), "几点")
    assert "".join(said(parts)) == "九点开门，九点关门。"
    assert any(isinstance(part, Shown) for part in parts)
    [request] = asked_of(model)
    assert "我们早上九点开门。" in request.messages[0].content, "what comes near is its material"
    assert request.messages[-1].content == "几点"


async def test_small_talk_needs_nobody() -> None:
    parts = await respond(Responder(PERSONA), "谢谢！")
    assert parts[-1] == Done("small_talk")
    assert said(parts)[0]


async def test_it_greets_and_takes_its_leave_as_its_persona_says() -> None:
    [line, _] = await respond(Responder(PERSONA), "Hello!")
    assert line == Said(PERSONA.line("opening", "en", 1), "en"), "the first is said by the page"
    [line, _] = await respond(Responder(PERSONA), "再见", turn=1)
    assert line == Said(PERSONA.line("closing", "zh", 1), "zh")


@pytest.mark.parametrize(("text", "language"), [("转人工", "zh"), ("Can I speak to someone?", "en")])
async def test_whoever_asks_for_a_person_is_handed_over(text: str, language: str) -> None:
    parts = await respond(Responder(PERSONA), text)
    assert HandOver() in parts
    assert [part for part in parts if isinstance(part, Said)] == [Said(PERSONA.line("handover", language), language)]


@pytest.mark.parametrize(("text", "language"), [("明天会下雨吗", "zh"), ("Will it rain tomorrow?", "en")])
async def test_without_a_model_it_says_that_it_does_not_know(text: str, language: str) -> None:
    [line, shown, done] = await respond(Responder(PERSONA), text)
    assert (line, done) == (Said(PERSONA.line("unknown", language), language), Done("unknown"))
    assert isinstance(shown, Shown)
    [button] = shown.buttons
    assert HandOver() in await respond(Responder(PERSONA), button.say), "its button calls a person"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("转人工", "没有人工客服"),
        ("Can I speak to someone?", "nobody here but me"),
        ("你是真人吗", "我不是真人，是人工智能助手。"),
        ("This is useless!", "in other words"),
        ("what can you do", "I'll say so"),
        ("明天会下雨吗", ALONE.line("unknown", "zh")),
    ],
)
async def test_where_nobody_can_take_over_nobody_is_offered(text: str, line: str) -> None:
    parts = await respond(Responder(ALONE), text)
    assert [type(part) for part in parts] == [Said, Done]
    assert line in said(parts)[0]


async def test_where_nobody_can_take_over_no_model_hands_over() -> None:
    call = ToolCall("1", "handover", '{"reason": "angry"}')
    with_tools = asker([call, DONE], [DONE], takes_tools=True)
    parts = await respond(Responder(ALONE, asker=with_tools), "This is a disgrace, all of it!")
    assert said(parts) == [ALONE.line("unknown", "en")]
    by_tag = asker(saying("One moment. [handover:angry]"))
    assert HandOver not in map(type, [*parts, *await respond(Responder(ALONE, asker=by_tag), "Tell me a story.")])
    assert {tool.name for tool in asked_of(with_tools)[0].tools} == {"emotion", "gesture", "show"}
    prompt = asked_of(by_tag)[0].messages[0].content
    assert "[handover:" not in prompt
    assert "没有人工客服" in prompt


async def test_a_failing_model_offers_nobody_who_is_not_there() -> None:
    error = LanguageModelError("busy", code="llm_busy", retryable=True)
    parts = await respond(Responder(ALONE, asker=asker([error])), "Tell me a story.")
    assert [type(part) for part in parts] == [Trouble, Said, Done]


async def test_the_language_that_was_heard_counts_before_that_of_the_text() -> None:
    [line, *_] = await respond(Responder(PERSONA), "OK Google", language="zh-CN")
    assert isinstance(line, Said)
    assert line.language == "zh"


async def test_nothing_understood_is_told_so() -> None:
    parts = await respond(Responder(PERSONA), "", language="en")
    assert parts == [Said(PERSONA.line("unheard", "en"), "en"), Done("unheard")]


async def test_a_model_is_told_who_it_is_and_when() -> None:
    model = asker(saying("Hello."))
    responder = Responder(PERSONA, asker=model, now=lambda: dt.datetime(2026, 3, 4, 15, 6, tzinfo=dt.UTC))
    await respond(responder, "Tell me a story.")
    prompt = asked_of(model)[0].messages[0].content
    assert "小维" in prompt
    assert "2026年3月4日，星期三，15:06" in prompt


async def test_a_models_tools_are_offered_where_it_takes_them() -> None:
    with_tools, without = asker(saying("x"), takes_tools=True), asker(saying("x"))
    await respond(Responder(PERSONA, asker=with_tools), "Tell me a story.")
    await respond(Responder(PERSONA, asker=without), "Tell me a story.")
    assert {tool.name for tool in asked_of(with_tools)[0].tools} == {"emotion", "gesture", "show", "handover"}
    assert asked_of(without)[0].tools == ()


async def test_a_model_that_only_hands_over_is_given_a_line() -> None:
    call = ToolCall("1", "handover", '{"reason": "angry"}')
    model = asker([call, DONE], [DONE], takes_tools=True)
    parts = await respond(Responder(PERSONA, asker=model), "This is a disgrace, all of it!")
    assert HandOver("angry") in parts
    assert said(parts) == [PERSONA.line("handover", "en")]


async def test_what_cannot_be_spoken_is_not_given_to_the_voice_and_its_gestures_wait_for_what_can() -> None:
    model = asker(saying("[gesture:bow]|a|b|\n", "|-|-|\n", "Welcome to our shop. ", "Have a seat. [gesture:bow]"))
    parts = await respond(Responder(PERSONA, asker=model), "Tell me a story.")
    assert [text for text in said(parts) if text] == [
        "[gesture:bow]Welcome to our shop.",
        "Have a seat. [gesture:bow]",
    ]
    assert [part.silent for part in parts if isinstance(part, Said) and part.silent] == ["|a|b|\n", "|-|-|\n"]
    endless = asker(saying("[gesture:bow]" * 60 + "\n", "Welcome."))
    assert said(await respond(Responder(PERSONA, asker=endless), "Tell me a story."))[-1].endswith("Welcome.")
    nothing = asker(saying("😀🎉[emotion:happy]"))
    assert said(await respond(Responder(PERSONA, asker=nothing), "Tell me a story.")) == [PERSONA.line("unknown", "en")]


async def test_a_model_that_says_nothing_is_not_silence() -> None:
    parts = await respond(Responder(PERSONA, asker=asker([DONE])), "Tell me a story.")
    assert said(parts) == [PERSONA.line("unknown", "en")]


async def test_a_model_that_fails_is_told_in_the_avatars_voice(caplog: pytest.LogCaptureFixture) -> None:
    error = LanguageModelError("llm.internal:8000 is busy", code="llm_busy", retryable=True)
    parts = await respond(Responder(PERSONA, asker=asker([error])), "My card is 1234.")
    assert parts == [
        Trouble(ErrorCode.LLM_BUSY, "the language model is busy", retryable=True),
        Said(PERSONA.line("trouble", "en"), "en"),
        Shown(buttons=(PERSON,)),
        Done("trouble"),
    ]
    assert "llm_busy: the language model did not answer: llm.internal:8000 is busy" in caplog.text
    assert "1234" not in caplog.text


async def test_a_model_that_breaks_off_keeps_what_it_said() -> None:
    parts = await respond(
        Responder(PERSONA, asker=asker([Text("First of all, this. And then "), LanguageModelError("broken")])),
        "Tell me a story.",
    )
    assert said(parts)[0].startswith("First of all, this.")
    assert said(parts)[-1] == PERSONA.line("trouble", "en")
    assert parts[-1] == Done("trouble")


async def test_a_question_that_is_too_long_for_the_model_is_trouble() -> None:
    model = Asker(ScriptedModel(saying("x")), LimitSettings(context_tokens=500))
    memory = Memory(500)
    memory.visitor("why " * 2000)
    async with aclosing(Responder(PERSONA, asker=model).respond(Question("why " * 2000), memory)) as parts:
        told = [part async for part in parts]
    assert isinstance(told[0], Trouble)
    assert told[0].code is ErrorCode.LLM_LIMIT
    assert told[-1] == Done("trouble")


async def test_a_model_that_takes_its_time_is_bridged_by_a_filler() -> None:
    go = asyncio.Event()
    responder = Responder(PERSONA, asker=asker([go, Text("Here it is."), DONE]), filler_s=0.01)
    memory = Memory(6000)
    memory.visitor("Tell me a story.")
    told: list[str] = []
    async with aclosing(responder.respond(Question("Tell me a story."), memory)) as parts:
        async for part in parts:
            if isinstance(part, Said):
                told.append(part.spoken)
                go.set()
    assert told == [PERSONA.line("filler", "en"), "Here it is."]


async def test_whoever_is_interrupted_stops_the_model() -> None:
    never = asyncio.Event()
    model = asker([Text("First of all, this. And then "), never, DONE])
    memory = Memory(6000)
    memory.visitor("Tell me a story.")
    async with aclosing(
        Responder(PERSONA, asker=model, filler_s=0).respond(Question("Tell me a story."), memory)
    ) as parts:
        async for part in parts:
            if isinstance(part, Said):
                break
    assert isinstance(model.model, ScriptedModel)
    assert model.model.running == 0


def buttons(*questions: str) -> tuple[ShownButton, ...]:
    return tuple(ShownButton(title=question, say=question) for question in questions)


@pytest.mark.parametrize("text", ["好的", "嗯", "yes please"])
async def test_whoever_agrees_to_what_was_offered_gets_it(text: str) -> None:
    for source in ("unknown", "trouble"):
        parts = await respond(Responder(PERSONA), text, before=Before(source, buttons=buttons("转人工客服")))
        assert HandOver() in parts
    after = Before("approved", "hours", buttons("转人工客服"))
    assert HandOver() not in await respond(Responder(PERSONA), text, before=after), "then it only means: I see"


async def test_one_of_several_questions_is_chosen_by_its_place(tmp_path: Path) -> None:
    before = Before("suggestions", buttons=buttons("几点开门", "几点关门"))
    async with answers(tmp_path) as live:
        responder = Responder(PERSONA, live)
        for text, chosen in [("第一个", "hours"), ("the second one", "close"), ("2", "close"), ("最后一个", "close")]:
            assert (await respond(responder, text, before=before))[-1] == Done("approved", chosen)
        assert (await respond(responder, "都不是", before=before))[-1] == Done("unknown")
        assert (await respond(responder, "第三个", before=before))[-1] == Done("unknown")


async def test_a_single_question_is_asked_back_by_its_words_and_yes_answers_it(tmp_path: Path) -> None:
    async with answers(tmp_path) as live:
        responder = Responder(PERSONA, live)
        [line, shown, done] = await respond(responder, "A refund please, for a lost ticket")
        assert done == Done("suggestions")
        assert said([line]) == ["Did you mean: How do I get a refund?"]
        assert isinstance(shown, Shown)
        parts = await respond(responder, "yes", before=Before("suggestions", buttons=shown.buttons))
    assert parts[-1] == Done("approved", "refund-en")


async def test_an_approved_answer_is_said_again_whole(tmp_path: Path) -> None:
    async with answers(tmp_path) as live:
        parts = await respond(
            Responder(PERSONA, live, asker(saying("no"))),
            "再说一遍",
            "几点关门",
            "晚上",
            before=Before("approved", "close"),
        )
    assert said(parts) == ["晚上九点关门。"]


async def test_anything_else_is_said_again_as_it_was_heard() -> None:
    parts = await respond(
        Responder(PERSONA), "Say that again, please.", "hi", "Hello, I'm Vi.", before=Before("small_talk")
    )
    assert said(parts) == ["Hello, I'm Vi."]
    assert said(await respond(Responder(PERSONA), "没听清")) == ["我还没有说什么呢。请问有什么可以帮您？"]


@pytest.mark.parametrize("text", ["好的", "不是", "明白了", "再说一遍", "？？"])
async def test_a_model_knows_better_what_such_a_remark_is_about(text: str) -> None:
    model = asker(saying("好的。"))
    parts = await respond(
        Responder(PERSONA, asker=model), text, "你们几点开门", "您问的是哪一天？", before=Before("model")
    )
    assert said(parts) == ["好的。"]
    assert isinstance(parts[-1], Done)
    assert parts[-1].source == "model"


async def test_whoever_wants_silence_does_not_ask_a_model() -> None:
    model = asker(saying("no"))
    assert said(await respond(Responder(PERSONA, asker=model), "停")) == ["好的。"]
    assert asked_of(model) == []


async def test_whoever_asks_for_a_person_gets_no_answer_that_has_words_in_common(tmp_path: Path) -> None:
    path = tmp_path / "desk.yaml"
    path.write_text("answers: [{id: talk, question: Can I talk to you?, answer: Yes.}]", encoding="utf-8")
    live = LiveAnswers(path)
    await live.start()
    try:
        assert (await live.match("Talk to a person")).kind == "answer", "or nothing is tested"
        assert HandOver() in await respond(Responder(PERSONA, live), "Talk to a person")
    finally:
        await live.close()


async def test_a_question_that_goes_on_from_the_one_before_is_asked_back_by_both() -> None:
    async def asked(responder: Responder, source: AnswerSource = "approved") -> list[Part]:
        earlier = ("怎么退货", "收到货七天之内都可以退。")
        return await respond(responder, "那多少钱？", *earlier, before=Before(source, "return-zh"))

    live = LiveAnswers(EXAMPLE)
    await live.start()
    try:
        parts = await asked(Responder(PERSONA, live))
        assert parts[-1] == Done("suggestions")
        [shown] = [part for part in parts if isinstance(part, Shown)]
        offered = {button.say for button in shown.buttons}
        assert "退货运费谁出" in offered
        assert "怎么退货" not in offered, "what was told already is not asked back"
        assert (await respond(Responder(PERSONA, live), "那多少钱？"))[-1] == Done("unknown")
        assert (await asked(Responder(PERSONA, live), "unknown"))[-1] == Done("unknown")
        model = asker(saying("退货免费。"))
        await asked(Responder(PERSONA, live, model))
        prompt = asked_of(model)[0].messages[0].content
        assert "收到货七天之内" in prompt, "what the visitor goes on asking about is material"
    finally:
        await live.close()


async def test_a_model_is_told_what_the_second_one_was() -> None:
    model = asker(saying("好的。"))
    before = Before("model", buttons=buttons("红色", "蓝色"))
    memory = Memory(6000)
    for one in ("有什么颜色", "第二个"):
        memory.visitor(one)
    async with aclosing(Responder(PERSONA, asker=model).respond(Question("第二个", before=before), memory)) as parts:
        assert [part async for part in parts][-1].source == "model"  # type: ignore[union-attr]
    assert asked_of(model)[0].messages[-1].content.endswith("第二个 (蓝色)")
    assert memory.turns[-1].text == "第二个", "what was said is remembered"
