"""Piper through piper-tts and onnxruntime, with voices of a few kilobytes: times, words, speakers, broken files."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from fakes.tiny_voices import LOUD, VOWELS, piper_voice
from visavis.cli import main
from visavis.protocol.channels import CHANNELS
from visavis.protocol.rest import SpeechResult
from visavis.speech.cues import Phone
from visavis.speech.frontend import analyse
from visavis.speech.text import Sentence
from visavis.tts.engine import EngineError, MarkTiming, Prosody, SpeechPiece, Timing, WordTiming
from visavis.tts.engines.piper import PiperEngine
from visavis.tts.engines.piper.engine import PiperSettings

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
    marks: list[MarkTiming]


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[PiperEngine]:
    engine = PiperEngine(PiperSettings(workers=1, threads=1), folder)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.close()


async def said(engine: PiperEngine, text: str, *, name: str = "", rate: float = 1.0, ssml: bool = False) -> Speech:
    voices = await engine.voices()
    voice = next((each for each in voices if each.name == f"piper:{name}"), voices[0])
    (sentence,) = analyse(text, language=voice.languages[0], ssml=ssml).sentences
    pieces: list[SpeechPiece] = [piece async for piece in engine.speak(sentence, voice, Prosody(rate), slack_s=0.0)]
    return Speech(
        sentence,
        len(pieces),
        np.frombuffer(b"".join(piece.pcm for piece in pieces), "<i2").astype(np.float64) / 32768,
        [phone for piece in pieces for phone in piece.phones],
        [word for piece in pieces for word in piece.words],
        [mark for piece in pieces for mark in piece.marks],
    )


@pytest.mark.parametrize("lengths", ["inside", "output"])
async def test_phones_are_where_they_sound(tmp_path: Path, lengths: str) -> None:
    piper_voice(tmp_path, lengths=lengths)  # type: ignore[arg-type]
    async with started(tmp_path) as engine:
        speech = await said(engine, LONG)
    assert speech.phones[0].onset_samples == 0
    assert all(one.end_samples == two.onset_samples for one, two in zip(speech.phones, speech.phones[1:], strict=False))
    assert speech.phones[-1].end_samples == len(speech.samples)
    assert speech.pieces > 1, "a long sentence is heard before all of it is computed"
    loudest = {phone: np.abs(speech.samples[phone.onset_samples : phone.end_samples]).max() for phone in speech.phones}
    closures = [phone for phone in speech.phones if phone.ipa in {"p", "b", "m"}]
    assert [phone.ipa for phone in closures] == list("ppbbbbbbbmmm")
    assert max(loudest[phone] for phone in closures) == 0
    vowels = [phone for phone in speech.phones if phone.ipa[:1] and phone.ipa[0] in VOWELS]
    assert len(vowels) > 20
    assert min(loudest[phone] for phone in vowels) == pytest.approx(LOUD, abs=0.01)


async def test_lips_are_shut_where_the_sound_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    piper_voice(tmp_path)
    monkeypatch.setenv("VISAVIS_VOICES_DIR", str(tmp_path))
    sound, track = tmp_path / "x.wav", tmp_path / "x.json"
    asked = ["speak", LONG, "--engines", "piper", "--space", "viseme15", "--out", str(sound), "--track", str(track)]
    done = await asyncio.to_thread(CliRunner().invoke, main, asked)
    assert done.exit_code == 0, done.output
    told = SpeechResult.model_validate_json(track.read_bytes())
    shut = [cue for cue in told.cues if cue.viseme == "PP"]
    assert len(shut) == len("ppbbbbbbbmmm")
    lips = CHANNELS["viseme15"].index("PP")
    for cue in shut:
        frames = range(round(cue.onset_ms * 0.06), round(cue.end_ms * 0.06) + 1)
        assert max(told.track.weights[frame][lips] for frame in frames) >= 230


async def test_words_are_told_in_order_and_hold_their_sounds(tmp_path: Path) -> None:
    piper_voice(tmp_path)
    async with started(tmp_path) as engine:
        speech = await said(engine, LONG)
    tokens = speech.sentence.tokens
    assert [word.token_index for word in speech.words] == [index for index, token in enumerate(tokens) if token.spoken]
    assert all(one.end_samples <= two.onset_samples for one, two in zip(speech.words, speech.words[1:], strict=False))
    for spoken, sounds in {"put": "pʊt", "blue": "bluː", "mother": "mʌðɚ", "tomorrow": "təmɑːɹoʊ"}.items():
        word = next(word for word in speech.words if tokens[word.token_index].spoken == spoken)
        inside = [phone.ipa for phone in speech.phones if word.onset_samples <= phone.onset_samples < word.end_samples]
        assert "".join(inside) == sounds


async def test_mandarin_by_espeak_keeps_our_readings_and_tones(tmp_path: Path) -> None:
    piper_voice(tmp_path, "zh_CN-tiny-low", espeak="cmn", rate_hz=16_000)
    async with started(tmp_path) as engine:
        (voice,) = await engine.voices()
        speech = await said(engine, "您好，他还是要还款的。")
    assert (voice.languages, voice.sample_rate_hz) == (("zh", "zh-cn"), 16_000)
    assert len(speech.words) == sum(bool(token.spoken) for token in speech.sentence.tokens)
    assert [phone.tone for phone in speech.phones if phone.tone][:4] == [2, 3, 1, 2]
    later = [word for word in speech.words if speech.sentence.tokens[word.token_index].spoken == "还"][1]
    sounds = [phone.ipa for phone in speech.phones if later.onset_samples <= phone.onset_samples < later.end_samples]
    assert "".join(sounds) == "χuan", "还款 is huán, which espeak alone would read hái"


async def test_mandarin_words_are_pinyin_to_a_voice_of_another_language(tmp_path: Path) -> None:
    piper_voice(tmp_path)
    async with started(tmp_path) as engine:
        speech = await said(engine, "I say 你好 today.")
    assert "".join(phone.ipa for phone in speech.phones) == "aɪseɪnaɪhaʊtədeɪ"


async def test_a_voice_trained_on_pinyin_needs_no_reader_of_its_own(tmp_path: Path) -> None:
    symbols = ["_", "^", "$", "Ø", "n", "in", "h", "ao", "2", "3", "b", "a", "4", ",", "."]
    told = {"phoneme_type": "pinyin", "phoneme_id_map": {symbol: [place] for place, symbol in enumerate(symbols)}}
    piper_voice(tmp_path, "zh_CN-tiny-low", told=told)
    async with started(tmp_path) as engine:
        speech = await said(engine, "您好，爸。")
    assert [phone.ipa for phone in speech.phones if phone.ipa] == ["n", "in", "x", "ɑʊ", "p", "a"]


async def test_a_model_without_lengths_is_left_to_the_aligner(tmp_path: Path) -> None:
    piper_voice(tmp_path, lengths="none")
    async with started(tmp_path) as engine:
        (voice,) = await engine.voices()
        speech = await said(engine, BOB)
    assert voice.timing == {Timing.NONE}
    assert (speech.phones, speech.words) == ([], [])
    assert np.abs(speech.samples).max() == pytest.approx(LOUD, abs=0.01)


async def test_speakers_of_one_file_are_voices(tmp_path: Path) -> None:
    piper_voice(tmp_path, speakers=("anna", "ben"))
    async with started(tmp_path) as engine:
        names = [voice.name for voice in await engine.voices()]
        loud = await said(engine, BOB, name="en_US-tiny-low#anna")
        soft = await said(engine, BOB, name="en_US-tiny-low#ben")
    assert names == ["piper:en_US-tiny-low", "piper:en_US-tiny-low#anna", "piper:en_US-tiny-low#ben"]
    assert np.abs(soft.samples).max() == pytest.approx(np.abs(loud.samples).max() / 2, abs=0.01)


async def test_rate_breaks_marks_and_given_sounds(tmp_path: Path) -> None:
    piper_voice(tmp_path)
    text = '<speak>Hello <break time="400ms"/><mark name="here"/><phoneme ph="ˈzeɪn">Zane</phoneme>.</speak>'
    async with started(tmp_path) as engine:
        slow, usual = await said(engine, BOB, rate=0.5), await said(engine, BOB)
        marked = await said(engine, text, ssml=True)
    assert 1.5 < len(slow.samples) / len(usual.samples) < 2.1
    (mark,) = marked.marks
    zane = marked.words[-1]
    assert (mark.name, mark.onset_samples) == ("here", zane.onset_samples)
    pause = round(0.4 * 22_050)
    assert not marked.samples[zane.onset_samples - pause : zane.onset_samples].any()
    sounds = [phone.ipa for phone in marked.phones if phone.ipa and phone.onset_samples >= zane.onset_samples]
    assert sounds == ["z", "e", "ɪ", "n"]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def not_json(path: Path) -> None:
    Path(f"{path}.json").write_text("<html>", "utf-8")


def endless(path: Path) -> None:
    Path(f"{path}.json").write_text("[" * 100_000, "utf-8")


def without(key: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        told = json.loads(Path(f"{path}.json").read_text("utf-8"))
        del told[key]
        Path(f"{path}.json").write_text(json.dumps(told), "utf-8")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "named", "wrong"),
    [
        (cut, ".onnx", "not all of it is there"),
        (lambda path: path.write_bytes(b""), ".onnx", "without anything in it"),
        (not_json, ".onnx.json", "is no JSON"),
        (endless, ".onnx.json", "nested too deeply"),
        (without("audio"), ".onnx.json", "it has no 'audio'"),
        (without("phoneme_id_map"), ".onnx.json", "it has no 'phoneme_id_map'"),
    ],
    ids=["cut", "empty", "not JSON", "nested", "no rate", "no symbols"],
)
async def test_a_broken_voice_is_named_and_the_others_speak(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Path], None],
    named: str,
    wrong: str,
) -> None:
    path = piper_voice(tmp_path, "de_DE-broken-low")
    spoil(path)
    with pytest.raises(EngineError, match=wrong) as raised:
        await PiperEngine(PiperSettings(), tmp_path).start()
    assert (raised.value.code, f"de_DE-broken-low{named}" in str(raised.value)) == ("engine_unavailable", True)
    piper_voice(tmp_path)
    caplog.clear()
    async with started(tmp_path) as engine:
        assert [voice.name for voice in await engine.voices()] == ["piper:en_US-tiny-low"]
    assert f"de_DE-broken-low{named}" in caplog.text


async def test_what_shows_only_while_speaking_is_named_too(tmp_path: Path) -> None:
    piper_voice(tmp_path, espeak="xx-nowhere")
    piper_voice(tmp_path, "de_DE-gone-low")
    async with started(tmp_path) as engine:
        with pytest.raises(EngineError, match=r"en_US-tiny-low\.onnx\.json: .* by espeak's 'xx-nowhere'"):
            await said(engine, BOB, name="en_US-tiny-low")
        (tmp_path / "de_DE-gone-low.onnx").unlink()
        with pytest.raises(EngineError, match=r"de_DE-gone-low\.onnx"):
            await said(engine, BOB, name="de_DE-gone-low")


async def test_closing_lets_the_next_sentence_speak_and_nothing_said_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    piper_voice(tmp_path)
    async with started(tmp_path) as engine:
        (voice,) = await engine.voices()
        (sentence,) = analyse(LONG, language="en").sentences
        async with aclosing(engine.speak(sentence, voice, Prosody(0.5), slack_s=0.0)) as pieces:
            await anext(pieces)
        waiting = asyncio.create_task(said(engine, LONG, rate=0.5))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert (await said(engine, BOB)).pieces == 1
    for word in ("Bob", "mother", "blue"):
        assert word not in caplog.text


async def test_several_at_a_time_and_nothing_is_left(tmp_path: Path) -> None:
    piper_voice(tmp_path)
    engine = PiperEngine(PiperSettings(workers=2, threads=1), tmp_path)
    await engine.start()
    spoken = await asyncio.gather(*(said(engine, LONG) for _ in range(6)))
    assert len({one.samples.tobytes() for one in spoken}) == 1
    assert len([thread for thread in threading.enumerate() if thread.name.startswith("piper-")]) == 2
    await engine.close()
    await engine.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("piper-")]
    with pytest.raises(EngineError, match="not started"):
        await said(engine, BOB)


def test_missing_teaches_how_to_get_a_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_VOICES_DIR", str(tmp_path / "none"))
    assert "visavis voices add " in (PiperEngine.missing() or "")
    monkeypatch.setenv("VISAVIS_VOICES_DIR", str(tmp_path))
    piper_voice(tmp_path / "some" / "where")
    assert PiperEngine.missing() is None
