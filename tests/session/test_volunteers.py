"""Somebody speaks whom nobody asked, and answers in a voice of its own: single courses."""

from __future__ import annotations

import pytest

from fakes.session_fixtures import RATE_HZ
from fakes.talking_page import TalkingPage
from visavis.dialogue.response import Done, Said
from visavis.protocol.client import Speak
from visavis.protocol.errors import ErrorCode
from visavis.session.effects import DropVolunteer, RefuseVolunteer, StartAnswer
from visavis.session.events import AnsweredAloud
from visavis.tts.sound import Sound

pytestmark = pytest.mark.unit


def test_who_was_not_asked_speaks_at_once_where_nobody_does() -> None:
    page = TalkingPage()
    effects = page.begin_unasked("v1")
    assert [one.id for one in effects if isinstance(one, StartAnswer) and one.volunteered] == ["v1"]
    page.answer(Said("abc", "en"))
    page.answer(Done("agent"))
    page.perform(9)
    page.play(1)
    assert [(end.id, end.heard, end.source) for end in page.ends] == [("v1", "abc", "agent")]
    assert page.remembered == ["abc"]
    assert page.phase == "idle"


def test_it_waits_for_the_end_of_an_answer() -> None:
    page = TalkingPage()
    page.ask("t1")
    page.answer_whole("abc")
    page.begin_unasked("v1")
    assert page.answering is None
    page.perform(9)
    page.play(1)
    assert page.answering == "v1"


def test_it_lets_the_visitor_finish_and_goes_on_where_that_was_nothing() -> None:
    page = TalkingPage()
    page.begin_to_speak("t1")
    page.begin_unasked("v1")
    assert page.answering is None
    page.speak_on(800, final=True)
    page.understand("t1", "", final=True)
    assert page.answering == "v1"


def test_a_question_drops_what_waits() -> None:
    page = TalkingPage()
    page.begin_to_speak("t1")
    page.begin_unasked("v1")
    page.speak_on(800, final=True)
    effects = page.understand("t1", "why", final=True)
    assert [one.id for one in effects if isinstance(one, DropVolunteer)] == ["v1"]
    assert page.answering == "t1"


def test_a_question_interrupts_what_has_begun() -> None:
    page = TalkingPage()
    page.begin_unasked("v1")
    page.answer(Said("abcdef", "en"))
    page.perform(9)
    page.play(0.2)
    page.ask("t1")
    assert page.answering == "t1"
    assert [(end.id, end.heard, end.interrupted) for end in page.ends] == [("v1", "ab", True)]


def test_one_waits_and_its_name_is_used_once() -> None:
    page = TalkingPage()
    page.ask("t1")
    page.begin_unasked("v1")
    second = page.begin_unasked("v2")
    again = page.begin_unasked("t1")
    told = [one.error for one in [*second, *again] if isinstance(one, RefuseVolunteer)]
    assert [(error.code, error.retryable) for error in told] == [(ErrorCode.QUEUE_FULL, True)] * 2
    page.interrupt()
    [refused] = [one for one in page.begin_unasked("t1") if isinstance(one, RefuseVolunteer)]
    assert refused.error.code is ErrorCode.DUPLICATE_ID


def test_the_avatar_falls_silent_where_its_agent_says_so_and_the_visitor_is_heard_on() -> None:
    page = TalkingPage()
    page.ask("t1")
    page.answer_whole("abcdef")
    page.say(Speak(id="s1", text="host"))
    page.perform(9)
    page.play(0.2)
    page.begin_to_speak("t2")
    assert page.hush("t9") == []
    page.hush("t1")
    assert page.machine.waiting == 0
    assert page.listening == "t2"
    page.speak_on(800, final=True)
    page.understand("t2", "go on", final=True)
    assert page.answering == "t2"


def test_silence_drops_what_waits_and_is_no_event_where_nobody_speaks() -> None:
    page = TalkingPage()
    assert page.hush() == []
    page.ask("t1")
    page.begin_unasked("v1")
    assert [type(one) for one in page.hush("v1")] == [DropVolunteer]
    assert page.answering == "t1"
    page.begin_unasked("v2")
    page.hush()
    assert (page.answering, page.volunteer, page.phase) == (None, None, "idle")


def test_an_answer_may_be_sound_and_is_remembered_by_its_text() -> None:
    page = TalkingPage()
    page.ask("t1")
    page.answer_aloud("abcdef")
    page.answer(Done("agent"))
    page.perform(9)
    page.play(0.2)
    assert page.sounds.taken_bytes > 0 or page.machine.unheard_ms > 0
    page.interrupt()
    assert [(end.heard, end.source) for end in page.ends] == [("ab", "agent")]
    assert page.sounds.taken_bytes == 0


def test_sound_of_an_answer_that_is_over_is_given_back() -> None:
    page = TalkingPage()
    sound = Sound(bytes(8), RATE_HZ, page.sounds.reserve(8))
    page.feed(AnsweredAloud("t1", sound))
    assert page.sounds.taken_bytes == 0
