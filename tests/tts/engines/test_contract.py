"""What every engine promises, whoever wrote it. Engines of services speak through stand-ins on this machine.

A new engine is tested here as soon as ``tests/fakes/<engine>_fixture.py`` defines its ``FIXTURE``.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any, cast

import pytest
from tts.sentences import AS_IS, english, mandarin

from fakes.asked_engine import pcm_of, refusal, say, stop_in_the_middle
from fakes.engines import Fixture, StandIn, fixture_of
from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence
from visavis.tts.checked import PAST_THE_END_S, Patience, checked
from visavis.tts.engine import EngineError, SpeechPiece, Timing, Voice
from visavis.tts.registry import load_engines

pytestmark = pytest.mark.contract

ENGINES = [*sorted(load_engines()), "parrot"]
"""Those that are installed, and the documentation's example."""
GREETING = english("Good morning, my friend.")
CODES = {
    *("engine_unavailable", "engine_refused", "engine_busy", "engine_timeout", "engine_failed"),
    *("voice_unknown", "language_unknown"),
}


def given(name: str) -> Fixture:
    fixture = fixture_of(name)
    assert fixture is not None, f"engine {name} has no tests/fakes/{name}_fixture.py"
    return fixture


@asynccontextmanager
async def ready(name: str) -> AsyncIterator[tuple[Fixture, StandIn]]:
    fixture = given(name)
    async with fixture.open() as stand_in:
        yield fixture, stand_in


async def voice_of(stand_in: StandIn, name: str) -> Voice:
    return next(voice for voice in await stand_in.engine.voices() if voice.name == name)


async def spoken(stand_in: StandIn, name: str, sentence: Sentence) -> tuple[Voice, list[SpeechPiece]]:
    """What a listener would get; whatever breaks the contract is an error of ``checked``."""
    voice = await voice_of(stand_in, name)
    saying = stand_in.engine.speak(sentence, voice, AS_IS, slack_s=0.0)
    async with asyncio.timeout(60):
        return voice, [piece async for piece in checked(saying, sentence, voice, Patience())]


@pytest.mark.parametrize("name", ENGINES)
async def test_voices_are_whole(name: str) -> None:
    async with ready(name) as (fixture, stand_in):
        voices = await stand_in.engine.voices()
        names = [voice.name for voice in voices]
        assert len(set(names)) == len(names)
        assert {fixture.voice_en, fixture.voice_zh} - {None} <= set(names)
        for voice in voices:
            assert voice.name.startswith(f"{name}:")
            assert voice.engine == stand_in.engine.name == name
            assert voice.title
            assert voice.languages
            assert voice.gender in {"female", "male", "neutral"}
            assert 8000 <= voice.sample_rate_hz <= 48_000
        assert isinstance(stand_in.engine.fingerprint(), str)


@pytest.mark.parametrize("name", ENGINES)
async def test_sound_and_times_are_what_was_declared(name: str) -> None:
    async with ready(name) as (fixture, stand_in):
        said = [(fixture.voice_en, GREETING)]
        if fixture.voice_zh is not None:
            said.append((fixture.voice_zh, mandarin("您好朋友", "nin2 hao3, peng2 you3.")))
        for voice_name, sentence in said:
            voice, pieces = await spoken(stand_in, voice_name, sentence)
            judge(voice, sentence, pieces, stand_in, silent=fixture.silent)


def judge(voice: Voice, sentence: Sentence, pieces: list[SpeechPiece], stand_in: StandIn, *, silent: bool) -> None:
    pcm = pcm_of(pieces)
    samples = len(pcm) // 2
    assert 0.1 <= samples / voice.sample_rate_hz <= 20
    assert any(pcm) is not silent
    declared = voice.timing if voice.timing is not None else stand_in.engine.capabilities.timing
    carried = {
        Timing.PHONES: [phone for piece in pieces for phone in piece.phones],
        Timing.VISEMES: [viseme for piece in pieces for viseme in piece.visemes],
        Timing.CHARACTERS: [character for piece in pieces for character in piece.characters],
        Timing.BLENDSHAPES: [piece for piece in pieces if piece.blendshapes is not None],
    }
    for timing, items in carried.items():
        assert not items or timing in declared, f"{timing} come and are not declared"
    # Blendshapes are had only where the locale has them; and of a Chinese word of two characters nothing is told by
    # a service that tells words.
    always = {Timing.PHONES, Timing.VISEMES} | ({Timing.CHARACTERS} if sentence is GREETING else set())
    for timing in declared & always:
        assert carried[timing], f"{timing} are declared and do not come"
    last = samples + PAST_THE_END_S * voice.sample_rate_hz
    words = [word for piece in pieces for word in piece.words]
    assert [word.token_index for word in words] == sorted(word.token_index for word in words)
    for word in words:
        assert 0 <= word.onset_samples < word.end_samples <= last
        assert sentence.tokens[word.token_index].spoken
    length = len(spoken_text(sentence).text)
    for character in carried[Timing.CHARACTERS]:
        assert 0 <= cast("Any", character).index < length
    onsets = [cast("Any", viseme).onset_samples for viseme in carried[Timing.VISEMES]]
    assert onsets == sorted(onsets)
    assert all(0 <= onset <= last for onset in onsets)
    assert voice.viseme_map or not onsets


