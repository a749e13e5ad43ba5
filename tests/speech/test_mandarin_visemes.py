"""All Mandarin syllables in all tones, from pinyin through the embedded voice's own phones to cues.

What is expected comes from a table of initials and one of finals, written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.pinyin_dict import pinyin_dict
from speech.mandarin_table import FINALS, INITIALS, INTERJECTIONS, parts, visemes

from visavis.protocol.channels import VISEME15
from visavis.speech.cue_builder import CueBuilder
from visavis.speech.cues import Phone
from visavis.speech.text import Sentence, Token
from visavis.tts.engine import Prosody
from visavis.tts.engines.espeak import EspeakEngine

pytestmark = pytest.mark.contract

TONES = (1, 2, 3, 4, 5)
SYLLABLES = sorted(
    {to_normal(reading, v_to_u=True) for readings in pinyin_dict.values() for reading in readings.split(",")}
    - INTERJECTIONS
)
RATE_HZ = 22_050
AT_ONCE = 60


def test_the_table_knows_every_syllable_there_is() -> None:
    assert len(SYLLABLES) > 410
    for syllable in SYLLABLES:
        initial, final = parts(syllable)
        assert initial in INITIALS, syllable
        assert final in FINALS, syllable
    assert {parts(syllable)[1] for syllable in SYLLABLES} == FINALS.keys()
    assert parts("jun") == ("j", "ün")
    assert parts("shun") == ("sh", "uen")
    assert visemes("zhuang", 1) == ["DD", "CH", "U", "aa", "kk"]


async def test_every_syllable_in_every_tone_shows_its_shapes() -> None:
    wrong: dict[str, str] = {}
    readings = [(syllable, tone) for syllable in SYLLABLES for tone in TONES]
    engine = EspeakEngine()
    await engine.start()
    try:
        for at in range(0, len(readings), AT_ONCE):
            group = readings[at : at + AT_ONCE]
            spoken = await phones_of(engine, [f"{syllable}{tone}" for syllable, tone in group])
            for (syllable, tone), phones in zip(group, spoken, strict=True):
                builder = CueBuilder(RATE_HZ, "zh-CN")
                cues = builder.push(phones) + builder.finish()
                said = [cue.viseme for cue in cues if cue.viseme != "sil"]
                assert {cue.viseme for cue in cues} <= set(VISEME15)
                assert not builder.phone_shapes.unknown, syllable
                if said != visemes(syllable, tone):
                    sounds = " ".join(phone.ipa for phone in phones)
                    wrong[f"{syllable}{tone}"] = f"{sounds}: {' '.join(said)}, not {' '.join(visemes(syllable, tone))}"
    finally:
        await engine.close()
    assert not wrong, f"{len(wrong)} of {len(readings)}"


async def phones_of(engine: EspeakEngine, readings: Sequence[str]) -> list[list[Phone]]:
    """The sounds of each syllable, said one by one as sentences of their own."""
    voice = next(known for known in await engine.voices() if known.name == "espeak:zh")
    tokens = tuple(
        Token("zh", "字", place, place + 1, reading, punctuation=".") for place, reading in enumerate(readings)
    )
    sentence = Sentence(tokens, 0, len(tokens), True, ())
    pieces = [piece async for piece in engine.speak(sentence, voice, Prosody(), slack_s=0.0)]
    words = {word.token_index: word for piece in pieces for word in piece.words}
    assert words.keys() == set(range(len(readings)))
    phones = [phone for piece in pieces for phone in piece.phones if phone.ipa]
    return [
        [phone for phone in phones if word.onset_samples <= phone.onset_samples < word.end_samples]
        for _, word in sorted(words.items())
    ]
