"""Builds what the worker speaks from a sentence: runs of text in which every token's place is known.

Mandarin and English are mixed within one run of the Mandarin voice: the library then changes the language from word to
word inside one clause, without a gap and without closing the sentence. Any other change of language starts a new run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from visavis.speech.text import PLAIN, Manner, Sentence, Token
from visavis.tts.engine import Prosody
from visavis.tts.engines.espeak.assembler import Run
from visavis.tts.engines.espeak.english_readings import with_readings
from visavis.tts.engines.espeak.frames import Table
from visavis.tts.engines.espeak.ipa import espeak_phonemes
from visavis.tts.engines.espeak.library import Flag
from visavis.tts.engines.espeak.native import native_text, native_voice, rate_wpm, table_of, takes_phonemes
from visavis.tts.engines.espeak.pinyin import LIGHT_ER, before_light_er, espeak_syllable
from visavis.tts.engines.espeak.spelling import english_words, espeak_words, mandarin_words

MANDARIN_WPM: Final = 218
"""The library's rate at which its Mandarin comes to about 4.2 syllables a second, pauses included."""
OTHER_WPM: Final = 148
"""The rate at which its English comes to about 160 words a minute."""
_ENGLISH_AMONG_MANDARIN_WPM: Final = 126
"""English inside a Mandarin sentence carries no stress that would lengthen it, so it is said more slowly."""
_WPM_RANGE: Final = (80, 450)
_PITCH_MIDDLE: Final = 50
_PITCH_PER_SEMITONE: Final = 6.0
"""Measured; the library's range ends about 8 semitones up and 7 down."""
_PITCH_RANGE: Final = 75
_VOLUME: Final = 92
_MANDARIN_VOLUME: Final = 82
"""Out of 100. Leaves the loudest vowels headroom, and makes the two languages equally loud."""
_PUNCTUATION: Final = frozenset(",.?!;:")
_FINAL: Final = frozenset(".?!")
_SHORT_BREAK_MS: Final = 200
"""A break shorter than a comma's own pause has to replace the comma."""
_BREAK_MAX_MS: Final = 10_000
_MANDARIN_PAUSES_MS: Final = {",": 190, ";": 230, ":": 210, ".": 340, "?": 360, "!": 340}
"""At the rate that suits the syllables, the library's own pauses are too short for Mandarin."""
_LIGHT_ER_FASTER: Final = 1.25
"""A light 儿 is no beat of its own."""
_VOLUME_MAX: Final = 140
"""What the library takes before its loudest vowels clip audibly."""
_BY_PHONEMES: Final = "phonemes:"
MANDARIN: Final = "cmn"
ENGLISH: Final = "en-us"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a voice variant, the language it is at home in, and the library's names of languages."""

    variant: str
    language: str
    """BCP 47 code of the voice's own language."""
    home: str
    """The library's name of that language."""
    names: dict[str, str]
    """BCP 47 code → the library's name, for tokens in other languages."""

    def name_of(self, language: str) -> str:
        """The library's voice for a token's language; its own where the language is unknown."""
        language = language.lower()
        primary = language.partition("-")[0]
        if primary == self.language.partition("-")[0] or (primary == "zh" and self.language in ("yue", "hak")):
            return self.home
        return self.names.get(language) or self.names.get(primary) or self.home


def build_runs(sentence: Sentence, speaker: Speaker, prosody: Prosody) -> list[Run]:
    """The runs of a sentence; empty where nothing is said and nothing is waited for."""
    names = [_voice_of(token, speaker) for token in sentence.tokens]
    mixed = MANDARIN in names
    current = next((name for name in names if name), speaker.home)
    keys = []
    for name in names:
        current = name or current  # a pause stays with what it follows
        keys.append(MANDARIN if mixed and current in (MANDARIN, ENGLISH) else current.removeprefix(_BY_PHONEMES))
    groups = [(key, [index for index, _ in members]) for key, members in groupby(enumerate(keys), lambda pair: pair[1])]
    runs = []
    for number, (key, indices) in enumerate(groups):
        last = number == len(groups) - 1
        runs.append(_build_run(sentence, indices, key, names, speaker, prosody, last=last))
    return runs


def _voice_of(token: Token, speaker: Speaker) -> str:
    """The library's voice of a token, empty for a pause. What is given in IPA is said with English phonemes."""
    if not token.spoken:
        return ""
    return _BY_PHONEMES + ENGLISH if token.ipa else native_voice(token, speaker.name_of(token.language))


def build_job(sentence: Sentence, speaker: Speaker, prosody: Prosody, *, early_piece: bool = True) -> bytes:
    """The payload of a job message. ``early_piece`` asks for a small first piece as soon as there is sound for it."""
    return json.dumps(
        {
            "pitch": _pitch(prosody.pitch_semitones),
            "range": _PITCH_RANGE,
            "early_piece": early_piece,
            "runs": [run.as_json() for run in build_runs(sentence, speaker, prosody)],
        }
    ).encode()


