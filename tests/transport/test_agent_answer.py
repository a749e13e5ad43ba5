"""An agent's pieces become parts of an answer: in order, in time, and at nobody's cost afterwards."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from visavis.dialogue.model.acts import ActReader
from visavis.dialogue.response import Begun, Done, HandOver, Part, Said, Shown, Trouble
from visavis.protocol.agent import AgentAsked, AgentHandover, AgentLimits, AgentSay, AgentShow
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ShownButton
from visavis.transport.agent_answer import AgentAnswer, AgentGoneError, Aloud
from visavis.transport.agent_envelopes import SoundPiece
from visavis.transport.agent_inbox import Arrived, Inbox
from visavis.tts.sound import Sound, SoundBudget
from visavis.tts.sound_stream import SoundStream

pytestmark = pytest.mark.unit

ASKED = AgentAsked(turn="t1", text="why?", language="en", spoken=False, expects_answer=True)
SORRY = ("Sorry.", "en")


def limits(first_s: float = 5.0, next_s: float = 5.0) -> AgentLimits:
    return AgentLimits(
        message_bytes=1000, turn_chars=1000, audio_seconds=10, first_seconds=first_s, next_seconds=next_s
    )


def say(text: str, *, final: bool = False) -> AgentSay:
    return AgentSay(turn="t1", text=text, final=final)


def sound(samples: int, *, text: str = "", last: bool = False, final: bool = False) -> SoundPiece:
    return SoundPiece(
        turn="t1", block="b1", sample_rate_hz=8000, text=text, pcm=bytes(2 * samples), last=last, final=final
    )


class Answering:
    """One answer, whose pieces a test puts in."""

    def __init__(self, *, asked: AgentAsked | None = ASKED, first_s: float = 5.0, next_s: float = 5.0) -> None:
        self.inbox = Inbox(asked)
        self.budget = SoundBudget(100_000)
        trouble = SORRY if asked is not None else None
        self.answer = AgentAnswer(
            self.inbox, ActReader(("shop.example",)), limits(first_s, next_s), self.budget, "en", trouble
        )

    def put(self, *pieces: AgentSay | AgentShow | AgentHandover | SoundPiece) -> None:
        for piece in pieces:
            room = self.budget.reserve(len(piece.pcm)) if isinstance(piece, SoundPiece) else None
            self.inbox.put(Arrived(piece, room), final=getattr(piece, "final", False))

    async def whole(self) -> list[Part | Aloud]:
        async with asyncio.timeout(20), aclosing(self.answer.parts()) as parts:
            return [part async for part in parts if not isinstance(part, Begun)]


async def test_text_in_pieces_is_cut_into_clauses_and_tags_are_done() -> None:
    one = Answering()
    one.put(say("Hello there, fri"), say("end. [emotion:hap"), say("py]It is here now, I thi"), say("nk.", final=True))
    parts = await one.whole()
    assert parts[-1] == Done("agent")
    said = [part.spoken for part in parts if isinstance(part, Said)]
    assert " ".join(said) == "Hello there, friend. [emotion:happy]It is here now, I think."
    assert len(said) > 1


async def test_the_first_piece_is_timed_where_somebody_waits_for_it() -> None:
    for asked, begun in ((ASKED, 1), (None, 0)):
        one = Answering(asked=asked)
        one.put(say("Yes.", final=True))
        async with aclosing(one.answer.parts()) as parts:
            assert len([part async for part in parts if isinstance(part, Begun)]) == begun


async def test_what_is_shown_and_a_hand_over_go_on() -> None:
    one = Answering()
    button = ShownButton(title="Yes", say="yes")
    one.put(
        AgentShow(turn="t1", buttons=(button,)),
        AgentHandover(turn="t1", reason="refund"),
        say("See [show:link|https://shop.example/|shop] and [show:link|https://evil.example/|x].", final=True),
    )
    parts = await one.whole()
    assert parts[:2] == [Shown(buttons=(button,)), HandOver("refund")]
    shown = [link.url for part in parts if isinstance(part, Shown) for link in part.links]
    assert shown == ["https://shop.example/"], "tags lead to hosts of the persona's alone"


async def test_an_answer_of_nothing_ends() -> None:
    one = Answering()
    one.put(say("", final=True))
    assert await one.whole() == [Done("agent")]


@pytest.mark.parametrize(("text", "said"), [("Let me see.", True), ("您请稍等。", True), ("Let me", False)])
async def test_only_what_looks_complete_is_said_when_nothing_follows(text: str, said: bool) -> None:
    one = Answering(next_s=0.6)
    one.put(say(text))
    async with aclosing(one.answer.parts()) as parts:
        assert isinstance(await anext(parts), Begun)
        assert isinstance(await anext(parts), Said if said else Trouble)


async def test_silence_is_told_said_and_the_end() -> None:
    one = Answering(first_s=0.05)
    [trouble, sorry, done] = await one.whole()
    assert isinstance(trouble, Trouble)
    assert (trouble.code, trouble.retryable) == (ErrorCode.AGENT_TIMEOUT, True)
    assert (sorry, done) == (Said(*SORRY), Done("trouble"))


async def test_who_breaks_off_is_told_of_after_what_was_complete() -> None:
    one = Answering()
    one.put(say("One, two, three, four. Fi"))
    one.inbox.gone()
    parts = await one.whole()
    assert [part.code for part in parts if isinstance(part, Trouble)] == [ErrorCode.AGENT_GONE]
    assert [part.spoken for part in parts if isinstance(part, Said)][-1] == SORRY[0]
    assert not any("Fi" in part.spoken for part in parts if isinstance(part, Said))


async def test_who_leaves_before_a_word_is_not_waited_for() -> None:
    one = Answering()
    one.inbox.gone()
    with pytest.raises(AgentGoneError):
        await one.whole()


async def test_for_what_nobody_asked_nobody_apologises() -> None:
    one = Answering(asked=None)
    one.inbox.gone()
    assert [type(part) for part in await one.whole()] == [Trouble, Done]


async def test_sound_without_a_text_is_a_stream_from_its_first_piece_on() -> None:
    one = Answering()
    one.put(say("Listen: "), sound(100))
    async with aclosing(one.answer.parts()) as parts:
        assert isinstance(await anext(parts), Begun)
        assert await anext(parts) == Said("Listen:", "en")
        aloud = await anext(parts)
        assert isinstance(aloud, Aloud)
        assert isinstance(aloud.sound, SoundStream)
        one.put(sound(50, last=True, final=True))
        assert await anext(parts) == Done("agent")
        assert await aloud.sound.take(1.0) == (bytes(300), True)
    assert one.budget.taken_bytes == 0


async def test_sound_with_its_text_comes_whole_and_takes_its_room() -> None:
    one = Answering()
    one.put(sound(100, text="hi"), sound(50, text="hi", last=True, final=True))
    [aloud, done] = await one.whole()
    assert isinstance(aloud, Aloud)
    assert isinstance(aloud.sound, Sound)
    assert (aloud.sound.samples, aloud.text, done) == (150, "hi", Done("agent"))
    assert one.budget.taken_bytes == 300
    aloud.sound.release()
    assert one.budget.taken_bytes == 0


@pytest.mark.parametrize("text", ["", "hi"])
async def test_what_was_not_taken_is_given_back(text: str) -> None:
    one = Answering()
    one.put(sound(100, text=text))
    parts = one.answer.parts()
    assert isinstance(await anext(parts), Begun)
    waiting = asyncio.ensure_future(anext(parts))
    if not text:
        aloud = await waiting
        assert isinstance(aloud, Aloud)
        one.put(sound(100))
        await parts.aclose()
        aloud.sound.release()
    else:
        await asyncio.sleep(0)
        one.put(sound(100, text=text))
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await parts.aclose()
    assert one.budget.taken_bytes == 0
