"""The visemes of English words against the CMU Pronouncing Dictionary, all 126,000 words of it.

Every word goes the way of speech: spelling, espeak-ng's own phonemes, IPA, the viseme map, cues. A word counts by the
nearest of its pronunciations. The viseme error rate is the sum of edit distances over the number of visemes in those
pronunciations; equal neighbours are one viseme on both sides, and a breath (HH) has none of its own. Words that the
embedded voice would misread are listed from this same dictionary, so the figure without the list is printed too: that
one holds for words that neither knows.
"""

from pathlib import Path

import english_readings as writer
import pytest

from visavis.protocol.channels import VISEME15
from visavis.speech.cue_builder import CueBuilder
from visavis.speech.cues import Phone
from visavis.tts.engines.espeak.english_readings import english_readings
from visavis.tts.engines.espeak.frames import Table
from visavis.tts.engines.espeak.phone_classes import PhoneClass, PhoneClasses
from visavis.tts.engines.espeak.phone_names import phone_name

pytestmark = pytest.mark.contract

SOUND = (PhoneClass.CONSONANT, PhoneClass.LATE, PhoneClass.VOWEL)
PHONE_SAMPLES = 1600
VISEMES = set(VISEME15) - {"sil"}


def cue_visemes(reading: str, classes: PhoneClasses, builder: CueBuilder) -> list[str]:
    phones = []
    for name in reading.split("|"):
        raw = name.encode()[:8].ljust(8, b"\0")
        if classes.of(raw) in SOUND:
            ipa, stress, _ = phone_name(Table.EN, raw)
            at = len(phones) * PHONE_SAMPLES
            phones.append(Phone(ipa, at, at + PHONE_SAMPLES, stress))
    return [cue.viseme for cue in builder.push(phones) + builder.finish()]


def test_the_viseme_error_over_the_whole_dictionary_is_at_most_five_percent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    classes, listed = PhoneClasses(Table.EN), english_readings()
    dictionary = writer.pronunciations()
    edits = {"alone": 0.0, "listed": 0.0}
    visemes = dict.fromkeys(edits, 0)
    right = dict.fromkeys(edits, 0)
    words = 0
    unknown: set[str] = set()
    for word, known in dictionary.items():
        expected = [writer.dictionary_visemes(sounds) for sounds in known]
        own = writer.espeak_reading(word)
        if not own:
            continue
        words += 1
        for how in edits:
            if how == "alone" or word in listed:
                builder = CueBuilder(16_000, "en-US")
                said = cue_visemes(own if how == "alone" else listed[word], classes, builder)
                assert set(said) <= VISEMES, word
                unknown |= builder.phone_shapes.unknown.keys()
                distance, length = min((writer.differences(one, said), len(one)) for one in expected)
            edits[how] += distance
            visemes[how] += length
            right[how] += distance == 0
    rates = {how: distance / visemes[how] for how, distance in edits.items()}
    for how, rate in rates.items():
        with capsys.disabled():
            print(f"\n{how}: viseme error {rate:.2%} over {words} words, {right[how] / words:.1%} wholly right")
    assert words > 125_000
    assert not unknown
    assert rates["listed"] <= 0.05
    assert rates["alone"] <= 0.08


def test_the_list_of_misread_words_is_not_stale() -> None:
    assert Path(writer.TARGET).read_text("utf-8").splitlines() == list(writer.lines())


def test_a_worse_map_would_be_noticed() -> None:
    assert writer.differences(["PP", "aa", "DD"], ["PP", "O", "DD"]) == 1
    assert writer.differences(["PP", "aa", "DD"], ["PP", "I", "DD"], of_taste=0.3) == pytest.approx(0.3)
    assert writer.differences([], ["PP", "U"]) == 2
    assert writer.dictionary_visemes(["CH", "D", "HH", "OW1"]) == ["DD", "CH", "DD", "O", "U"]
