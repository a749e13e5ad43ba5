"""What the embedded voice makes of customer-service sentences in the languages beyond Mandarin and English."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from tts.sentences import Spoken, speak

from visavis.speech.cue_builder import CueBuilder
from visavis.speech.cues import Cue
from visavis.speech.frontend import analyse
from visavis.speech.text import Sentence, Token
from visavis.tts.engines.espeak import EspeakEngine

pytestmark = pytest.mark.contract

RATE_HZ = 22050
DATA = Path(__file__).parents[3] / "speech" / "frontend" / "languages"
LANGUAGES = sorted(path.stem for path in DATA.glob("*.json"))
BILABIAL = {
    "yue": re.compile(r"\b[bpm]|[pm](?=\d)"),
    "ja": re.compile("[パピプペポバビブベボマミムメモ]"),
    "ko": re.compile("[\u1106-\u1108\u1111\u11b7\u11b8\u11c1]"),  # ㅁ ㅂ ㅃ ㅍ, as onset and coda
    "ru": re.compile("[пбм]"),
    # ph is f; a nasal before another consonant, or at the end, is in the vowel.
    "fr": re.compile(r"p(?!h)[aàâeéèêiîoôuyrl]|b[aàâeéèêiîoôuyrl]|m[aàâeéèêiîoôuy]"),
    "pt": re.compile("[pbm][aáàâãeéêiíoóôõuúrl]"),
    "pt-br": re.compile("[pbm][aáàâãeéêiíoóôõuúrl]"),
}
PLAIN = re.compile("p(?!h|s)|b|m")
NOT_SOUNDED = {"beaucoup", "compte", "temps", "champ"}
EARLY_MS, LATE_MS = 60.0, 60.0


def sentences(language: str) -> list[Sentence]:
    lines = json.loads((DATA / f"{language}.json").read_text("utf-8"))
    return [sentence for written, _ in lines for sentence in analyse(written, language=language).sentences]


async def spoken_lines(engine: EspeakEngine, language: str) -> list[tuple[Sentence, Spoken]]:
    return [(line, await speak(engine, line, f"espeak:{language}")) for line in sentences(language)]


def is_bilabial(token: Token, language: str) -> bool:
    if token.spoken.lower() in NOT_SOUNDED or (len(token.spoken) == 1 and token.spoken.isupper()):
        return False
    said = (token.reading or token.spoken).lower()
    if language == "ko":
        said = unicodedata.normalize("NFD", said)
    pattern = BILABIAL.get(language, PLAIN) if token.language == language else PLAIN
    return pattern.search(said) is not None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_phone_is_unknown(engine: EspeakEngine, language: str) -> None:
    for line, spoken in await spoken_lines(engine, language):
        builder = CueBuilder(RATE_HZ, language)
        builder.push(spoken.phones)
        assert not builder.phone_shapes.unknown, [token.spoken for token in line.tokens]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_lips_close_in_every_word_with_a_bilabial(engine: EspeakEngine, language: str) -> None:
    missing, words = [], 0
    for line, spoken in await spoken_lines(engine, language):
        builder = CueBuilder(RATE_HZ, language)
        closures: list[Cue] = [cue for cue in builder.push(spoken.phones) + builder.finish() if cue.viseme == "PP"]
        for word in spoken.words:
            token = line.tokens[word.token_index]
            if not is_bilabial(token, language):
                continue
            words += 1
            onset, end = word.onset_samples * 1000 / RATE_HZ - EARLY_MS, word.end_samples * 1000 / RATE_HZ + LATE_MS
            if not any(cue.onset_ms < end and cue.end_ms > onset for cue in closures):
                missing.append(token.spoken)
    assert words > 15
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_are_timed_in_order_and_fill_the_sound(engine: EspeakEngine, language: str) -> None:
    for line, spoken in await spoken_lines(engine, language):
        said = [index for index, token in enumerate(line.tokens) if token.spoken]
        assert [word.token_index for word in spoken.words] == said
        assert all(word.end_samples > word.onset_samples for word in spoken.words)
        sounded = sum(phone.end_samples - phone.onset_samples for phone in spoken.phones if phone.ipa)
        inside = sum(
            max(0, min(phone.end_samples, word.end_samples) - max(phone.onset_samples, word.onset_samples))
            for phone in spoken.phones
            if phone.ipa
            for word in spoken.words
        )
        assert inside / sounded > 0.97, [token.spoken for token in line.tokens]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_tempo_is_that_of_a_person(engine: EspeakEngine, language: str) -> None:
    """Sounds a second while the voice sounds: people come to 9 to 16 when they explain something."""
    sounds = seconds = 0.0
    for _, spoken in await spoken_lines(engine, language):
        sounds += sum(1 for phone in spoken.phones if phone.ipa)
        seconds += sum(phone.end_samples - phone.onset_samples for phone in spoken.phones if phone.ipa) / RATE_HZ
    assert 9 < sounds / seconds < 16, sounds / seconds


WORDS: dict[str, list[tuple[str, str]]] = json.loads(
    Path(__file__).with_name("language_words.json").read_text(encoding="utf-8")
)
"""Words, and the visemes that they pass through, by the pronouncing dictionaries of the languages."""


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_have_the_visemes_of_their_sounds(engine: EspeakEngine, language: str) -> None:
    seen = {}
    for word, _ in WORDS[language]:
        (line,) = analyse(word, language=language).sentences
        spoken = await speak(engine, line, f"espeak:{language}")
        builder = CueBuilder(RATE_HZ, language)
        cues = builder.push(spoken.phones) + builder.finish()
        seen[word] = " ".join(cue.viseme for cue in cues if cue.viseme != "sil")
    assert len(seen) >= 20
    assert seen == dict(WORDS[language])
