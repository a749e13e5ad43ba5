"""Reference material by Flite: its sound, with the phone times it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from visavis.bench.lipsync.flite import Flite, Spoken
from visavis.bench.lipsync.labels import Label, read_labels
from visavis.bench.lipsync.recording import Recording, TimedWord
from visavis.speech.frontend import analyse
from visavis.speech.text import Token

_WORD_VOICE = "kal"
"""Words are looked up with the voice that costs least; the lexicon is the same for all."""


def flite_recordings(flite: Flite, voice: str, texts: Sequence[str]) -> Iterator[Recording]:
    """One recording a sentence, spoken as our text front end reads it."""
    for number, text in enumerate(texts):
        tokens = [token for sentence in analyse(text, language="en").sentences for token in sentence.tokens]
        spoken = flite.speak(_as_read(tokens), voice)
        labels = _labels(spoken)
        yield Recording(
            name=f"{number + 1:02d}",
            speaker=f"flite:{voice}",
            language="en",
            text=text,
            samples=spoken.samples,
            rate_hz=spoken.rate_hz,
            phones=read_labels(labels, "arpabet").phones,
            words=_words(flite, tokens, labels),
        )


def _as_read(tokens: Sequence[Token]) -> str:
    return " ".join(token.spoken + token.punctuation for token in tokens if token.spoken)


def _labels(spoken: Spoken) -> list[Label]:
    """The diphone voices leave out the last half of the last pause, so times are cut at the end of the sound."""
    length_ms = len(spoken.samples) * 1000 / spoken.rate_hz
    labels, at = [], 0.0
    for name, end_s in spoken.segments:
        end = min(end_s * 1000, length_ms)
        if end > at:
            labels.append(Label(name, at, end))
        at = max(at, end)
    return labels


def _words(flite: Flite, tokens: Sequence[Token], labels: Sequence[Label]) -> tuple[TimedWord, ...]:
    """Words with times, by the number of phones that each word has on its own; none where the two do not agree."""
    said = [token.spoken for token in tokens if token.spoken]
    alone = flite.speak(". ".join(re.sub(r"[^\w' ]", " ", word) for word in said) + ".", _WORD_VOICE)
    groups: list[list[str]] = [[]]
    for name, _ in alone.segments:
        if name != "pau":
            groups[-1].append(name)
        elif groups[-1]:
            groups.append([])
    groups = [group for group in groups if group]
    sounds = [label for label in labels if label.text != "pau"]
    if len(groups) != len(said) or sum(map(len, groups)) != len(sounds):
        return ()
    words, at = [], 0
    for word, group in zip(said, groups, strict=True):
        words.append(TimedWord(word, sounds[at].onset_ms, sounds[at + len(group) - 1].end_ms))
        at += len(group)
    return tuple(words)
