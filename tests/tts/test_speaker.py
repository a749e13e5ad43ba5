"""One door to speech: equal orders are performed once, as long as there is room to keep them."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator

import pytest

from fakes.scripted_engine import RATE_HZ, VOICE, ScriptedEngine, pieces_of, tone
from fakes.until import until
from fakes.untimed_engine import ScriptedAligner, UntimedEngine
from visavis.speech.cues import Phone
from visavis.speech.frontend import TextError
from visavis.speech.text import Sentence
from visavis.tts.compute import Compute
from visavis.tts.engine import EngineError, Prosody, SpeechPiece, Voice
from visavis.tts.order import Order
from visavis.tts.speaker import Speaker
from visavis.tts.voice_directory import VoiceDirectory
from visavis.tts.whole import WholeUtterance, collect

pytestmark = pytest.mark.unit

HELLO = Order("hello there my friend", "viseme15")
MEGABYTE = 1 << 20


@pytest.fixture
def compute() -> Iterator[Compute]:
    pool = Compute(1)
    yield pool
    pool.close()


def speaker_of(engine: ScriptedEngine, compute: Compute, cache_bytes: int = MEGABYTE) -> Speaker:
    voices = VoiceDirectory([VOICE], {"scripted": engine})
    return Speaker(voices, compute, text_chars=1000, cache_bytes=cache_bytes)


async def hear(speaker: Speaker, order: Order) -> WholeUtterance:
    async with speaker.speak(order) as utterance:
        return await collect(utterance)


async def test_an_order_becomes_speech(compute: Compute) -> None:
    whole = await hear(speaker_of(ScriptedEngine(), compute), HELLO)
    assert (whole.written, whole.language, whole.voice) == (HELLO.text, "en", "scripted:one")
    assert len(whole.pcm) == 2 * 4 * 1600
    assert [whole.written[word.start : word.end] for word in whole.words] == HELLO.text.split()
    assert [cue.viseme for cue in whole.cues][:2] == ["PP", "aa"]


async def test_a_repeated_order_is_not_spoken_again(compute: Compute) -> None:
    engine = ScriptedEngine()
    speaker = speaker_of(engine, compute)
    first, second = await hear(speaker, HELLO), await hear(speaker, HELLO)
    assert len(engine.spoken) == 1
    assert (first.pcm, first.rows.tolist(), first.words) == (second.pcm, second.rows.tolist(), second.words)


@pytest.mark.parametrize(
    "other",
    [
        Order("hello there my friends", "viseme15"),
        Order(HELLO.text, "arkit52"),
        Order(HELLO.text, "viseme15", language="zh"),
        Order(HELLO.text, "viseme15", voice="scripted:one"),
        Order(HELLO.text, "viseme15", prosody=Prosody(rate=1.1)),
        Order(HELLO.text, "viseme15", style="shout"),
    ],
)
async def test_whatever_differs_is_spoken_anew(compute: Compute, other: Order) -> None:
    engine = ScriptedEngine()
    speaker = speaker_of(engine, compute)
    await hear(speaker, HELLO)
    await hear(speaker, other)
    assert len(engine.spoken) == 2


async def test_without_room_nothing_is_kept(compute: Compute) -> None:
    engine = ScriptedEngine()
    speaker = speaker_of(engine, compute, cache_bytes=0)
    await hear(speaker, HELLO)
    await hear(speaker, HELLO)
    assert len(engine.spoken) == 2
    assert len(speaker.shelf) == 0


async def test_what_had_to_go_on_with_a_rough_mouth_is_done_better_the_next_time(compute: Compute) -> None:
    go_on = asyncio.Event()
    engine = UntimedEngine()
    aligner = ScriptedAligner(go_on)
    voices = VoiceDirectory([VOICE], {"scripted": engine})
    speaker = Speaker(voices, compute, text_chars=1000, cache_bytes=MEGABYTE, aligner=aligner)
    async with speaker.speak(HELLO, patience_s=0.0) as utterance:
        first = await anext(utterance)
        go_on.set()
        rough = [first] + [chunk async for chunk in utterance]
    assert any(chunk.makeshift for chunk in rough)
    assert len(speaker.shelf) == 0
    true = await hear(speaker, HELLO)
    assert len(engine.spoken) == 2
    assert b"".join(chunk.pcm for chunk in rough) == true.pcm
    await hear(speaker, HELLO)
    assert len(engine.spoken) == 2


async def test_the_least_recently_used_goes_first(compute: Compute) -> None:
    engine = ScriptedEngine()
    numbers = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    orders = [Order(f"hello {word}", "viseme15") for word in numbers]
    speaker = speaker_of(engine, compute)
    await hear(speaker, orders[0])
    # A recording may take an eighth of the shelf: eight of this size fill it.
    speaker = speaker_of(engine, compute, cache_bytes=int(speaker.shelf.size_bytes * 8.5))
    for order in (*orders[:8], orders[0], orders[8]):
        await hear(speaker, order)
    assert speaker.shelf.size_bytes <= speaker.shelf.limit_bytes
    assert [speaker.shelf.find(order) is not None for order in orders] == [True, False, *[True] * 7]


async def test_listeners_of_the_same_order_share_one_performance(compute: Compute) -> None:
    engine = ScriptedEngine()
    speaker = speaker_of(engine, compute)
    wholes = await asyncio.gather(*(hear(speaker, HELLO) for _ in range(5)))
    assert len(engine.spoken) == 1
    assert len({whole.pcm for whole in wholes}) == 1


async def test_who_leaves_early_does_not_stop_the_others(compute: Compute) -> None:
    go_on = asyncio.Event()

    def say(sentence: Sentence) -> list[SpeechPiece | asyncio.Event]:
        first, *others = pieces_of(sentence)
        return [first, go_on, *others]

    engine = ScriptedEngine(say)
    speaker = speaker_of(engine, compute)
    leaving, staying = asyncio.create_task(hear(speaker, HELLO)), asyncio.create_task(hear(speaker, HELLO))
    await until(lambda: engine.running)
    leaving.cancel()
    await asyncio.wait([leaving])
    assert engine.running == 1
    go_on.set()
    assert len((await staying).pcm) == 2 * 4 * 1600


async def test_when_the_last_listener_leaves_the_engine_stops_and_nothing_is_kept(compute: Compute) -> None:
    engine = ScriptedEngine(lambda sentence: [*pieces_of(sentence), asyncio.Event()])
    speaker = speaker_of(engine, compute)
    async with speaker.speak(HELLO) as utterance:
        await anext(utterance)
        assert engine.running == 1
    assert engine.running == 0
    assert speaker.shelf.find(HELLO) is None


async def test_a_failure_reaches_every_listener_and_is_not_kept(compute: Compute) -> None:
    engine = ScriptedEngine(lambda sentence: [*pieces_of(sentence), EngineError("broken")])
    speaker = speaker_of(engine, compute)
    results = await asyncio.gather(*(hear(speaker, HELLO) for _ in range(3)), return_exceptions=True)
    assert [str(result) for result in results] == ["broken"] * 3
    engine.say = pieces_of
    assert len((await hear(speaker, HELLO)).pcm) == 2 * 4 * 1600


async def test_text_that_cannot_be_spoken(compute: Compute) -> None:
    speaker = speaker_of(ScriptedEngine(), compute)
    with pytest.raises(TextError) as caught:
        await hear(speaker, Order("…", "viseme15"))
    assert caught.value.code == "empty_text"


async def test_a_voice_nobody_has(compute: Compute) -> None:
    with pytest.raises(EngineError) as caught:
        await hear(speaker_of(ScriptedEngine(), compute), Order("hi", "viseme15", voice="nobody"))
    assert caught.value.code == "voice_unknown"


async def test_the_default_voice_speaks_what_it_reads(compute: Compute) -> None:
    engine = ScriptedEngine()
    german = dataclasses.replace(VOICE, name="scripted:german", languages=("de",), default_for=("de",))
    second = dataclasses.replace(VOICE, name="scripted:two", default_for=())
    voices = VoiceDirectory([VOICE, german, second], {"scripted": engine})
    speaker = Speaker(voices, compute, text_chars=1000, default_voice="scripted:two")
    assert (await hear(speaker, HELLO)).voice == "scripted:two"
    assert (await hear(speaker, Order("hallo", "viseme15", language="de-AT"))).voice == "scripted:german"
    assert (await hear(speaker, Order("hi", "viseme15", voice="scripted:one"))).voice == "scripted:one"


class EnglishOnly(ScriptedEngine):
    name = "english"
    capabilities = dataclasses.replace(ScriptedEngine.capabilities, own_languages_only=True)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Good morning. How are you?", None, "english:one"),
        ("您好，您的订单已发货。", None, "scripted:one"),
        ("您的iPhone已发货。It is on its way.", None, "scripted:one"),
        ("It is on its way to 北京 and will be there soon.", None, "scripted:one"),
        ("OK, thank you.", "zh", "scripted:one"),
        ("OK, thank you.", "zh-CN", "scripted:one"),
        ("Order 1023", "en-IN", "english:one"),
        ("您好", "en", "scripted:one"),
    ],
)
@pytest.mark.parametrize("named", [None, "english:one"])
async def test_one_voice_that_reads_all_of_a_text(
    compute: Compute, text: str, language: str | None, expected: str, named: str | None
) -> None:
    english = Voice("english:one", "english", "", ("en",), RATE_HZ, default_for=("en",))
    voices = VoiceDirectory([english, VOICE], {"english": EnglishOnly(), "scripted": ScriptedEngine()})
    speaker = Speaker(voices, compute, text_chars=1000, default_voice=named)
    assert (await hear(speaker, Order(text, "viseme15", language=language))).voice == expected


async def test_a_word_whose_sounds_are_told_can_be_said_by_any_voice(compute: Compute) -> None:
    english = Voice("english:one", "english", "", ("en",), RATE_HZ, default_for=("en",))
    voices = VoiceDirectory([english, VOICE], {"english": EnglishOnly(), "scripted": ScriptedEngine()})
    speaker = Speaker(voices, compute, text_chars=1000)
    text = '<speak>Ask <phoneme alphabet="ipa" ph="tsan">张</phoneme> about the parcel please.</speak>'
    assert (await hear(speaker, Order(text, "viseme15", ssml=True))).voice == "english:one"


async def test_an_order_may_want_one_engine(compute: Compute) -> None:
    other = dataclasses.replace(VOICE, name="other:one", engine="other")
    voices = VoiceDirectory([VOICE, other], {"scripted": ScriptedEngine(), "other": ScriptedEngine()})
    speaker = Speaker(voices, compute, text_chars=1000, default_voice="scripted:one")
    assert (await hear(speaker, dataclasses.replace(HELLO, engine="other"))).voice == "other:one"
    assert (await hear(speaker, HELLO)).voice == "scripted:one"


async def test_a_long_utterance_is_let_go_while_it_is_heard(compute: Compute) -> None:
    seconds = 120

    def say(_: Sentence) -> Iterator[SpeechPiece]:
        for at in range(0, seconds * RATE_HZ, RATE_HZ):
            yield SpeechPiece(tone(RATE_HZ), (Phone("m", at, at + 4000), Phone("ɑː", at + 4000, at + RATE_HZ)))

    speaker = speaker_of(ScriptedEngine(say), compute, cache_bytes=MEGABYTE)
    async with speaker.speak(HELLO) as utterance:
        heard = 0
        async for chunk in utterance:
            heard += chunk.samples
            if heard > seconds * RATE_HZ // 2:
                assert speaker.shelf.find(HELLO) is None
    assert heard == seconds * RATE_HZ
    assert len(speaker.shelf) == 0


def test_what_was_said_does_not_show_in_a_log_line() -> None:
    assert "friend" not in repr(HELLO)
