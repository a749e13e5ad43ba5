"""How the embedded voice sounds, as far as numbers can tell."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from tts.sentences import Spoken, english, mandarin, sentence, speak

from visavis.speech.text import Manner, Sentence, Token
from visavis.tts.engine import Prosody
from visavis.tts.engines.espeak import EspeakEngine

pytestmark = pytest.mark.contract

RATE_HZ = 22050
ZH = mandarin(
    "您好欢迎光临请问需要什么帮助", "nin2 hao3, huan1 ying2 guang1 lin2. qing3 wen4 xu1 yao4 shen2 me5 bang1 zhu4?"
)
EN = english("Hello and welcome. How can I help you with your order today? Please contact us at any time.")
CURATED = [("espeak:zh", ZH), ("espeak:zh-male", ZH), ("espeak:en", EN), ("espeak:en-male", EN)]


@pytest.mark.parametrize(("voice", "what"), CURATED)
async def test_it_is_loud_enough_and_never_clips(engine: EspeakEngine, voice: str, what: Sentence) -> None:
    spoken = await speak(engine, what, voice)
    wave = np.frombuffer(spoken.pcm, "<i2").astype(np.float64) / 32768
    rms_db = 20 * np.log10(np.sqrt(np.mean(wave**2)))
    assert -24 < rms_db < -16
    assert np.count_nonzero(np.abs(wave) >= 32766 / 32768) == 0
    assert abs(wave.mean()) < 0.01


async def test_the_tempo_suits_customers(engine: EspeakEngine) -> None:
    spoken = await speak(engine, ZH, "espeak:zh")
    voiced = sum(phone.end_samples - phone.onset_samples for phone in spoken.phones if phone.ipa)
    assert 3.9 < len(ZH.tokens) / (voiced / RATE_HZ) < 5.0
    spoken = await speak(engine, EN, "espeak:en")
    assert 145 < len(EN.tokens) / (spoken.samples / RATE_HZ) * 60 < 175


@pytest.mark.parametrize(("voice", "what"), CURATED[::2])
async def test_rate_scales_the_duration(engine: EspeakEngine, voice: str, what: Sentence) -> None:
    normal = (await speak(engine, what, voice)).samples
    for rate in (0.6, 0.8, 1.25, 1.6):
        spoken = await speak(engine, what, voice, Prosody(rate=rate))
        assert spoken.samples * rate / normal == pytest.approx(1, abs=0.15)


async def test_volume_scales_the_level(engine: EspeakEngine) -> None:
    levels = []
    for volume in (1.0, 0.5, 0.0):
        spoken = await speak(engine, EN, "espeak:en", Prosody(volume=volume))
        levels.append(float(np.sqrt(np.mean(np.frombuffer(spoken.pcm, "<i2").astype(np.float64) ** 2))))
    assert levels[1] / levels[0] == pytest.approx(0.5, abs=0.06)
    assert levels[2] == 0


async def test_pitch_moves_in_semitones(engine: EspeakEngine) -> None:
    frequencies = {}
    for semitones in (-5, 0, 5):
        spoken = await speak(engine, mandarin("啊", "a1"), "espeak:zh", Prosody(pitch_semitones=semitones))
        wave = np.frombuffer(spoken.pcm, "<i2").astype(np.float64)[1200:3800]
        correlation = np.correlate(wave - wave.mean(), wave - wave.mean(), "full")[len(wave) - 1 :]
        frequencies[semitones] = RATE_HZ / (45 + int(np.argmax(correlation[45:400])))
    for semitones in (-5, 5):
        assert 12 * np.log2(frequencies[semitones] / frequencies[0]) == pytest.approx(semitones, abs=1.2)


def last_silence_samples(spoken: Spoken) -> int:
    last = spoken.phones[-1]
    return 0 if last.ipa else last.end_samples - last.onset_samples


async def test_a_cut_sentence_does_not_pause_like_its_end(engine: EspeakEngine) -> None:
    words = "when your parcel arrives"
    ended = await speak(engine, english(words), "espeak:en")
    cut = await speak(engine, english(words, ends=False), "espeak:en")
    assert last_silence_samples(cut) < 0.7 * last_silence_samples(ended)


async def test_other_languages_within_a_sentence_follow_without_a_hole(engine: EspeakEngine) -> None:
    what = sentence(
        Token("zh", "您", 0, 1, "nin2"),
        Token("zh", "好", 1, 2, "hao3"),
        Token("fr", "bonjour", 2, 9),
        Token("zh", "好", 9, 10, "hao3"),
    )
    spoken = await speak(engine, what, "espeak:zh")
    assert [word.token_index for word in spoken.words] == [0, 1, 2, 3]
    french = spoken.words[2]
    said = "".join(p.ipa for p in spoken.phones if french.onset_samples <= p.onset_samples < french.end_samples)
    assert said == "bɔ̃ʒuʁ"
    for before, after in pairwise(spoken.words):
        assert (after.onset_samples - before.end_samples) / RATE_HZ < 0.06


@pytest.mark.parametrize(
    ("manner", "longer", "louder"), [(Manner(0.82, 3.0, 1.4), 1.1, 1.2), (Manner(1.12, -1.0, 0.7), 0.98, 0.8)]
)
async def test_the_manner_of_one_word_is_heard_in_it_and_in_no_other(
    engine: EspeakEngine, manner: Manner, longer: float, louder: float
) -> None:
    plain = english("Please call the service number now.")
    index = 3
    changed = replace(
        plain,
        tokens=tuple(
            replace(token, manner=manner) if number == index else token for number, token in enumerate(plain.tokens)
        ),
    )
    durations, levels = [], []
    for what in (plain, changed):
        spoken = await speak(engine, what, "espeak:en")
        wave = np.frombuffer(spoken.pcm, "<i2").astype(np.float64)
        spans = [(word.onset_samples, word.end_samples) for word in spoken.words]
        durations.append([end - onset for onset, end in spans])
        levels.append([float(np.sqrt(np.mean(wave[onset:end] ** 2))) for onset, end in spans])
    duration = [after / before for before, after in zip(*durations, strict=True)]
    level = [after / before for before, after in zip(*levels, strict=True)]
    assert (duration[index] > longer) == (longer > 1)
    assert (level[index] > louder) == (louder > 1)
    # The word before gives way a little at its end, where the two meet.
    others = [number for number in range(len(spans)) if number not in {index - 1, index}]
    assert [duration[number] for number in others] == pytest.approx([1.0] * len(others), abs=0.06)
    assert [level[number] for number in others] == pytest.approx([1.0] * len(others), abs=0.06)
