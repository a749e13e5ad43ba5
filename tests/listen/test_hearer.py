"""Every wait, every try and every cost has an end; nothing that was said is lost before it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date
from itertools import repeat
from typing import Any, ClassVar

import pytest

from fakes.scripted_recogniser import END, Item, ScriptedRecogniser, final, interim
from fakes.virtual_time import run_virtually
from visavis.listen.daily_seconds import DailySeconds
from visavis.listen.engines.browser import BrowserRecogniser
from visavis.listen.hearer import Hearer
from visavis.listen.recogniser import BYTES_PER_S, Heard, HearingWish, RecogniserError
from visavis.listen.settings import ListenSettings

pytestmark = pytest.mark.unit

PIECE = bytes(range(200)) * 16
"""A tenth of a second."""
SECOND = PIECE * 10
BUSY = RecogniserError("busy", code="stt_busy", retryable=True)
BILINGUAL = HearingWish(("zh-CN", "en"))


def hearer(recogniser: ScriptedRecogniser, daily: DailySeconds | None = None, **limits: Any) -> Hearer:
    return Hearer(recogniser, ListenSettings(**limits), daily, spread=lambda: 0.0)


async def spoken(pieces: int = 10, pause_s: float = 0.1) -> AsyncGenerator[bytes, None]:
    """As fast as somebody speaks."""
    for _ in range(pieces):
        await asyncio.sleep(pause_s)
        yield PIECE


def heard(
    hearing: Hearer, sound: AsyncGenerator[bytes, None] | None = None, wish: HearingWish = BILINGUAL
) -> tuple[list[Heard], float]:
    """All results, and how many seconds it took."""

    async def listening() -> tuple[list[Heard], float]:
        begun = asyncio.get_running_loop().time()
        results = [one async for one in hearing.hear(sound or spoken(), wish)]
        return results, asyncio.get_running_loop().time() - begun

    return run_virtually(listening())


def refused(hearing: Hearer, sound: AsyncGenerator[bytes, None] | None = None) -> tuple[RecogniserError, float]:
    async def listening() -> tuple[RecogniserError, float]:
        begun = asyncio.get_running_loop().time()
        with pytest.raises(RecogniserError) as caught:
            _ = [one async for one in hearing.hear(sound or spoken(), BILINGUAL)]
        return caught.value, asyncio.get_running_loop().time() - begun

    return run_virtually(listening())


def test_the_whole_utterance_each_time_and_one_final() -> None:
    script = [
        interim("我"),
        interim("我的", 1),
        final("我的订单。", "zh"),
        interim("到"),
        interim("到"),
        final("到哪里了？"),
        END,
    ]
    results, _ = heard(hearer(ScriptedRecogniser(script, streaming=True)))
    assert [(one.text, one.stable_chars, one.final) for one in results] == [
        ("我", 0, False),
        ("我的", 1, False),
        ("我的订单。", 5, False),
        ("我的订单。到", 5, False),
        ("我的订单。到哪里了？", 10, False),
        ("我的订单。到哪里了？", 10, True),
    ]
    assert results[-1].language == "zh-CN", "in the code that was asked for"


def test_words_are_parted_where_the_script_parts_them() -> None:
    results, _ = heard(hearer(ScriptedRecogniser([END, final(" Hello. "), final("Where is\nmy order?")])))
    assert results[-1] == Heard("Hello. Where is my order?", True, "en", None, 25)


def test_nothing_understood_is_an_empty_final() -> None:
    assert heard(hearer(ScriptedRecogniser()))[0] == [Heard("", True)]


def test_confidence_is_weighed_by_length() -> None:
    results, _ = heard(hearer(ScriptedRecogniser([END, final("123456789", None, 0.5), final("1", None, 1.0)])))
    assert results[-1].confidence == pytest.approx(0.55)


def test_the_sound_comes_whole_however_it_is_cut() -> None:
    async def crumbs() -> AsyncGenerator[bytes, None]:
        for at in range(0, len(SECOND), 7):
            yield SECOND[at : at + 7]
        yield b"\1"

    recogniser = ScriptedRecogniser()
    heard(hearer(recogniser), crumbs())
    assert recogniser.sounds == [SECOND], "but for half a sample"


@pytest.mark.parametrize(
    ("script", "limits", "said", "after_s", "retryable"),
    [
        ([END, asyncio.Event()], {}, "told nothing for 8 s", 9.0, True),
        ([interim("a"), END, asyncio.Event()], {}, "told nothing for 8 s", 9.0, True),
        ([END, interim("a"), asyncio.Event()], {}, "told nothing more for 5 s", 6.0, True),
        ([END, *[4.0, interim("a"), 4.0, interim("b")] * 5], {}, "did not come to an end in 20 s", 21.0, False),
    ],
)
def test_silence_has_an_end(
    script: list[Item], limits: dict[str, float], said: str, after_s: float, retryable: bool
) -> None:
    recogniser = ScriptedRecogniser(script)
    error, took_s = refused(hearer(recogniser, retries=0, **limits))
    assert said in str(error)
    assert (error.code, error.retryable) == ("stt_timeout", retryable)
    assert took_s == pytest.approx(after_s)
    assert recogniser.running == 0


def test_while_somebody_speaks_there_is_no_hurry() -> None:
    results, took_s = heard(hearer(ScriptedRecogniser([END, final("好")])), spoken(300))
    assert results[-1].text == "好"
    assert took_s == pytest.approx(30)


def test_results_without_an_end_have_one() -> None:
    recogniser = ScriptedRecogniser(repeat(interim("a")))
    assert "does not come to an end" in str(refused(hearer(recogniser))[0])
    assert recogniser.running == 0


def test_a_text_without_an_end_is_cut() -> None:
    results, _ = heard(hearer(ScriptedRecogniser([END, final("字" * 10**6)])))
    assert len(results[-1].text) == 4000


def test_a_long_utterance_is_cut_and_understood_as_far_as_that() -> None:
    recogniser = ScriptedRecogniser([END, final("好")])
    results, took_s = heard(hearer(recogniser, utterance_s=2), spoken(50))
    assert (results[-1].text, results[-1].cut) == ("好", True)
    assert len(recogniser.sounds[0]) == 2 * BYTES_PER_S
    assert took_s == pytest.approx(2.1)


def test_sound_that_only_trickles_ends_too() -> None:
    results, took_s = heard(hearer(ScriptedRecogniser(), utterance_s=10), spoken(1000, 5.0))
    assert took_s == pytest.approx(20)
    assert results[-1].cut


def test_sound_that_stops_coming_is_what_was_said() -> None:
    recogniser = ScriptedRecogniser([END, final("好")])

    async def stalled() -> AsyncGenerator[bytes, None]:
        yield PIECE
        await asyncio.Event().wait()

    results, took_s = heard(hearer(recogniser), stalled())
    assert (results[-1].text, results[-1].cut) == ("好", False)
    assert recogniser.sounds == [PIECE]
    assert took_s == pytest.approx(10)


@pytest.mark.parametrize("before", [[END], [END, interim("好")]])
def test_the_same_sound_is_sent_again(before: list[Item]) -> None:
    recogniser = ScriptedRecogniser([*before, BUSY], [END, final("好")])
    results, took_s = heard(hearer(recogniser))
    assert results[-1].text == "好"
    assert recogniser.sounds == [SECOND, SECOND]
    assert took_s == pytest.approx(1.125)


def test_a_stream_is_begun_anew_while_somebody_speaks() -> None:
    recogniser = ScriptedRecogniser([0.35, BUSY], [interim("我"), END, final("我的")], streaming=True)
    results, took_s = heard(hearer(recogniser))
    assert results[-1].text == "我的"
    assert recogniser.sounds[1] == SECOND, "from the beginning"
    assert took_s == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("script", "options"),
    [
        ([interim("我"), BUSY], {"streaming": True}),
        ([END, final("我"), BUSY], {}),
        ([RecogniserError("no", code="stt_refused")], {}),
        ([BUSY], {"retries": 0}),
        ([END, BUSY], {"first_s": 0.1}),
        ([END, RecogniserError("busy", retryable=True, retry_after_s=61)], {}),
    ],
    ids=["of a stream after a result", "after a final", "not retryable", "no retries", "no time", "told to wait"],
)
def test_it_is_not_sent_again(script: list[Item], options: dict[str, Any]) -> None:
    recogniser = ScriptedRecogniser(script, streaming=options.pop("streaming", False))
    refused(hearer(recogniser, **({"retries": 5} | options)))
    assert len(recogniser.sounds) == 1


def test_tries_have_an_end_together() -> None:
    recogniser = ScriptedRecogniser([END, 3.0, BUSY])
    error, took_s = refused(hearer(recogniser, retries=5))
    assert error.code == "stt_timeout"
    assert took_s == pytest.approx(9), "eight seconds after the last word"


@pytest.mark.parametrize(
    ("script", "said"),
    [([], "before all was said"), ([interim("我"), END], "before its last result")],
)
def test_one_that_breaks_off_is_told(script: list[Item], said: str) -> None:
    error, _ = refused(hearer(ScriptedRecogniser(script), retries=0))
    assert said in str(error)
    assert error.retryable


def test_a_strangers_recogniser_may_fail_in_any_way() -> None:
    error, _ = refused(hearer(ScriptedRecogniser([END, KeyError("my pin")])))
    assert str(error) == "the recogniser failed (KeyError)"
    assert error.code == "stt_failed"


def test_what_the_sound_raises_goes_through_and_stops_the_work() -> None:
    class VisitorLeftError(Exception):
        pass

    async def leaving() -> AsyncGenerator[bytes, None]:
        yield PIECE
        raise VisitorLeftError

    recogniser = ScriptedRecogniser([END, asyncio.Event()])

    async def listening() -> None:
        with pytest.raises(VisitorLeftError):
            _ = [one async for one in hearer(recogniser).hear(leaving())]

    run_virtually(listening())
    assert recogniser.running == 0


@pytest.mark.parametrize("cancel", [False, True])
def test_leaving_stops_recogniser_and_sound_at_once(cancel: bool) -> None:
    recogniser = ScriptedRecogniser([interim("我"), END], streaming=True)
    closed = asyncio.Event()

    async def talking() -> AsyncGenerator[bytes, None]:
        try:
            async for piece in spoken(1000):
                yield piece
        finally:
            closed.set()

    async def listening() -> float:
        loop, hearing = asyncio.get_running_loop(), hearer(recogniser)
        begun = loop.time()
        if cancel:

            async def consume() -> None:
                async for _ in hearing.hear(talking()):
                    pass

            task = asyncio.create_task(consume())
            await asyncio.sleep(0.05)
            assert recogniser.running == 1
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        else:
            async with aclosing(hearing.hear(talking())) as results:
                assert (await anext(results)).text == "我"
                assert recogniser.running == 1
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return loop.time() - begun

    assert run_virtually(listening()) < 0.1
    assert recogniser.running == 0
    assert closed.is_set()


def test_only_so_many_at_once() -> None:
    recogniser = ScriptedRecogniser()

    async def listening() -> RecogniserError:
        hearing = hearer(recogniser, at_once=1)
        first = asyncio.create_task(_all(hearing))
        await asyncio.sleep(0.05)
        with pytest.raises(RecogniserError, match="VISAVIS_LISTEN_AT_ONCE") as caught:
            await _all(hearing)
        await first
        await _all(hearing)
        return caught.value

    error = run_virtually(listening())
    assert (error.code, error.retryable) == ("stt_busy", True)


async def _all(hearing: Hearer) -> list[Heard]:
    return [one async for one in hearing.hear(spoken())]


@pytest.mark.parametrize("limits", [{"at_once": 1}, {"seconds_per_day": 60, "utterance_s": 61}])
def test_sound_that_is_not_listened_to_is_closed_too(limits: dict[str, Any]) -> None:
    closed = []

    async def begun() -> AsyncGenerator[bytes, None]:
        try:
            while True:
                yield PIECE
        finally:
            closed.append(True)

    async def listening() -> None:
        hearing = hearer(ScriptedRecogniser(), **limits)
        first = asyncio.create_task(_all(hearing)) if "at_once" in limits else None
        sound = begun()
        await anext(sound)
        await asyncio.sleep(0.05)
        with pytest.raises(RecogniserError):
            _ = [one async for one in hearing.hear(sound)]
        assert closed
        if first is not None:
            await first

    run_virtually(listening())


class Today:
    def __init__(self) -> None:
        self.day = date(2026, 1, 1)

    def __call__(self) -> date:
        return self.day


def test_the_day_has_so_many_seconds() -> None:
    today = Today()
    daily = DailySeconds(63.5, today)
    recogniser = ScriptedRecogniser([END, BUSY], [END])
    heard(hearer(recogniser, daily))
    assert daily.used == pytest.approx(2), "a second, sent twice"
    heard(hearer(recogniser, daily))
    heard(hearer(recogniser, daily))
    error, _ = refused(hearer(recogniser, daily))
    assert error.code == "stt_limit"
    assert "VISAVIS_LISTEN_SECONDS_PER_DAY" in str(error)
    today.day = date(2026, 1, 2)
    heard(hearer(recogniser, daily))
    assert daily.used == pytest.approx(1)


def test_an_utterance_over_midnight_is_not_taken_off_the_new_day() -> None:
    today = Today()
    daily = DailySeconds(None, today)
    reservation = daily.reserve(60)
    today.day = date(2026, 1, 2)
    daily.reserve(60)
    daily.settle(reservation, 5)
    assert daily.used == 60


def test_there_is_no_limit_when_it_is_off() -> None:
    assert ListenSettings(seconds_per_day="off").day_limit_s is None
    assert ListenSettings().day_limit_s == 36_000


def test_the_page_listens_itself() -> None:
    error, _ = refused(Hearer(BrowserRecogniser(), ListenSettings()))
    assert (error.code, error.retryable) == ("stt_unavailable", False)


def test_the_wish_goes_through() -> None:
    recogniser = ScriptedRecogniser()
    heard(hearer(recogniser), wish=HearingWish(("zh",), ("小维",)))
    assert recogniser.wishes == [HearingWish(("zh",), ("小维",))]


def test_every_try_is_told_with_the_seconds_that_it_was_given() -> None:
    class Noted:
        told: ClassVar[list[tuple[str, float]]] = []

        def listened(self, recogniser: str, seconds: float) -> None:
            self.told.append((recogniser, seconds))

    hearing = hearer(ScriptedRecogniser([END, BUSY], [END, final("您好")]), retries=1)
    hearing.meter = Noted()
    heard(hearing)
    assert Noted.told == [("scripted", pytest.approx(1.0)), ("scripted", pytest.approx(1.0))]


def test_half_a_character_of_a_transcript_is_replaced() -> None:
    results, _ = heard(hearer(ScriptedRecogniser([END, final("您好\ud83d")])))
    assert results[-1].text == "您好\ufffd"
