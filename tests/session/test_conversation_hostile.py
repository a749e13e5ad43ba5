"""What a page that means harm, or has lost its way, sends: nothing piles up, and no id means two things."""

from __future__ import annotations

import pytest

from fakes.talking_page import TALKATIVE, TalkingPage
from visavis.dialogue.response import Done, HandOver, Said, Shown
from visavis.protocol.client import Ask, ListenStart, Speak, SpeakAudio
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader
from visavis.protocol.server import ShownButton
from visavis.session.conversation import MOST_SHOWN
from visavis.session.effects import CancelUtterance, Effect, Send, StartAnswer, StartUtterance
from visavis.session.events import Malformed, Received, ReceivedSound
from visavis.session.listening import MOST_AWAITED

pytestmark = pytest.mark.unit


def errors(effects: list[Effect]) -> list[tuple[ErrorCode, str | None]]:
    return [
        (one.message.code, one.message.id) for one in effects if isinstance(one, Send) and one.message.type == "error"
    ]


def asked(effects: list[Effect]) -> list[StartAnswer]:
    return [effect for effect in effects if isinstance(effect, StartAnswer)]


def test_speech_that_is_begun_again_and_again_leaves_nothing_behind() -> None:
    page = TalkingPage()
    page.ask("t0")
    page.answer_whole("abcdefgh")
    for number in range(1, 101):
        page.wait(0.2)
        page.begin_to_speak(f"t{number}")
        if number % 2:
            page.cancel(f"t{number}")
    assert len(page.alarms) <= 2, "one for doubt, one for silence"
    assert len(page.hearings) <= 1
    page.finish()
    assert page.machine.conversation.phase == "idle"


def test_speech_that_was_ended_is_heard_out_but_no_more_than_a_few_at_a_time() -> None:
    page = TalkingPage()
    for number in range(MOST_AWAITED):
        page.begin_to_speak(f"t{number}")
        page.speak_on(80, final=True)
    page.begin_to_speak("one-more")
    assert errors(page.say(ListenStart(id="one-more"))) == [(ErrorCode.QUEUE_FULL, "one-more")]
    assert len(page.hearings) == MOST_AWAITED
    for number in range(60):  # its sound is on its way all the same
        frame = ReceivedSound(AudioHeader(id="one-more", first_sample=80 * number, samples=0), memoryview(b""))
        assert page.feed(frame) == []
    page.understand("t0", "where is it", final=True)
    assert errors(page.begin_to_speak("t9")) == []


def test_speech_is_begun_no_oftener_than_anything_else() -> None:
    page = TalkingPage()
    per_minute = TALKATIVE.limits.speak_per_minute
    refused = [errors(page.begin_to_speak(f"t{number}")) for number in range(per_minute + 1)]
    assert refused[-1] == [(ErrorCode.RATE_LIMITED, f"t{per_minute}")]
    assert not any(refused[:-1])


@pytest.mark.parametrize("by_page", [True, False])
def test_a_spoken_question_is_no_longer_than_a_written_one(by_page: bool) -> None:
    page = TalkingPage()
    page.begin_to_speak("t1", page=by_page)
    words = "long " * 13_000
    heard = page.page_heard if by_page else page.understand
    if not by_page:
        page.speak_on(80, final=True)
    [answer] = asked(heard("t1", words, final=True))
    assert len(answer.question) == 50
    assert [len(turn.text) for turn in page.machine.conversation.memory.turns] == [50]


def test_what_was_said_before_and_only_showed_that_somebody_listens_interrupts_nobody() -> None:
    page = TalkingPage()
    page.ask("t0")
    page.answer_whole("abcdefgh")
    page.perform(6)
    page.play(0.2)
    page.begin_to_speak("t1")
    page.speak_on(80, final=True)
    page.begin_to_speak("t2")
    page.understand("t1", "mhm", final=True)
    assert asked(page.cancel("t2")) == []
    assert not page.ends


