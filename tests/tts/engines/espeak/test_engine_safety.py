"""The embedded voice under strange text, many callers, cancellations and dying workers."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest
from tts.sentences import english, mandarin, sentence, speak

import visavis
from visavis.speech.text import Token
from visavis.tts.engine import EngineError, Prosody, Timing, Voice
from visavis.tts.engines.espeak import EspeakEngine

pytestmark = pytest.mark.contract

NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
LONG = english(" ".join(NUMBERS * 40))


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def voice_of(engine: EspeakEngine, name: str = "espeak:zh") -> Voice:
    return next(voice for voice in await engine.voices() if voice.name == name)


@pytest.mark.parametrize(
    "hostile",
    [
        "[[S;y'ong35]]",
        '<voice name="x">',
        "\x01\x03",
        "</speak><break time='9s'/>",
        "&lt;&#1;",
        "\x0150S",
        "a\0b",
        "]]>",
    ],
)
async def test_text_is_never_taken_as_markup(engine: EspeakEngine, hostile: str) -> None:
    for language, reading in (("zh", ""), ("en", ""), ("zh", hostile), ("fr", "")):
        what = sentence(
            Token("zh", "你", 0, 1, "ni3"),
            Token(language, hostile, 1, 2, reading),
            Token("zh", "好", 2, 3, "hao3"),
            Token("en", "papa", 3, 4),
        )
        spoken = await speak(engine, what, "espeak:zh")
        assert [word.token_index for word in spoken.words] == [0, 1, 2, 3]
        assert spoken.samples < 5 * 22050
        ending = [p.ipa for p in spoken.phones if p.onset_samples >= spoken.words[2].onset_samples and p.ipa]
        assert ending[0] == "x"
        assert ending[-4::2] == ["p", "p"]


async def test_what_cannot_be_said_still_has_its_place(engine: EspeakEngine) -> None:
    what = sentence(Token("zh", "!!", 0, 2), Token("zh", "好", 2, 3, "hao3"), Token("en", "☃", 3, 4))
    spoken = await speak(engine, what, "espeak:zh")
    assert [word.token_index for word in spoken.words] == [0, 1, 2]
    assert (await speak(engine, sentence(Token("zh", "…", 0, 1)), "espeak:zh")).words[0].token_index == 0
    assert (await speak(engine, sentence(), "espeak:zh")).samples == 0


async def test_fifty_at_once_each_hear_their_own_words(engine: EspeakEngine) -> None:
    voice = await voice_of(engine, "espeak:en")
    texts = [english(" ".join(NUMBERS[index % 12 :] + NUMBERS[: index % 7])) for index in range(50)]
    alone = {text: await speak(engine, text, voice) for text in set(texts)}
    together = await asyncio.gather(
        *(speak(engine, text, voice, slack_s=float(index % 2)) for index, text in enumerate(texts))
    )
    for text, spoken in zip(texts, together, strict=True):
        assert [phone.ipa for phone in spoken.phones] == [phone.ipa for phone in alone[text].phones]
        assert [word.token_index for word in spoken.words] == list(range(len(text.tokens)))
        assert abs(spoken.samples - alone[text].samples) < 2000


async def test_whoever_runs_dry_first_goes_first(engine: EspeakEngine) -> None:
    voice = await voice_of(engine, "espeak:en")
    finished: list[str] = []

    async def run(name: str, *, slack_s: float) -> None:
        await speak(engine, english(" ".join(NUMBERS * 3)), voice, slack_s=slack_s)
        finished.append(name)

    async with asyncio.TaskGroup() as group:
        for index in range(8):
            group.create_task(run(f"patient {index}", slack_s=90.0 - 10 * index))
        group.create_task(run("urgent", slack_s=0.0))
    # Two were in the worker's hands already.
    assert finished == ["patient 0", "patient 1", "urgent", *(f"patient {index}" for index in range(7, 1, -1))]


async def test_closing_the_iterator_frees_the_worker(engine: EspeakEngine) -> None:
    voice = await voice_of(engine, "espeak:en")
    for _ in range(20):
        pieces = engine.speak(LONG, voice, Prosody(), slack_s=0.0)
        await anext(pieces)
        await pieces.aclose()  # type: ignore[attr-defined]
    cancelled = [asyncio.create_task(speak(engine, LONG, voice)) for _ in range(10)]
    await asyncio.sleep(0)
    for task in cancelled:
        task.cancel()
    await asyncio.gather(*cancelled, return_exceptions=True)
    spoken = await speak(engine, english("papa"), voice)
    assert [phone.ipa for phone in spoken.phones if phone.ipa][:1] == ["p"]
    pool = engine._pool
    assert pool is not None
    assert not pool._jobs
    assert all(not worker.jobs for worker in pool.workers)


async def test_a_dead_worker_is_replaced_and_its_jobs_may_be_tried_again(engine: EspeakEngine) -> None:
    voice = await voice_of(engine, "espeak:en")
    (first,) = engine.worker_pids
    os.kill(first, signal.SIGSTOP)
    waiting = [asyncio.create_task(speak(engine, english("hello"), voice)) for _ in range(5)]
    await asyncio.sleep(0)  # every task has handed its job over by now
    os.kill(first, signal.SIGKILL)
    results = await asyncio.gather(*waiting, return_exceptions=True)
    failed = [result for result in results if isinstance(result, EngineError)]
    assert len(failed) == 2  # those in the worker's hands; the others waited for the next one
    assert all(error.retryable and error.code == "engine_failed" for error in failed)
    assert (await speak(engine, english("hello again"), voice)).samples > 10000
    assert engine.worker_pids != (first,)


async def test_a_silent_worker_times_out() -> None:
    engine = EspeakEngine(silence_timeout_s=2.0)
    await engine.start()
    try:
        voice = await voice_of(engine)
        os.kill(engine.worker_pids[0], signal.SIGSTOP)
        with pytest.raises(EngineError) as caught:
            await speak(engine, mandarin("好", "hao3"), voice)
        assert (caught.value.code, caught.value.retryable) == ("engine_timeout", True)
        assert (await speak(engine, mandarin("好", "hao3"), voice)).samples > 0
    finally:
        await engine.close()


async def test_nothing_is_left_after_close() -> None:
    engine = EspeakEngine(workers=2)
    await engine.start()
    pids, folder = engine.worker_pids, engine._folder
    assert len(pids) == 2
    assert folder is not None
    assert folder.is_dir()
    speaking = asyncio.create_task(speak(engine, LONG, await voice_of(engine)))
    await asyncio.sleep(0)
    await engine.close()
    await engine.close()
    with pytest.raises(EngineError):
        await speaking
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not folder.exists()
    with pytest.raises(EngineError, match="not started"):
        await engine.voices()


async def test_a_worker_ends_with_its_parent(tmp_path: Path) -> None:
    """The parent is killed outright; its worker must notice by the end of its input, and clean up."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import asyncio, os\n"
        "from visavis.tts.engines.espeak import EspeakEngine\n"
        "async def main():\n"
        "    engine = EspeakEngine()\n"
        "    await engine.start()\n"
        "    print(engine.worker_pids[0], engine._folder, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        str(script),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(visavis.__file__).parents[1])},
    )
    output, _ = await parent.communicate()
    pid, folder = output.decode().split()
    async with asyncio.timeout(60):
        while alive(int(pid)) or os.path.exists(folder):  # noqa: ASYNC240, PTH110 - nobody tells us
            await asyncio.sleep(0.01)


async def test_errors_name_what_was_asked(engine: EspeakEngine) -> None:
    unknown = Voice("espeak:nobody", "espeak", "", ("en",), 22050)
    with pytest.raises(EngineError, match="espeak:nobody") as caught:
        await speak(engine, english("hello"), unknown)
    assert caught.value.code == "voice_unknown"
    with pytest.raises(ValueError, match="not 0"):
        EspeakEngine(workers=0)


def test_the_number_of_workers_can_be_set_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_ESPEAK_WORKERS", "many")
    with pytest.raises(ValueError, match="'many'"):
        EspeakEngine()
    monkeypatch.setenv("VISAVIS_ESPEAK_WORKERS", "3")
    assert EspeakEngine()._size == 3


def test_capabilities() -> None:
    assert EspeakEngine.capabilities.timing == {Timing.PHONES, Timing.WORDS}
    assert EspeakEngine.capabilities.streaming
    assert EspeakEngine.capabilities.offline
