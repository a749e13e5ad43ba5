"""What a listener hears when an engine fails: all of it, once, from whoever can say it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fakes.scripted_engine import RATE_HZ, ScriptedEngine, native_piece, pieces_of
from fakes.understudy import AT_ONCE, Understudy, company
from fakes.until import until
from visavis.speech.cues import Phone
from visavis.speech.text import Sentence
from visavis.tts.breaker import Breakers
from visavis.tts.checked import Patience
from visavis.tts.compute import Compute
from visavis.tts.engine import EngineError, SpeechPiece
from visavis.tts.kept_speech import SpeechStore
from visavis.tts.order import Order
from visavis.tts.retry import RetryPolicy
from visavis.tts.speaker import Speaker
from visavis.tts.whole import WholeUtterance, collect

pytestmark = pytest.mark.unit

HELLO = Order("one two three four", "viseme15")
WORD = 1600
BUSY = EngineError("too many requests", code="engine_busy", retryable=True)
REFUSED = EngineError("the key is not accepted", code="engine_refused")
BROKEN_OFF = EngineError("the connection was cut", retryable=True)


@pytest.fixture
def compute() -> Iterator[Compute]:
    pool = Compute(1)
    yield pool
    pool.close()


async def hear(speaker: Speaker, order: Order = HELLO) -> WholeUtterance:
    async with asyncio.timeout(60), speaker.speak(order) as utterance:
        return await collect(utterance)


def in_turn(*scripts: Callable[[Sentence], Any]) -> Callable[[Sentence], Any]:
    """The first script for the first time that something is asked, and so on; the last one from then on."""
    left = list(scripts)
    return lambda sentence: (left.pop(0) if len(left) > 1 else left[0])(sentence)  # noqa: PLW0108 - which one is known when it is asked


def failing(error: Exception) -> Callable[[Sentence], Any]:
    return lambda _: [error]


def words_of(whole: WholeUtterance) -> list[str]:
    return [whole.written[word.start : word.end] for word in whole.words]


async def test_an_engine_that_is_busy_is_asked_again(compute: Compute) -> None:
    engine = ScriptedEngine(in_turn(failing(BUSY), failing(BUSY), pieces_of))
    whole = await hear(company(engine, Understudy(), compute))
    assert len(engine.spoken) == 3
    assert (whole.voice, words_of(whole)) == ("scripted:one", HELLO.text.split())


async def test_after_its_retries_another_engine_speaks_at_the_same_rate(compute: Compute) -> None:
    engine, understudy = ScriptedEngine(failing(BUSY)), Understudy()
    whole = await hear(company(engine, understudy, compute))
    assert (len(engine.spoken), len(understudy.spoken)) == (3, 1)
    assert whole.sample_rate_hz == RATE_HZ
    assert len(whole.pcm) == 2 * 4 * WORD // 2
    assert [(word.onset_ms, word.end_ms) for word in whole.words] == [(at, at + 100) for at in (0, 100, 200, 300)]


async def test_what_cannot_be_retried_goes_to_the_next_engine_at_once(compute: Compute) -> None:
    engine, understudy = ScriptedEngine(failing(REFUSED)), Understudy()
    whole = await hear(company(engine, understudy, compute))
    assert (len(engine.spoken), len(understudy.spoken)) == (1, 1)
    assert words_of(whole) == HELLO.text.split()


async def test_the_voice_does_not_change_back_within_an_utterance(compute: Compute) -> None:
    engine, understudy = ScriptedEngine(in_turn(failing(REFUSED), pieces_of)), Understudy()
    await hear(company(engine, understudy, compute), Order("One two. Three four. Five six.", "viseme15"))
    assert (len(engine.spoken), len(understudy.spoken)) == (1, 3)


async def test_when_all_fail_the_error_names_each_and_why(compute: Compute) -> None:
    speaker = company(ScriptedEngine(failing(REFUSED)), Understudy(failing(BUSY)), compute)
    with pytest.raises(EngineError) as caught:
        await hear(speaker)
    assert str(caught.value) == (
        "no engine could speak: scripted: the key is not accepted; understudy: too many requests"
    )
    assert (caught.value.code, caught.value.retryable) == ("engine_unavailable", True)


async def test_nobody_waits_longer_than_the_budget(compute: Compute) -> None:
    later = EngineError("come back", code="engine_busy", retryable=True, retry_after_s=30)
    engine, understudy = ScriptedEngine(failing(later)), Understudy()
    await hear(company(engine, understudy, compute, retry=RetryPolicy(retries=2, budget_s=4)))
    assert (len(engine.spoken), len(understudy.spoken)) == (1, 1)


@pytest.mark.parametrize("cut_after", [1, 2, 3])
async def test_a_sentence_that_breaks_off_goes_on_with_the_next_word(compute: Compute, cut_after: int) -> None:
    engine = ScriptedEngine(in_turn(lambda sentence: [*pieces_of(sentence)[:cut_after], BROKEN_OFF], pieces_of))
    whole = await hear(company(engine, Understudy(), compute))
    assert [[token.spoken for token in sentence.tokens] for sentence, _ in engine.spoken] == [
        HELLO.text.split(),
        HELLO.text.split()[cut_after:],
    ]
    assert words_of(whole) == HELLO.text.split()
    assert [word.onset_ms for word in whole.words] == [0, 200, 400, 600]
    assert len(whole.pcm) == 2 * 4 * WORD
    assert [(event.start, event.end) for event in whole.sentences] == [(0, len(HELLO.text))]
    assert [cue.viseme for cue in whole.cues].count("PP") == 4


async def test_the_rest_is_said_by_another_engine_when_the_first_one_is_gone(compute: Compute) -> None:
    lost = EngineError("the account is closed", code="engine_refused")
    engine = ScriptedEngine(lambda sentence: [*pieces_of(sentence)[:2], lost])
    understudy = Understudy()
    whole = await hear(company(engine, understudy, compute))
    assert [token.spoken for token in understudy.spoken[0][0].tokens] == ["three", "four"]
    assert [word.onset_ms for word in whole.words] == [0, 200, 400, 500]


async def test_an_engine_that_breaks_off_at_each_word_is_left(compute: Compute) -> None:
    engine = ScriptedEngine(lambda sentence: [pieces_of(sentence)[0], BROKEN_OFF])
    understudy = Understudy()
    whole = await hear(company(engine, understudy, compute), Order("one two three four five six seven", "viseme15"))
    assert len(engine.spoken) == 1 + AT_ONCE.retries
    assert words_of(whole) == ["one", "two", "three", "four", "five", "six", "seven"]


async def test_a_mouth_that_was_native_goes_on_with_phones(compute: Compute) -> None:
    rows = np.full((12, 52), 200, dtype=np.uint8)

    def natively(sentence: Sentence) -> Any:
        return [native_piece(WORD, rows), REFUSED]

    order = Order("one two three four", "arkit52")
    whole = await hear(company(ScriptedEngine(natively), Understudy(), compute), order)
    assert (whole.rows[:12] == 200).all()
    assert len(whole.rows) > 12
    assert whole.rows[13:].max(axis=1).mean() > 0
    assert not (whole.rows[14:] == 200).all(axis=1).any(), "the native rows are not held on"


@pytest.mark.parametrize(
    ("says", "message"),
    [
        ([SpeechPiece(b"abc")], "3 bytes of 16-bit audio"),
        ([], "no sound for a sentence that has words"),
        ([SpeechPiece(bytes(3200), (Phone("m", 800, 400),))], "a phone of scripted:one lies at 800 to 400"),
        ([SpeechPiece(b"", (Phone("m", 0, 80_000),)), SpeechPiece(bytes(32))], "9.98 s|10.00 s after its sound"),
    ],
    ids=["half a sample", "nothing", "backwards", "outside the audio"],
)
async def test_what_cannot_be_sound_is_an_error_with_a_reason(
    compute: Compute, says: list[SpeechPiece], message: str, caplog: pytest.LogCaptureFixture
) -> None:
    understudy = Understudy()
    await hear(company(ScriptedEngine(lambda _: says), understudy, compute, retry=RetryPolicy(retries=0)))
    assert len(understudy.spoken) == 1
    assert np.any([bool(__import__("re").search(message, record.getMessage())) for record in caplog.records])


async def test_silence_before_the_first_sound_and_after_it(compute: Compute) -> None:
    never = asyncio.Event()
    for says in ([never], [SpeechPiece(bytes(2 * WORD), (Phone("m", 0, WORD),)), never]):
        engine, understudy = ScriptedEngine(lambda _, says=says: says), Understudy()
        speaker = company(engine, understudy, compute, retry=RetryPolicy(retries=0), patience=Patience(0.5, 0.5))
        await hear(speaker)
        assert (engine.running, len(understudy.spoken)) == (0, 1)


async def test_leaving_ends_the_wait_for_a_retry(compute: Compute) -> None:
    engine = ScriptedEngine(failing(BUSY))
    speaker = company(engine, None, compute, retry=RetryPolicy(retries=9, budget_s=600, first_wait_s=300))
    before = asyncio.all_tasks()
    async with speaker.speak(HELLO) as utterance:
        waiting = asyncio.create_task(anext(utterance))
        while not engine.spoken:
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    assert asyncio.all_tasks() == before
    assert engine.running == 0


async def test_an_engine_that_keeps_failing_is_left_alone_and_tried_again(compute: Compute) -> None:
    now = 0.0
    engine, understudy = ScriptedEngine(failing(REFUSED)), Understudy()
    speaker = company(engine, understudy, compute, breakers=Breakers(lambda: now))
    await hear(speaker)
    await hear(speaker, Order("five", "viseme15"))
    assert len(engine.spoken) == 1, "it rests"
    now = 6.0
    await hear(speaker, Order("six", "viseme15"))
    assert len(engine.spoken) == 2, "one try"
    engine.say = pieces_of
    now = 12.0
    await hear(speaker, Order("seven", "viseme15"))
    assert len(engine.spoken) == 2, "the second rest is twice as long"
    now = 17.0
    await hear(speaker, Order("eight", "viseme15"))
    await hear(speaker, Order("nine", "viseme15"))
    assert len(engine.spoken) == 4


async def test_what_an_engine_once_said_is_said_in_its_voice_while_it_rests(compute: Compute, tmp_path: Path) -> None:
    first, understudy = ScriptedEngine(), Understudy()
    first.capabilities = dataclasses.replace(first.capabilities, keeps=True)
    store = SpeechStore(tmp_path, 1 << 20)
    try:
        speaker = company(first, understudy, compute, store=store)
        said = await hear(speaker)
        # It is written by a thread, while the sentence is heard.
        await until(lambda: any(store.disk.usage()))
        first.say = failing(REFUSED)
        await hear(speaker, Order("five", "viseme15"))
        again = await hear(speaker)
        assert (again.pcm, again.words) == (said.pcm, said.words)
        assert (len(first.spoken), len(understudy.spoken)) == (2, 1), "neither was asked for what is kept"
        # A voice that stepped in speaks to the end, what is kept of the other notwithstanding.
        await hear(speaker, Order(f"Six seven. {HELLO.text}", "viseme15"))
        assert (len(first.spoken), len(understudy.spoken)) == (2, 3)
    finally:
        store.close()


async def test_the_only_engine_is_asked_although_it_rests(compute: Compute) -> None:
    engine = ScriptedEngine(failing(REFUSED))
    speaker = company(engine, None, compute)
    for _ in range(2):
        with pytest.raises(EngineError, match="not accepted"):
            await hear(speaker)
    engine.say = pieces_of
    assert words_of(await hear(speaker)) == HELLO.text.split()


async def test_a_voice_of_an_engine_that_is_not_there_is_stood_in_for(compute: Compute) -> None:
    speaker = company(ScriptedEngine(), Understudy(), compute, absent=("scripted",))
    whole = await hear(speaker, Order("one two", "viseme15", voice="scripted:one"))
    assert whole.voice == "understudy:one"
    with pytest.raises(EngineError, match="no voice is named"):
        await hear(speaker, Order("one two", "viseme15", voice="understudy:two"))


async def test_what_was_said_is_in_no_log(compute: Compute, caplog: pytest.LogCaptureFixture) -> None:
    engine = ScriptedEngine(in_turn(lambda sentence: [pieces_of(sentence)[0], BROKEN_OFF], failing(BUSY)))
    await hear(company(engine, Understudy(), compute), Order("secret words here", "viseme15"))
    assert caplog.records
    assert "secret" not in caplog.text
    assert "words" not in caplog.text.replace("has words", "")