@pytest.mark.parametrize("name", ENGINES)
async def test_a_sentence_with_markup_in_it_is_said_and_never_markup(name: str) -> None:
    async with ready(name) as (fixture, stand_in):
        # Of the front end's making: it leaves such letters only where somebody's own spelling holds them.
        _, pieces = await spoken(stand_in, fixture.voice_en, english("less <break/> & more."))
        assert pcm_of(pieces)
        if stand_in.heard is not None and fixture.escapes:
            wire = " ".join(stand_in.heard())
            assert "<break/>" not in wire
            assert "&lt;" in wire
            assert "&amp;" in wire


@pytest.mark.parametrize("name", ENGINES)
async def test_closing_in_the_middle_ends_the_work(name: str) -> None:
    async with ready(name) as (fixture, stand_in):
        await spoken(stand_in, fixture.voice_en, GREETING)  # threads and connections that stay are there now
        threads = threading.active_count()
        if stand_in.hold is not None:
            stand_in.hold()
        await stop_in_the_middle(stand_in.engine, english("my pin is seven, and yours is another one altogether."))
        async with asyncio.timeout(20):
            while stand_in.active is not None and stand_in.active():
                await asyncio.sleep(0.01)
            while threading.active_count() > threads + 1:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("name", ENGINES)
async def test_two_at_a_time_do_not_mix(name: str) -> None:
    async with ready(name) as (fixture, stand_in):
        short, long = english("Yes."), english("Yes, I would like to have all of them tomorrow morning.")
        alone = [pcm_of((await spoken(stand_in, fixture.voice_en, sentence))[1]) for sentence in (short, long)]
        both = await asyncio.gather(*(spoken(stand_in, fixture.voice_en, sentence) for sentence in (short, long)))
        together = [pcm_of(pieces) for _, pieces in both]
        for one, other in zip(alone, together, strict=True):
            assert len(other) == pytest.approx(len(one), rel=0.25)


@pytest.mark.parametrize("name", ENGINES)
async def test_a_service_that_refuses_is_told_by_a_code(name: str) -> None:
    for status, code in ((401, "engine_refused"), (429, "engine_busy"), (500, None)):
        async with ready(name) as (fixture, stand_in):
            if stand_in.fail is None:
                return
            stand_in.fail(status)
            error = await refusal(stand_in.engine, voice=fixture.voice_en)
            assert error.code in CODES
            assert code is None or error.code == code
            assert error.retryable is (status != 401)
            if status == 429:
                assert error.retry_after_s in {7.0, None}


@pytest.mark.parametrize("name", ENGINES)
async def test_it_can_be_closed_and_what_it_lacks_is_told_before(name: str) -> None:
    before = asyncio.all_tasks()
    async with ready(name) as (fixture, stand_in):
        missing = type(stand_in.engine).missing()
        assert missing is None or len(missing) > 5
        await say(stand_in.engine, GREETING, voice=fixture.voice_en)
    async with asyncio.timeout(20):
        while asyncio.all_tasks() - before:
            await asyncio.sleep(0.01)


async def test_closing_what_was_never_heard_is_allowed() -> None:
    for name in ENGINES:
        async with ready(name) as (fixture, stand_in):
            voice = await voice_of(stand_in, fixture.voice_en)
            async with aclosing(cast("Any", stand_in.engine.speak(GREETING, voice, AS_IS, slack_s=0.0))):
                pass


async def test_an_engine_that_is_not_started_for_want_of_something_says_so() -> None:
    for name, engine in load_engines().items():
        missing = type(engine).missing()
        if missing is not None:
            with pytest.raises(EngineError) as caught:
                await engine.start()
            assert caught.value.code == "engine_unavailable", name
            assert str(caught.value)
