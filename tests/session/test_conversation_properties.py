"""Whatever happens in whatever order: one voice at a time, silence after an interruption, idle at last, and a memory
that holds what was heard. The promises are watched by the page itself."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from fakes.talking_page import TalkingPage
from visavis.dialogue.response import Begun, Done, HandOver, Said, Shown, Trouble
from visavis.protocol.client import Pause, Resume, Speak
from visavis.protocol.errors import ErrorCode

pytestmark = pytest.mark.unit

NAMES = st.sampled_from([f"t{number}" for number in range(8)])
SAID = st.sampled_from(["", "嗯", "mhm", "I want another one", "好的"])
PARTS = st.one_of(
    st.builds(Said, st.sampled_from(["abcdefgh", "ij", "k"]), st.just("en")),
    st.builds(Begun, st.just(12.0)),
    st.just(Shown()),
    st.just(HandOver()),
    st.just(Trouble(ErrorCode.LLM_FAILED, "x", retryable=True)),
    st.builds(Done, st.sampled_from(["model", "approved", "trouble"])),
)
ACTIONS = st.one_of(
    st.tuples(st.just("ask"), NAMES),
    st.tuples(st.just("interrupt"), st.none() | NAMES),
    st.tuples(st.just("begin"), NAMES, st.booleans(), st.booleans()),
    st.tuples(st.just("sound"), st.integers(0, 30_000), st.booleans()),
    st.tuples(st.just("cancel"), NAMES),
    st.tuples(st.just("understand"), NAMES, SAID, st.booleans()),
    st.tuples(st.just("page"), NAMES, SAID, st.booleans()),
    st.tuples(st.just("misunderstand"), NAMES),
    st.tuples(st.just("answer"), PARTS),
    st.tuples(st.just("aloud"), st.sampled_from(["abc", "defghijk"])),
    st.tuples(st.just("volunteer"), NAMES),
    st.tuples(st.just("hush"), st.none() | NAMES),
    st.tuples(st.just("perform"), st.integers(1, 8)),
    st.tuples(st.just("perform"), st.integers(1, 8)),
    st.tuples(st.just("play"), st.floats(0.01, 1.5)),
    st.tuples(st.just("play"), st.floats(0.01, 1.5)),
    st.tuples(st.just("fail")),
    st.tuples(st.just("speak"), NAMES),
)


def act(page: TalkingPage, action: tuple[Any, ...]) -> None:
    match action:
        case ("ask", name):
            page.ask(name)
        case ("interrupt", name):
            page.interrupt(name)
        case ("begin", name, push, by_page):
            page.begin_to_speak(name, push=push, page=by_page)
        case ("sound", samples, final):
            page.speak_on(samples, final=final)
        case ("cancel", name):
            page.cancel(name)
        case ("understand", name, text, final):
            page.understand(name, text, final=final)
        case ("page", name, text, final):
            page.page_heard(name, text, final=final)
        case ("misunderstand", name):
            page.misunderstand(name)
        case ("answer", part):
            page.answer(part)
        case ("aloud", text):
            page.answer_aloud(text)
        case ("volunteer", name):
            page.begin_unasked(name)
        case ("hush", name):
            page.hush(name)
        case ("perform", words):
            page.perform(words)
        case ("play", seconds):
            page.play(seconds)
        case ("fail",):
            page.fail()
        case ("speak", name):
            page.say(Speak(id=f"s-{name}", text="host"))


@settings(max_examples=400, deadline=None)
@given(st.lists(ACTIONS, max_size=60))
def test_a_conversation_keeps_its_promises(actions: list[tuple[Any, ...]]) -> None:
    page = TalkingPage()
    for action in actions:
        act(page, action)
    page.finish()
    assert page.machine.conversation.phase == "idle"
    assert page.phase == "idle"
    assert not page.held
    assert page.answering is None
    assert page.performing is None
    assert page.volunteer is None
    assert page.sounds.taken_bytes == 0
    assert page.remembered == [end.heard for end in page.ends if end.heard]


@settings(max_examples=100, deadline=None)
@given(st.lists(ACTIONS, max_size=30), st.sampled_from([Pause(), Resume()]))
def test_an_interrupt_ends_everything_at_once(actions: list[tuple[Any, ...]], state: Any) -> None:
    page = TalkingPage()
    for action in actions:
        act(page, action)
    page.say(state)
    page.interrupt()
    assert page.machine.conversation.phase == "idle"
    assert page.machine.waiting == 0
    assert page.answering is None
    assert page.performing is None
    assert page.volunteer is None
    assert not page.hearings
