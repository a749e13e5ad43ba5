"""Single courses of a conversation: who is heard, who interrupts whom, and what is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.session_fixtures import DESCRIBE
from fakes.talking_page import TalkingPage
from visavis.dialogue.response import Begun, Done, HandOver, Said, Shown, Trouble
from visavis.protocol.client import Ask, HeardText, Hello, ListenStart, PlaybackReport, Speak, TurnTiming
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ShownButton
from visavis.session.effects import Effect, EndHearing, FeedHearing, Send, StartAnswer, StartHearing
from visavis.session.events import Received, Restored
from visavis.session.machine import Identity, SessionMachine

pytestmark = pytest.mark.unit


def types(page: TalkingPage) -> list[str]:
    return [message.type for message in page.sent]


def states(page: TalkingPage) -> list[str]:
    return [message.state for message in page.sent if message.type == "turn_state"]


def errors(effects: list[Effect]) -> list[tuple[ErrorCode, str | None]]:
    return [
        (one.message.code, one.message.id) for one in effects if isinstance(one, Send) and one.message.type == "error"
    ]


def asked(effects: list[Effect]) -> list[StartAnswer]:
    return [effect for effect in effects if isinstance(effect, StartAnswer)]


def speaking(text: str = "abcdefgh") -> TalkingPage:
    """Somebody has asked, and the avatar says ``text``, of which 400 ms were heard."""
    page = TalkingPage()
    page.ask("t1")
    page.answer_whole(text)
    page.perform(6)
    page.play(0.4)
    return page


def test_a_typed_question_is_answered_and_remembered() -> None:
    page = TalkingPage()
    page.ask("t1", " why? ")
    page.answer_whole("abc", "de")
    for _ in range(2):
        page.perform(9)
    page.play(2)
    assert states(page) == ["thinking", "speaking", "idle"]
    assert [(end.id, end.heard, end.interrupted, end.source) for end in page.ends] == [("t1", "abc de", False, "model")]
    turns = page.machine.conversation.memory.turns
    assert [(turn.speaker, turn.text) for turn in turns] == [("visitor", "why?"), ("avatar", "abc de")]


@pytest.mark.parametrize(
    ("clauses", "whole"),
    [
        (("Two days.", "We call."), "Two days. We call."),
        (("明天。", "好的。"), "明天。好的。"),
        (("用", "iPad。"), "用iPad。"),
    ],
)
def test_clauses_are_written_together_as_their_language_is(clauses: tuple[str, ...], whole: str) -> None:
    page = TalkingPage()
    page.ask("t1")
    page.answer_whole(*clauses)
    for _ in clauses:
        page.perform(99)
    page.play(9)
    assert page.ends[0].heard == whole
    assert page.remembered == [whole]


def test_clauses_are_utterances_of_the_turn() -> None:
    page = TalkingPage()
    page.ask("t1")
    page.answer_whole("abc", "de")
    page.perform(9)
    page.perform(9)
    started = [message for message in page.sent if message.type == "utterance_start"]
    assert [(message.id, message.turn) for message in started] == [("t1.0", "t1"), ("t1.1", "t1")]


def test_another_question_stops_the_answer_and_what_was_heard_stays() -> None:
    page = speaking()
    page.ask("t2")
    assert [(end.id, end.heard, end.interrupted) for end in page.ends] == [("t1", "abcd", True)]
    [turn] = [turn for turn in page.machine.conversation.memory.turns if turn.speaker == "avatar"]
    assert (turn.text, turn.interrupted) == ("abcd", True)
    assert page.answering == "t2"


def test_the_time_until_anything_is_heard_is_thinking() -> None:
    page = TalkingPage()
    page.ask("t1")
    page.answer(Begun(400.0))
    page.answer(Said("abc", "en"))
    assert states(page) == ["thinking"]
    page.now += 0.03
    page.perform(2)
    assert states(page) == ["thinking", "speaking"]


def test_what_was_measured_is_told_at_the_end() -> None:
    page = TalkingPage()
    page.ask("t1")
    page.now += 0.41
    page.answer(Begun(400.04))
    page.now += 0.1
    page.answer(Said("abc", "en"))
    page.now += 0.03
    page.perform(9)
    page.answer(Done("model", tokens=(80, 9)))
    page.say(TurnTiming(id="t1", e2e_latency_ms=600.0, playback_latency_ms=40.0, face_start_skew_ms=-16.0))
    page.play(1)
    [end] = page.ends
    told = end.metrics.model_dump(exclude_none=True)
    assert told == {
        "llm_node_ttft_ms": 400.0,
        "first_clause_ms": 510.0,
        "tts_node_ttfb_ms": 30.0,
        "ttfa_ms": 540.0,
        "playback_latency_ms": 40.0,
        "e2e_latency_ms": 600.0,
        "face_start_skew_ms": -16.0,
        "prompt_tokens": 80,
        "completion_tokens": 9,
    }


def test_what_is_shown_and_what_cannot_be_said_goes_to_the_page() -> None:
    page = TalkingPage()
    page.ask("t1")
    page.answer(Said("", silent="| a | b |\n"))
    page.answer(Shown(buttons=(ShownButton(title="Yes", say="yes"),)))
    page.answer(HandOver("wants a person"))
    page.answer(Trouble(ErrorCode.LLM_TIMEOUT, "silent", retryable=True))
    shown = [message for message in page.sent if message.type in {"show", "handover", "error"}]
    assert [message.id for message in shown] == ["t1"] * 4
    assert shown[0].silent_text == "| a | b |\n"
    assert shown[1].buttons[0].title == "Yes"
    assert shown[3].code == ErrorCode.LLM_TIMEOUT


def test_an_answer_that_says_nothing_ends_all_the_same() -> None:
    page = TalkingPage()
    page.ask("t1")
    page.answer(Done("none"))
    assert states(page) == ["thinking", "idle"]


def test_an_empty_an_endless_and_a_doubled_question_are_refused() -> None:
    page = TalkingPage()
    assert errors(page.say(Ask(id="t1", text=" \n"))) == [(ErrorCode.EMPTY_TEXT, "t1")]
    assert errors(page.say(Ask(id="t2", text="x" * 51))) == [(ErrorCode.TEXT_TOO_LONG, "t2")]
    page.ask("t3")
    assert errors(page.say(Ask(id="t3", text="why?"))) == [(ErrorCode.DUPLICATE_ID, None)]
    assert page.answering == "t3"


def test_a_server_that_does_not_converse_says_so() -> None:
    machine = SessionMachine(Identity("s", "1"), DESCRIBE)
    machine.handle(Received(Hello(protocol_version="1.4")), 0.0)
    for message in (Ask(id="t1", text="why?"), ListenStart(id="t1"), HeardText(id="t1", text="x")):
        assert errors(machine.handle(Received(message), 0.0)) == [(ErrorCode.DIALOGUE_OFF, "t1")]


def test_a_voice_that_does_not_speak_the_answers_language_gives_way() -> None:
    page = TalkingPage()
    orders: list[Any] = []
    original = page.see

    def see(effect: Effect) -> None:
        orders.extend([effect.order] if hasattr(effect, "order") else [])
        original(effect)

    page.see = see  # type: ignore[method-assign]
    page.say(Ask(id="t1", text="why?", voice="scripted:one"))
    page.answer(Said("abc", "en"))
    page.perform(9)
    page.answer(Said("abc", "ja"))
    page.perform(9)
    assert [order.voice for order in orders] == ["scripted:one", None]


# Speech of the visitor.


def test_a_spoken_question_is_recognised_and_answered() -> None:
    page = TalkingPage()
    effects = page.begin_to_speak("t1")
    assert any(isinstance(effect, StartHearing) and effect.sample_rate_hz == 8000 for effect in effects)
    assert states(page) == ["listening"]
    assert [type(effect) for effect in page.speak_on(800)] == [FeedHearing]
    assert any(isinstance(effect, EndHearing) for effect in page.speak_on(800, final=True))
    assert states(page) == ["listening", "thinking"]
    page.now += 0.25
    [answer] = asked(page.understand("t1", "where is it?", final=True))
    assert (answer.question, answer.language, answer.unheard) == ("where is it?", "en", False)
    page.answer_whole("abc")
    page.perform(9)
    page.play(1)
    assert page.ends[0].metrics.end_of_turn_delay_ms == 250.0


def test_speech_silences_the_avatar_before_anybody_knows_what_is_said() -> None:
    page = speaking()
    page.begin_to_speak("t2")
    assert page.held
    assert states(page)[-1] == "speaking"
    page.understand("t2", "I want", final=False)
    assert not page.held
    assert states(page)[-1] == "listening"
    assert page.ends[0].heard == "abcd"


@pytest.mark.parametrize("said", ["", "嗯嗯", "mhm", "ok."])
def test_whoever_only_shows_that_they_listen_does_not_interrupt(said: str) -> None:
    page = speaking()
    page.begin_to_speak("t2")
    page.speak_on(400, final=True)
    page.understand("t2", said, final=True)
    assert "go_on" in types(page)
    page.perform(9)
    page.play(5)
    assert [(end.id, end.heard, end.interrupted) for end in page.ends] == [("t1", "abcdefgh", False)]


def test_whoever_speaks_on_interrupts_though_nothing_was_understood() -> None:
    page = speaking()
    page.begin_to_speak("t2")
    page.wait(0.79)
    assert page.held
    page.wait(0.02)
    assert page.ends[0].interrupted


def test_a_short_sound_waits_for_its_transcript_however_late() -> None:
    page = speaking()
    page.begin_to_speak("t2")
    page.speak_on(400, final=True)
    page.wait(3)
    assert page.held
    assert not page.ends


def test_a_button_that_is_held_interrupts_at_once() -> None:
    page = speaking()
    page.begin_to_speak("t2", push=True)
    assert page.ends[0].interrupted
    assert states(page)[-1] == "listening"


def test_a_cough_is_taken_back() -> None:
    page = speaking()
    page.begin_to_speak("t2")
    page.cancel("t2")
    assert "go_on" in types(page)
    assert not page.hearings


def test_when_the_avatar_has_ended_ok_is_an_answer() -> None:
    page = speaking()
    page.perform(9)
    page.play(5)
    page.begin_to_speak("t2")
    page.speak_on(400, final=True)
    [answer] = asked(page.understand("t2", "ok", final=True))
    assert answer.question == "ok"


def test_whoever_goes_on_before_being_understood_asks_one_question() -> None:
    page = TalkingPage()
    page.begin_to_speak("t1")
    page.speak_on(800, final=True)
    page.begin_to_speak("t2")
    assert asked(page.understand("t1", "I have ordered", final=True)) == []
    page.speak_on(800, final=True)
    [answer] = asked(page.understand("t2", "a table", final=True))
    assert (answer.id, answer.question) == ("t2", "I have ordered a table")


def test_nothing_understood_is_told_where_somebody_held_a_button() -> None:
    page = TalkingPage()
    page.begin_to_speak("t1", push=True)
    page.speak_on(800, final=True)
    [answer] = asked(page.understand("t1", "", final=True))
    assert answer.unheard
    assert not page.machine.conversation.memory.turns


def test_noise_at_an_open_microphone_is_passed_over() -> None:
    page = TalkingPage()
    page.begin_to_speak("t1")
    page.speak_on(800, final=True)
    assert asked(page.understand("t1", "", final=True)) == []
    assert states(page) == ["listening", "thinking", "idle"]


def test_a_recogniser_that_fails_is_told_and_the_visitor_is_asked_again() -> None:
    page = TalkingPage()
    page.begin_to_speak("t1")
    effects = page.misunderstand("t1")
    assert errors(effects) == [(ErrorCode.STT_FAILED, "t1")]
    assert [answer.unheard for answer in asked(effects)] == [True]


def test_a_recogniser_that_fails_interrupts_nobody() -> None:
    page = speaking()
    page.begin_to_speak("t2")
    page.misunderstand("t2")
    assert "go_on" in types(page)
    assert not page.ends


def mumble(page: TalkingPage, name: str) -> None:
    """A short sound while the recogniser is down."""
    page.begin_to_speak(name)
    page.speak_on(800, final=True)
    page.misunderstand(name)


def test_what_could_not_be_understood_while_the_avatar_spoke_is_told_when_it_has_come_to_its_end() -> None:
    page = speaking()
    mumble(page, "l1")
    mumble(page, "l2")
    page.perform(9)
    page.play(5)
    assert [(one.id, one.unheard) for one in page.wishes] == [("t1", False), ("l2", True)], "once"
    page.answer_whole("pardon?")
    page.perform(100)
    # An avatar that hears its own loudspeaker say so does not say it for ever.
    mumble(page, "l3")
    page.play(9)
    assert [(end.id, end.interrupted) for end in page.ends] == [("t1", False), ("l2", False)]
    assert len(page.wishes) == 2


def test_nobody_is_told_of_what_was_not_understood_who_has_gone_on_since() -> None:
    def stopped(page: TalkingPage) -> None:
        page.interrupt("t1")
        page.fall_silent()

    def asks(page: TalkingPage) -> None:
        page.ask("t2")
        page.answer_whole("abc")
        page.perform(9)

    for since in (asks, stopped, TalkingPage.interrupt, lambda page: page.wait(31)):
        page = speaking()
        mumble(page, "l1")
        since(page)
        page.perform(9)
        page.play(9)
        assert page.machine.conversation.phase == "idle"
        assert not any(one.unheard for one in page.wishes)


def test_a_page_that_recognises_itself_sends_text() -> None:
    page = TalkingPage()
    assert not any(isinstance(effect, StartHearing) for effect in page.begin_to_speak("t1", page=True))
    page.page_heard("t1", "where")
    [answer] = asked(page.page_heard("t1", "where is it", final=True))
    assert answer.question == "where is it"
    assert "transcript" not in types(page), "it knows that itself"


def test_text_of_speech_that_the_server_listens_to_is_refused() -> None:
    page = TalkingPage()
    page.begin_to_speak("t1")
    assert errors(page.page_heard("t1", "x", final=True)) == [(ErrorCode.BAD_MESSAGE, None)]
    assert "t1" in page.hearings


def test_text_of_speech_that_nobody_began_is_refused() -> None:
    page = TalkingPage()
    assert errors(page.page_heard("t9", "x")) == [(ErrorCode.UNKNOWN_TURN, None)]


def test_speech_longer_than_allowed_is_taken_as_far_as_it_goes() -> None:
    page = TalkingPage()
    page.begin_to_speak("t1")
    effects = page.speak_on(5 * 8000)
    assert any(isinstance(effect, EndHearing) for effect in effects)
    assert page.speak_on(800) == []


def test_speech_whose_end_never_comes_ends_by_itself() -> None:
    page = TalkingPage()
    page.begin_to_speak("t1")
    page.speak_on(800)
    page.wait(7)
    assert "t1" not in page.ended
    page.wait(2)
    assert "t1" in page.ended


def test_sound_with_a_gap_is_refused() -> None:
    page = TalkingPage()
    page.begin_to_speak("t1")
    page.samples = 999
    assert errors(page.speak_on(10)) == [(ErrorCode.AUDIO_INVALID, "t1")]
    assert not page.hearings


def test_without_a_recogniser_here_only_the_page_can_listen() -> None:
    page = TalkingPage()
    describe = page.machine._describe.model_copy(update={"hearing": None})
    machine = SessionMachine(Identity("s", "1"), describe)
    machine.handle(Received(Hello(protocol_version="1.4")), 0.0)
    assert errors(machine.handle(Received(ListenStart(id="t1")), 0.0)) == [(ErrorCode.DIALOGUE_OFF, "t1")]
    assert errors(machine.handle(Received(ListenStart(id="t2", recogniser="page")), 0.0)) == []


# Stopping.


@pytest.mark.parametrize("name", ["t1", "t1.0"])
def test_an_answer_is_stopped_by_its_turn_or_by_one_of_its_clauses(name: str) -> None:
    page = TalkingPage()
    page.ask("t1")
    page.answer(Said("abcdefgh", "en"))
    page.answer(Said("ij", "en"))
    page.perform(3)
    page.interrupt(name)
    assert page.ends[0].interrupted
    assert page.machine.waiting == 0
    assert page.answering is None


def test_whoever_stops_one_clause_does_not_want_the_rest() -> None:
    page = speaking()
    page.say(PlaybackReport(id="t1.0", position_ms=400, state="interrupted"))
    assert page.ends[0].heard == "abcd"
    assert states(page)[-1] == "idle"


def test_what_was_heard_when_the_connection_breaks_is_remembered() -> None:
    page = speaking()
    page.machine.end()
    [turn] = [turn for turn in page.machine.conversation.memory.turns if turn.speaker == "avatar"]
    assert (turn.text, turn.interrupted) == ("abcd", True)


def test_who_asks_the_same_again_after_a_break_has_asked_once() -> None:
    page = TalkingPage()
    page.ask("t1", "why?")
    page.machine.end()
    memory = page.machine.conversation.memory
    again = TalkingPage()
    again.feed(Restored(tuple(memory.turns), ""))
    again.ask("t1", "why?")
    turns = again.machine.conversation.memory.turns
    assert [(turn.speaker, turn.text) for turn in turns] == [("visitor", "why?")]


def test_what_a_host_has_said_is_stopped_by_a_question() -> None:
    page = TalkingPage()
    page.say(Speak(id="s1", text="abcdefgh"))
    page.perform(3)
    page.ask("t1")
    assert page.machine.waiting == 0
    assert page.answering == "t1"


def test_what_a_turn_offered_is_known_to_the_next() -> None:
    page = TalkingPage()
    page.ask("t1", "a")
    buttons = (ShownButton(title="b", say="c"), ShownButton(title="d", say="e"))
    page.answer(Said("abc", "en"))
    page.answer(Shown(buttons=buttons))
    page.answer(Done("approved", "fee"))
    [start] = asked(page.ask("t2", "b"))
    assert (start.before.source, start.before.answer_id, start.before.buttons) == ("approved", "fee", buttons)
    page.answer(Said("abc", "en"))
    page.answer(Done("unheard"))
    [start] = asked(page.ask("t3", "b"))
    assert start.before.answer_id == "fee", "what was not understood changes nothing"
    page.answer(Done("unknown"))
    [start] = asked(page.ask("t4", "b"))
    assert (start.before.source, start.before.answer_id, start.before.buttons) == ("unknown", None, ())