def _build_run(
    sentence: Sentence,
    indices: list[int],
    key: str,
    names: list[str],
    speaker: Speaker,
    prosody: Prosody,
    *,
    last: bool,
) -> Run:
    mandarin = key == MANDARIN
    rate = prosody.rate
    home_wpm = MANDARIN_WPM if mandarin else rate_wpm(key, OTHER_WPM)
    wpm = _wpm(home_wpm, rate)
    volume = max(0, min(100, round(prosody.volume * (_MANDARIN_VOLUME if mandarin else _VOLUME))))
    parts: list[str] = []
    starts: list[int] = []
    tokens: list[int] = []
    tones: list[int] = []
    weights: list[int] = []
    length = 0
    tag = ""

    def write(text: str) -> None:
        nonlocal length
        parts.append(text)
        length += len(text)

    spoken_last = max((index for index in indices if names[index]), default=-1)
    waits = False
    for index in indices:
        token = sentence.tokens[index]
        english = mandarin and names[index] == ENGLISH
        if names[index]:
            base = _ENGLISH_AMONG_MANDARIN_WPM if english else home_wpm
            if mandarin and token.reading == LIGHT_ER and tokens:
                base = round(base * _LIGHT_ER_FASTER)
            wanted = _tag(token.manner, prosody, base_wpm=base, run_wpm=wpm, run_volume=volume)
            if tag and tag != wanted:
                write("</prosody>")
            if length:
                write(" ")
            if tag != wanted:
                write(wanted)
            tag = wanted
            following = sentence.tokens[index + 1] if index + 1 < len(sentence.tokens) else None
            if following is not None and following.reading == LIGHT_ER and not token.punctuation and token.reading:
                token = replace(token, reading=before_light_er(token.reading))
            text, tone = _text_of(token, names[index], among_mandarin=mandarin)
            starts.append(length)
            tokens.append(index)
            tones.append(tone)
            weights.append(len(token.spoken) if text else 0)
            write(text)
        punctuation = token.punctuation if token.punctuation in _PUNCTUATION else ""
        waits = bool(token.break_ms) or (bool(punctuation) and index >= spoken_last)
        if index == spoken_last:
            punctuation = _closing(punctuation, ends=last and sentence.ends_sentence)
        elif 0 < token.break_ms < _SHORT_BREAK_MS:
            punctuation = ""
        if punctuation and length:
            write(punctuation)
        break_ms = min(token.break_ms, _BREAK_MAX_MS)
        if not break_ms and mandarin and (index != spoken_last or last or waits):
            break_ms = round(_MANDARIN_PAUSES_MS.get(punctuation, 0) / rate)
        if break_ms > 0:
            if tag:
                write("</prosody>")
                tag = ""
            write(f'<break time="{break_ms}ms"/>')
    if tag:
        write("</prosody>")
    flags = Flag.UTF8 | Flag.SSML | (Flag.PHONEMES if key in (MANDARIN, ENGLISH) or takes_phonemes(key) else Flag(0))
    if last or waits:
        flags |= Flag.END_PAUSE
    table = Table.CMN if mandarin else Table.EN if key == ENGLISH else table_of(key)
    voice = f"{key}+{speaker.variant}"
    return Run(voice, table, "".join(parts), int(flags), wpm, volume, starts, tokens, tones, weights)


def _text_of(token: Token, name: str, *, among_mandarin: bool) -> tuple[str, int]:
    """What to write for a token, and its tone when it is one Mandarin syllable."""
    if token.ipa:
        return espeak_phonemes(token.ipa) or english_words(token.spoken, among_mandarin=False), 0
    if name == MANDARIN:
        syllables = [espeak_syllable(part) for part in token.reading.split()]
        if syllables and all(syllables):
            known = [syllable for syllable in syllables if syllable]
            return " ".join(text for text, _ in known), known[0][1] if len(known) == 1 else 0
        return mandarin_words(token.spoken), 0
    if name == ENGLISH:
        words = english_words(token.spoken, among_mandarin=among_mandarin)
        # The Mandarin voice takes no phonemes of another language.
        return words if among_mandarin else with_readings(words), 0
    text = native_text(token, name)
    return espeak_words(token.spoken) if text is None else text, 0


def _closing(punctuation: str, *, ends: bool) -> str:
    """The mark a run ends with: the library would read the end of the text as the end of a sentence."""
    if ends:
        return punctuation if punctuation in _FINAL else "."
    return punctuation or ","


def _wpm(base: int, rate: float) -> int:
    low, high = _WPM_RANGE
    return max(low, min(high, round(base * rate)))


def _pitch(semitones: float) -> int:
    return max(0, min(99, round(_PITCH_MIDDLE + semitones * _PITCH_PER_SEMITONE)))


def _tag(manner: Manner, prosody: Prosody, *, base_wpm: int, run_wpm: int, run_volume: int) -> str:
    """The element that gives a token its rate, pitch and volume within a run, in percent of the run's; empty for none.

    The library scales its own parameters by such percentages, so the result is that of a run of its own.
    """
    rate = round(100 * _wpm(base_wpm, prosody.rate * manner.rate) / run_wpm)
    if manner is PLAIN:
        return f'<prosody rate="{rate}%">' if rate != 100 else ""
    pitch = round(
        100 * _pitch(prosody.pitch_semitones + manner.pitch_semitones) / max(1, _pitch(prosody.pitch_semitones))
    )
    volume = round(100 * min(_VOLUME_MAX, run_volume * manner.volume) / max(1, run_volume)) if run_volume else 100
    values = {"rate": rate, "pitch": pitch, "volume": volume}
    said = "".join(f' {name}="{value}%"' for name, value in values.items() if value != 100)
    return f"<prosody{said}>" if said else ""