def test_a_clause_never_takes_the_id_of_an_utterance_of_the_pages_own() -> None:
    page = TalkingPage()
    page.say(Ask(id="t1", text="why?"))
    page.say(Speak(id="t1.1", text="mine"))
    page.perform(9)
    page.answer(Said("abc", "en"))
    started = [one for one in page.answer(Said("de", "en")) if isinstance(one, StartUtterance)]
    assert [one.id for one in started] == []
    page.answer(Done("model"))
    for _ in range(3):
        page.perform(9)
        page.play(1)
    told = [(message.id, message.text, message.turn) for message in page.sent if message.type == "utterance_start"]
    assert told == [("t1.1", "mine", None), ("t1.0", "abc", "t1"), ("t1.2", "de", "t1")]
    assert page.ends[0].heard == "abc de"


def test_an_utterance_of_the_pages_own_stays_when_an_answer_comes_to_its_id() -> None:
    """The machine alone: what the page does with two utterances of one id is its own affair."""
    page = TalkingPage()
    page.say(Ask(id="t1", text="why?"))
    page.say(Speak(id="t1.0", text="mine"))
    effects = page.answer(Said("abc", "en"))
    assert not [one for one in effects if isinstance(one, StartUtterance | CancelUtterance)]
    assert page.machine.waiting == 2


def test_a_turns_id_is_no_utterances_and_the_other_way_round() -> None:
    page = TalkingPage()
    page.ask("t1")
    page.begin_to_speak("t2")
    for name in ("t1", "t2"):
        assert errors(page.say(Speak(id=name, text="x"))) == [(ErrorCode.DUPLICATE_ID, None)]
        assert errors(page.say(SpeakAudio(id=name, sample_rate_hz=8000, samples=80))) == [
            (ErrorCode.DUPLICATE_ID, None)
        ]
    page.say(SpeakAudio(id="r1", sample_rate_hz=8000, samples=80))
    assert errors(page.say(ListenStart(id="r1"))) == [(ErrorCode.DUPLICATE_ID, None)]
    assert errors(page.say(Ask(id="r1", text="why?"))) == [(ErrorCode.DUPLICATE_ID, None)]


def test_a_broken_message_of_a_turn_that_runs_does_not_end_it_for_the_page() -> None:
    page = TalkingPage()
    page.ask("t1")
    assert errors(page.feed(Malformed(ErrorCode.BAD_MESSAGE, "x", "t1"))) == [(ErrorCode.BAD_MESSAGE, None)]


def test_an_id_that_is_in_use_stays_so_however_many_came_after_it() -> None:
    page = TalkingPage()
    page.begin_to_speak("t0")
    page.speak_on(80, final=True)
    for number in range(1, 1200):
        page.wait(0.2)
        page.begin_to_speak(f"t{number}", page=True)
        page.cancel(f"t{number}")
    assert errors(page.machine.handle(Received(ListenStart(id="t0")), page.now)) == [(ErrorCode.DUPLICATE_ID, None)]
    assert errors(page.machine.handle(Received(Ask(id="t0", text="why?")), page.now)) == [
        (ErrorCode.DUPLICATE_ID, None)
    ]


def test_a_person_is_called_once_for_a_turn_and_what_is_shown_has_an_end() -> None:
    page = TalkingPage()
    page.ask("t1")
    for _ in range(200):
        page.answer(HandOver("a"))
        page.answer(Shown(buttons=(ShownButton(title="a", say="a"),)))
    page.answer_whole("abc")
    page.perform(9)
    page.play(1)
    kinds = [message.type for message in page.sent]
    assert (kinds.count("handover"), kinds.count("show")) == (1, MOST_SHOWN)
    page.ask("t2")
    page.answer(HandOver("b"))
    assert [message.reason for message in page.sent if message.type == "handover"] == ["a", "b"]


UNSEEN = ["\u200b", "\ufeff\u2060", "\x00\x07", "\u202e", "\ufe0f", " \u200d\n"]


@pytest.mark.parametrize("text", UNSEEN)
def test_what_nobody_can_see_asks_nothing(text: str) -> None:
    page = TalkingPage()
    assert errors(page.ask("t1", text)) == [(ErrorCode.EMPTY_TEXT, "t1")]
    page.begin_to_speak("t2", page=True)
    assert asked(page.page_heard("t2", text, final=True)) == []
    page.begin_to_speak("t3", push=True)
    page.speak_on(80, final=True)
    assert [answer.unheard for answer in asked(page.understand("t3", text, final=True))] == [True]
    assert not page.machine.conversation.memory.turns
