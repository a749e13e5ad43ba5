"""What the embedded voice says about when things are said, measured against its own audio."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from tts.sentences import Spoken, english, mandarin, sentence, speak

from visavis.speech.text import Sentence, Token
from visavis.tts.engines.espeak import EspeakEngine

pytestmark = pytest.mark.contract

RATE_HZ = 22050
GREETING = mandarin(
    "您好您的订单已经发出预计明天送达如果有任何问题",
    "nin2 hao3, nin2 de5 ding4 dan1 yi3 jing1 fa1 chu1, yu4 ji4 ming2 tian1 song4 da2; "
    "ru2 guo3 you3 ren4 he2 wen4 ti2.",
)
MIXED = mandarin("您的已更新请打开查看", "nin2 de5 order number yi3 geng1 xin1, qing3 da3 kai1 App cha2 kan4")
ENGLISH = english("One of the best in the world, for the people of a kind. I am not to be in an or; it is good to go.")
STOPS = english("papa took a cat to the butcher, pick up the paper at a later attack")
STOPS_ZH = mandarin("怕看差找他七八地高包", "pa4 kan4 cha2 zhao3 ta1 qi1 ba1 di4 gao1 bao1")


def waveform(spoken: Spoken) -> NDArray[np.float64]:
    return np.frombuffer(spoken.pcm, "<i2").astype(np.float64)


@pytest.mark.parametrize("voice", ["espeak:zh", "espeak:en-male"])
@pytest.mark.parametrize("what", [GREETING, MIXED, ENGLISH], ids=["zh", "mixed", "en"])
async def test_phones_cover_the_audio_without_gaps(engine: EspeakEngine, what: Sentence, voice: str) -> None:
    spoken = await speak(engine, what, voice)
    edges = [(phone.onset_samples, phone.end_samples) for phone in spoken.phones]
    assert edges[0][0] == 0
    assert edges[-1][1] == spoken.samples
    assert all(end == onset for (_, end), (onset, _) in pairwise(edges))
    assert all(onset < end for onset, end in edges)


@pytest.mark.parametrize("voice", ["espeak:zh", "espeak:en-male"])
@pytest.mark.parametrize("what", [GREETING, MIXED, ENGLISH], ids=["zh", "mixed", "en"])
async def test_every_token_has_its_time_in_order(engine: EspeakEngine, what: Sentence, voice: str) -> None:
    spoken = await speak(engine, what, voice)
    assert [word.token_index for word in spoken.words] == list(range(len(what.tokens)))
    for word in spoken.words:
        assert 0 <= word.onset_samples < word.end_samples <= spoken.samples
    for before, after in pairwise(spoken.words):
        assert before.end_samples <= after.onset_samples


async def test_words_hold_the_sounds_they_are_written_with(engine: EspeakEngine) -> None:
    """A token's own initial must be inside the token's time: the mapping is exact, not merely complete."""
    initials = {"好": "x", "的": "t", "单": "t", "发": "f", "明": "m", "天": "tʰ", "送": "s", "如": "ʐ", "问": "w"}
    spoken = await speak(engine, GREETING, "espeak:zh")
    for word in spoken.words:
        character = GREETING.tokens[word.token_index].spoken
        if character in initials:
            assert (initials[character], word.onset_samples) in {(p.ipa, p.onset_samples) for p in spoken.phones}


async def test_english_among_mandarin_is_english_and_leaves_no_hole(engine: EspeakEngine) -> None:
    spoken = await speak(engine, MIXED, "espeak:zh")
    order = spoken.words[2]
    said = [p.ipa for p in spoken.phones if order.onset_samples <= p.onset_samples < order.end_samples]
    assert said == ["ɔːɹ", "d", "ɚ"]
    wave = np.abs(waveform(spoken))
    for word in spoken.words[1:4]:  # the seams into, inside and out of English
        seam = wave[word.end_samples - 1323 : word.end_samples + 1323]
        silent = np.flatnonzero(np.diff(np.flatnonzero(np.concatenate(([1], seam, [1])))) > 1323)
        assert silent.size == 0


@pytest.mark.parametrize(("what", "stops"), [(STOPS, "ptk"), (STOPS_ZH, ("p", "t", "k", "ʈ", "tɕ"))], ids=["en", "zh"])
@pytest.mark.parametrize("voice", ["espeak:zh", "espeak:zh-male"])
async def test_a_voiceless_stop_owns_its_silent_closure(
    engine: EspeakEngine, what: Sentence, stops: str | tuple[str, ...], voice: str
) -> None:
    spoken = await speak(engine, what, voice)
    wave = waveform(spoken)
    found = 0
    for before, phone in pairwise(spoken.phones):
        if not phone.ipa.startswith(tuple(stops)) or not before.ipa:
            continue
        found += 1
        length = int(0.03 * RATE_HZ) if phone.ipa in ("p", "t", "k", "pʰ", "tʰ", "kʰ") else int(0.008 * RATE_HZ)
        closure = wave[phone.onset_samples : phone.onset_samples + length]
        vowel = wave[before.onset_samples : before.end_samples]
        assert np.abs(closure).max() < 0.01 * np.abs(vowel).max(), phone
        # and the closure is not left in the sound before
        assert np.abs(vowel[-66:]).max() > 0, before
    assert found >= 6


async def test_lips_close_and_open_where_the_sound_does(engine: EspeakEngine) -> None:
    """After a nasal the audio jumps to the vowel's level; the vowel's onset must be there within 30 ms, usually 12."""
    spoken = await speak(engine, mandarin("妈妈没买米那你呢", "ma1 ma5 mei2 mai3 mi3 na4 ni3 ne5"), "espeak:zh")
    wave = np.abs(waveform(spoken))
    envelope = np.convolve(wave, np.hanning(220) / 110, "same") + 1
    errors = []
    for nasal, vowel in pairwise(spoken.phones):
        if nasal.ipa not in ("m", "n") or not vowel.tone:
            continue
        low = np.median(envelope[nasal.onset_samples + 200 : nasal.end_samples - 200])
        high = np.percentile(envelope[vowel.onset_samples : vowel.end_samples], 80)
        window = envelope[nasal.onset_samples + 200 : vowel.end_samples]
        jump = int(np.argmax(window > np.sqrt(low * high))) + nasal.onset_samples + 200
        errors.append(abs(jump - vowel.onset_samples) / RATE_HZ * 1000)
    assert len(errors) >= 7
    assert max(errors) < 30
    assert np.median(errors) < 12


async def test_stress_and_tone_are_told(engine: EspeakEngine) -> None:
    spoken = await speak(engine, english("banana"), "espeak:en")
    assert [(p.ipa, p.stress) for p in spoken.phones if p.stress] == [("æ", 2)]
    spoken = await speak(engine, mandarin("妈麻马骂吗", "ma1 ma2 ma3 ma4 ma5"), "espeak:zh")
    assert [p.tone for p in spoken.phones if p.tone] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("character", "reading", "initial"), [("熊", "xiong2", "ɕ"), ("穷", "qiong2", "tɕʰ"), ("窘", "jiong3", "tɕ")]
)
async def test_syllables_the_library_cannot_read(
    engine: EspeakEngine, character: str, reading: str, initial: str
) -> None:
    spoken = await speak(engine, mandarin(f"是{character}吗", f"shi4 {reading} ma5?"), "espeak:zh")
    word = spoken.words[1]
    said = [p for p in spoken.phones if word.onset_samples <= p.onset_samples < word.end_samples]
    assert [p.ipa for p in said] == [initial, "y", "ʊŋ"]
    assert said[-1].tone == int(reading[-1])


async def test_breaks_last_as_long_as_they_say(engine: EspeakEngine) -> None:
    for break_ms in (60, 300, 1500, 8000):
        what = sentence(
            Token("zh", "妈", 0, 1, "ma1", break_ms=break_ms, punctuation=","), Token("zh", "妈", 1, 2, "ma1")
        )
        spoken = await speak(engine, what, "espeak:zh")
        silence_ms = (spoken.words[1].onset_samples - spoken.words[0].end_samples) / RATE_HZ * 1000
        assert silence_ms == pytest.approx(break_ms, abs=25)


async def test_marks_stand_where_their_token_begins(engine: EspeakEngine) -> None:
    what = sentence(
        Token("zh", "您", 0, 1, "nin2", marks=("start",)),
        Token("zh", "", 1, 1, break_ms=400),
        Token("zh", "", 1, 1, break_ms=200, marks=("within",)),
        Token("en", "hello", 1, 6, marks=("a", "b")),
        trailing_marks=("end",),
    )
    spoken = await speak(engine, what, "espeak:zh")
    onsets = {mark.name: mark.onset_samples for mark in spoken.marks}
    assert list(onsets) == ["start", "within", "a", "b", "end"]
    first, second = spoken.words
    assert (first.token_index, second.token_index) == (0, 3)
    assert onsets["start"] == first.onset_samples
    assert onsets["a"] == onsets["b"] == second.onset_samples
    assert onsets["within"] == pytest.approx(first.end_samples + 0.4 * RATE_HZ, abs=200)
    assert onsets["end"] == second.end_samples


async def test_the_first_piece_is_small_and_knows_more_than_it_plays(engine: EspeakEngine) -> None:
    spoken = await speak(engine, GREETING, "espeak:zh")
    assert spoken.piece_samples[0] <= 0.15 * RATE_HZ
    assert len(spoken.piece_samples) <= 3
