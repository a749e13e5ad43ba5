"""Kokoro through onnxruntime, with a model of a few kilobytes: exports of all kinds, styles, times, broken files."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from fakes.tiny_voices import LOUD, kokoro_voice, piper_voice
from visavis.speech.cues import Phone
from visavis.speech.frontend import analyse
from visavis.speech.text import Sentence
from visavis.tts.engine import EngineError, Prosody, SpeechPiece, Timing, WordTiming
from visavis.tts.engines.kokoro import KokoroEngine
from visavis.tts.engines.kokoro.engine import KokoroSettings
from visavis.tts.engines.kokoro.styles import read_style
from visavis.tts.local_voices.model import VoiceFileError

pytestmark = pytest.mark.contract

BOB = "Hello, Bob. "
LONG = "Please put the blue book back on the big table before you leave, because my mother will need it tomorrow."


@dataclass(frozen=True)
class Speech:
    sentence: Sentence
    pieces: int
    samples: np.ndarray
    phones: list[Phone]
    words: list[WordTiming]


@asynccontextmanager
async def started(folder: Path, model: str = "") -> AsyncIterator[KokoroEngine]:
    engine = KokoroEngine(KokoroSettings(workers=1, threads=1, model=model), folder)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.close()


async def said(engine: KokoroEngine, text: str, *, name: str = "af_heart", rate: float = 1.0) -> Speech:
    voice = next(each for each in await engine.voices() if each.name == f"kokoro:{name}")
    (sentence,) = analyse(text, language="en").sentences
    pieces: list[SpeechPiece] = [piece async for piece in engine.speak(sentence, voice, Prosody(rate), slack_s=0.0)]
    return Speech(
        sentence,
        len(pieces),
        np.frombuffer(b"".join(piece.pcm for piece in pieces), "<i2").astype(np.float64) / 32768,
        [phone for piece in pieces for phone in piece.phones],
        [word for piece in pieces for word in piece.words],
    )


@pytest.mark.parametrize("ids", ["input_ids", "tokens"])
async def test_phones_are_where_they_sound(tmp_path: Path, ids: str) -> None:
    kokoro_voice(tmp_path, ids=ids)
    async with started(tmp_path) as engine:
        speech = await said(engine, LONG)
    assert speech.phones[0].onset_samples == 0
    assert all(one.end_samples == two.onset_samples for one, two in zip(speech.phones, speech.phones[1:], strict=False))
    assert (speech.phones[-1].end_samples, speech.pieces) == (len(speech.samples), 2)
    loudest = {phone: np.abs(speech.samples[phone.onset_samples : phone.end_samples]).max() for phone in speech.phones}
    closures = [phone for phone in speech.phones if phone.ipa in {"p", "b", "m"}]
    assert [phone.ipa for phone in closures] == list("ppbbbbbbbmmm")
    assert max(loudest[phone] for phone in closures) == 0
    tokens = speech.sentence.tokens
    assert [word.token_index for word in speech.words] == [index for index, token in enumerate(tokens) if token.spoken]
    mother = next(word for word in speech.words if tokens[word.token_index].spoken == "mother")
    inside = [phone.ipa for phone in speech.phones if mother.onset_samples <= phone.onset_samples < mother.end_samples]
    assert inside == ["m", "ʌ", "ð", "ə", "ɹ"]


async def test_the_country_is_the_voices(tmp_path: Path) -> None:
    kokoro_voice(tmp_path)
    async with started(tmp_path) as engine:
        voices = await engine.voices()
        american, british = await said(engine, "Go, judge!"), await said(engine, "Go, judge!", name="bf_emma")
    assert [voice.name for voice in voices] == ["kokoro:af_heart", "kokoro:bf_emma", "kokoro:am_adam"]
    assert [voice.default_for for voice in voices] == [("en", "en-us"), ("en-gb",), ()]
    assert [voice.gender for voice in voices] == ["female", "female", "male"]
    assert [phone.ipa for phone in american.phones if phone.ipa] == ["ɡ", "oʊ", "dʒ", "ʌ", "dʒ"]
    assert [phone.ipa for phone in british.phones if phone.ipa] == ["ɡ", "əʊ", "dʒ", "ʌ", "dʒ"]


async def test_styles_and_speed_reach_the_model(tmp_path: Path) -> None:
    kokoro_voice(tmp_path)
    rows = np.full((510, 256), 0.25, np.float32)
    rows.astype("<f4").tofile(tmp_path / "af_quiet.bin")
    async with started(tmp_path) as engine:
        usual, fast = await said(engine, BOB), await said(engine, BOB, rate=2.0)
        quiet = await said(engine, BOB, name="af_quiet")
    assert np.abs(usual.samples).max() == pytest.approx(LOUD, abs=0.01)
    assert np.abs(quiet.samples).max() == pytest.approx(LOUD / 4, abs=0.01)
    assert len(fast.samples) < 0.7 * len(usual.samples)


async def test_an_export_without_durations_or_with_whole_speeds_only(tmp_path: Path) -> None:
    kokoro_voice(tmp_path, lengths="none", whole_speed=True)
    async with started(tmp_path) as engine:
        voices = await engine.voices()
        speech = await said(engine, BOB, rate=0.7)
    assert {voice.timing for voice in voices} == {frozenset({Timing.NONE})}
    assert (speech.phones, speech.words) == ([], [])
    assert np.abs(speech.samples).max() == pytest.approx(LOUD, abs=0.01)


async def test_one_of_several_models_beside_pipers(tmp_path: Path) -> None:
    piper_voice(tmp_path)
    kokoro_voice(tmp_path)
    kokoro_voice(tmp_path, name="other", lengths="none")
    async with started(tmp_path) as engine:
        assert Timing.PHONES in ((await engine.voices())[0].timing or ())
    async with started(tmp_path, "other") as engine:
        assert Timing.PHONES not in ((await engine.voices())[0].timing or ())
    with pytest.raises(EngineError, match=r"no model 'third' .* kokoro-tiny, other"):
        await KokoroEngine(KokoroSettings(model="third"), tmp_path).start()


def orphan(folder: Path) -> None:
    description = piper_voice(folder, "en_US-orphan-low").with_suffix(".onnx.json")
    description.unlink()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda folder: (folder / "x.onnx").write_bytes(b"<html>"), r"x\.onnx is no ONNX model"),
        (orphan, r"en_US-orphan-low\.onnx is no Kokoro model \(or its \.onnx\.json is not beside it\): it has no"),
    ],
    ids=["no model", "a Piper voice without its description"],
)
async def test_a_broken_model_is_named(tmp_path: Path, make: Callable[[Path], None], told: str) -> None:
    make(tmp_path)
    with pytest.raises(EngineError, match=told) as raised:
        await KokoroEngine(KokoroSettings(), tmp_path).start()
    assert raised.value.code == "engine_unavailable"


async def test_broken_styles_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kokoro_voice(tmp_path)
    (tmp_path / "notes.bin").write_bytes(b"hello")
    async with started(tmp_path) as engine:
        assert len(await engine.voices()) == 3
        assert "notes.bin holds no styles" in caplog.text
        np.savez(tmp_path / "short.npz", af_heart=np.zeros(10, np.float32))
        (tmp_path / "short.npz").replace(tmp_path / "voices-tiny.bin")
        with pytest.raises(EngineError, match=r"voices-tiny\.bin cannot be read as styles"):
            await said(engine, BOB)


def test_styles_that_claim_more_than_any_memory_are_named(tmp_path: Path) -> None:
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (9000000000000, 1, 256), }".ljust(117) + b"\n"
    with zipfile.ZipFile(tmp_path / "huge.npz", "w") as archive:
        archive.writestr(
            "af_heart.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(1024)
        )
    with pytest.raises(VoiceFileError, match=r"huge\.npz cannot be read as styles"):
        read_style(tmp_path / "huge.npz", "af_heart")


def test_missing_teaches_how_to_get_a_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_VOICES_DIR", str(tmp_path))
    assert "visavis voices add kokoro-v1.0" in (KokoroEngine.missing() or "")
    piper_voice(tmp_path)
    assert KokoroEngine.missing() is not None
    kokoro_voice(tmp_path)
    assert KokoroEngine.missing() is None
