"""Small talk needs no model, and is honest."""

from __future__ import annotations

import time

import pytest

from visavis.dialogue.persona.load import load_persona
from visavis.dialogue.persona.persona import Persona
from visavis.dialogue.persona.small_talk import _core, _table, person_button, small_talk, wordless
from visavis.speech.frontend import analyse

pytestmark = pytest.mark.unit

PERSONA = load_persona()


@pytest.mark.parametrize(
    ("said", "kind", "language"),
    [
        ("你好", "greeting", "zh"),
        ("您好！", "greeting", "zh"),
        ("小维，你好呀～", "greeting", "zh"),
        ("Hello, Vi!", "greeting", "en"),
        ("HI THERE 😊", "greeting", "en"),
        ("谢谢你啊", "thanks", "zh"),
        ("好的，谢谢", "thanks", "zh"),
        ("Thank you so much.", "thanks", "en"),
        ("没有了，谢谢，", "bye", "zh"),
        ("That's all.", "bye", "en"),
        ("That’s all", "bye", "en"),
        ("请问你是谁？", "who_are_you", "zh"),
        ("What's your name?", "who_are_you", "en"),
        ("你是真人吗？", "are_you_human", "zh"),
        ("Are you a real person?", "are_you_human", "en"),
        ("你能做什么呀", "what_can_you_do", "zh"),
        ("你好吗", "how_are_you", "zh"),
    ],
)
def test_small_talk_is_known(said: str, kind: str, language: str) -> None:
    found = small_talk(said, PERSONA)
    assert found is not None
    assert (found.kind, found.language) == (kind, language)
    assert "{" not in found.line


@pytest.mark.parametrize(
    "said",
    [
        *(
            "",
            "！？",
            "你好，我想退款",
            "谢谢，那运费呢",
            "你是谁的客服",
            "hello world program",
            "who is Vi",
            "小维",
            "thanks for nothing",
        ),
        *("退款", "help me with my order", "你好" * 50, "is this real leather", "再见面的地方在哪"),
    ],
)
def test_what_asks_for_more_is_not(said: str) -> None:
    assert small_talk(said, PERSONA) is None


@pytest.mark.parametrize(
    ("said", "told"), [("你是真人吗", "人工智能"), ("are you human", "AI"), ("你是机器人吗", "不是真人")]
)
def test_it_says_that_it_is_an_ai(said: str, told: str) -> None:
    found = small_talk(said, PERSONA)
    assert found is not None
    assert told in found.line


def test_lines_change_from_turn_to_turn() -> None:
    lines = {found.line for turn in range(4) if (found := small_talk("你好", PERSONA, turn)) is not None}
    assert len(lines) == 2


def test_every_line_can_be_said_and_every_remark_has_one_meaning() -> None:
    remarks: dict[str, str] = {}
    for kind, table in _table().items():
        assert set(table.asked) == {"zh", "en"}
        assert set(table.said) == ({"zh", "en"} if table.answers_in is None else {table.answers_in})
        for language, lines in table.said.items():
            for line in lines:
                analyse(PERSONA.named(line, language), language=language)
        for asked in table.asked.values():
            for remark in asked:
                assert remarks.setdefault(_core(remark), kind) == kind


@pytest.mark.parametrize(
    ("said", "kind", "language"),
    [
        ("nihao", "greeting", "zh"),
        ("Ni hao!", "greeting", "zh"),
        ("xie xie", "thanks", "zh"),
        ("ni shi shei", "who_are_you", "zh"),
        ("88", "bye", "zh"),
        ("thx", "thanks", "en"),
        ("好的", "yes", "zh"),
        ("Yes, please.", "yes", "en"),
        ("停！", "stop", "zh"),
        ("没听清", "again", "zh"),
        ("Say that again, please", "again", "en"),
        ("请说英语", "in_english", "en"),
        ("Can you speak Chinese?", "in_chinese", "zh"),
    ],
)
def test_what_visitors_say_to_what_was_said(said: str, kind: str, language: str) -> None:
    found = small_talk(said, PERSONA)
    assert found is not None
    assert (found.kind, found.language) == (kind, language)


def test_whoever_speaks_chinese_and_says_ok_is_answered_in_chinese() -> None:
    told = {said: small_talk(said, PERSONA, language="zh") for said in ("OK", "bye", "Hello!")}
    assert {said: found.language for said, found in told.items() if found is not None} == {
        "OK": "zh",
        "bye": "zh",
        "Hello!": "en",
    }


def test_a_language_that_is_not_spoken_is_not_promised() -> None:
    languages = PERSONA.languages.model_copy(update={"speaks": ("zh",)})
    assert small_talk("请说英语", PERSONA.model_copy(update={"languages": languages})) is None


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("可以，帮我转人工", "zh"),
        ("麻烦您转一下人工客服，谢谢", "zh"),
        ("能不能找个真人", "zh"),
        ("我要找客服", "zh"),
        ("Yes please, connect me to a human agent", "en"),
        ("Could I talk to a real person?", "en"),
    ],
)
def test_a_person_is_asked_for_in_many_words(said: str, language: str) -> None:
    found = small_talk(said, PERSONA)
    assert found is not None
    assert (found.kind, found.language) == ("handover", language)


@pytest.mark.parametrize(
    "said",
    [
        "人工客服几点上班",
        "人工客服的电话是多少",
        "怎么联系卖家",
        "人工智能是什么",
        "can I talk to my dog",
        "speak to me",
        "找人代收",
    ],
)
def test_what_only_names_a_person_asks_for_none(said: str) -> None:
    assert small_talk(said, PERSONA) is None


def test_a_long_remark_is_looked_at_quickly() -> None:
    begun = time.process_time()
    for said in (
        "我想要" * 26,
        "嗯" * 80,
        "麻烦您" * 26,
        "好的可以" * 20,
        "i want to " * 8,
        "talk to a" + " person" * 10 + "x",
    ):
        assert small_talk(said, PERSONA) is None
    assert time.process_time() - begun < 5, "no pattern takes exponential time"


@pytest.mark.parametrize("said", ["？", "???", "👍", "。。。", "😀😀"])
def test_signs_alone_are_answered_in_the_language_of_the_conversation(said: str) -> None:
    found = wordless(said, PERSONA, "en")
    assert found is not None
    assert found.language == "en"
    assert wordless(f"{said} 1", PERSONA, "en") is None


def test_the_button_that_calls_a_person_does_so() -> None:
    for language in PERSONA.languages.speaks:
        button = person_button(language)
        assert button is not None
        found = small_talk(button, PERSONA)
        assert found is not None
        assert (found.kind, found.language) == ("handover", language)
    assert person_button("fr") is None


def test_a_persona_of_another_language_answers_as_it_was_asked() -> None:
    told = PERSONA.model_dump(mode="json")
    for part in (told["name"], told["role"], told["tone"], *told["sayings"].values()):
        part["fr"] = part["en"]
    persona = Persona.model_validate({**told, "languages": {"speaks": ["fr"]}})
    found = small_talk("你好", persona)
    assert found is not None
    assert found.language == "zh"
    assert "Vi" in found.line
