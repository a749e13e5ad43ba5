"""Recordings of people with labels, from a folder: sound, a TextGrid or .phn file of the same name, and the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from visavis.bench.lipsync.labels import Label, LabelError, guess_set, is_silence, read_labels
from visavis.bench.lipsync.recording import Recording, TimedWord
from visavis.bench.lipsync.textgrid import TextGridError, Tier, read_textgrid
from visavis.bench.lipsync.timit import TimitError, read_timit_labels, read_timit_text
from visavis.speech.frontend import analyse
from visavis.speech.frontend.errors import TextError

SOUNDS: Final = frozenset({".wav", ".flac", ".ogg", ".sph", ".nist"})
_PHONE_TIERS: Final = ("phones", "phone", "phoneme", "phonemes", "mau", "phn", "segment", "segments", "phonetic")
_WORD_TIERS: Final = ("words", "word", "ort-mau", "ort", "orthography", "text", "wrd")
_MIXED_SETS: Final = ("pinyin",)


def read_folder(
    folder: Path, say: Callable[[str], None], *, language: str | None = None, longest_s: float = 1800.0
) -> list[Recording]:
    """All recordings of a folder and the folders in it, up to ``longest_s`` of sound.

    The speaker is the folder a recording lies in. What cannot be read is left out, and ``say`` is told why.
    """
    found: list[Recording] = []
    total_s = 0.0
    for sound in sorted(path for path in folder.rglob("*") if path.suffix.lower() in SOUNDS and path.is_file()):
        name = str(sound.relative_to(folder))
        if total_s >= longest_s:
            say(f"{name} and what comes after it is left out: {longest_s / 60:g} minutes are enough")
            break
        try:
            recording = read_recording(sound, folder, language)
        except (TextGridError, TimitError, LabelError, TextError, soundfile.LibsndfileError, OSError) as error:
            say(f"{name} left out: {error}")
            continue
        if recording is None:
            say(f"{name} left out: no .TextGrid or .phn of that name beside it")
            continue
        total_s += recording.duration_ms / 1000
        found.append(recording)
    return found


def read_recording(sound: Path, folder: Path, language: str | None = None) -> Recording | None:
    """One recording; None when it has no labels beside it.

    Raises :class:`LabelError` for labels or a text that cannot be used, and what the readers of the files raise.
    """
    beside = {path.suffix.lower(): path for path in sound.parent.iterdir() if path.stem == sound.stem}
    grid, phn = beside.get(".textgrid"), beside.get(".phn")
    if grid is None and phn is None:
        return None
    samples, rate_hz = soundfile.read(sound, dtype="float32", always_2d=True)
    mono = np.ascontiguousarray(samples.mean(axis=1), dtype=np.float32)
    if not len(mono):
        raise LabelError("the sound file holds no samples")
    words: Sequence[Label] = ()
    if phn is not None:
        labels: Sequence[Label] = read_timit_labels(phn, rate_hz)
        if ".wrd" in beside:
            words = read_timit_labels(beside[".wrd"], rate_hz)
    else:
        assert grid is not None
        tiers = read_textgrid(grid)
        labels = _phone_tier(tiers).labels
        words = _word_tier(tiers)
    words = [word for word in words if not is_silence(word.text)]
    text = _text(beside, words)
    name = guess_set(label.text for label in labels)
    if phn is not None and name == "arpabet":
        name = "timit"
    read = read_labels(labels, name)
    return Recording(
        name=str(sound.relative_to(folder).with_suffix("")),
        speaker=str(sound.parent.relative_to(folder)) if sound.parent != folder else folder.resolve().name,
        language=language or ("zh" if name in _MIXED_SETS else analyse(text).language),
        text=text,
        samples=mono,
        rate_hz=rate_hz,
        phones=read.phones,
        words=tuple(TimedWord(word.text, word.onset_ms, word.end_ms) for word in words),
        closures=read.closures,
    )


def _text(beside: Mapping[str, Path], words: Sequence[Label]) -> str:
    if ".txt" in beside:
        text = read_timit_text(beside[".txt"])
        if text:
            return text
    if words:
        return " ".join(word.text for word in words)
    raise LabelError("no text: neither a .txt of that name nor a tier of words")


def _phone_tier(tiers: Sequence[Tier]) -> Tier:
    # One letter all over is a category, not a phone.
    strangers = [tier for tier in tiers if len({label.text for label in tier.labels if label.text}) > 1]
    strangers.sort(key=lambda tier: len(tier.labels), reverse=True)
    for tier in (*_named(tiers, _PHONE_TIERS), *strangers):
        try:
            guess_set(label.text for label in tier.labels)
        except LabelError:
            continue
        return tier
    names = ", ".join(tier.name for tier in tiers)
    raise LabelError(f"no tier holds phones in a notation that is known; there are {names}")


def _word_tier(tiers: Sequence[Tier]) -> Sequence[Label]:
    # A tier named "Word" may hold one-letter categories instead of words, so the one with the most letters wins.
    found = list(_named(tiers, _WORD_TIERS))
    return max(found, key=lambda tier: sum(len(label.text) for label in tier.labels)).labels if found else ()


def _named(tiers: Sequence[Tier], names: Sequence[str]) -> Iterator[Tier]:
    """Tiers whose name, or its last part after a dash (``Ann - phones``), is one of ``names``; best name first."""
    for name in names:
        for tier in tiers:
            bare = tier.name.lower().strip()
            if name in (bare, bare.rpartition(" - ")[2].strip()):
                yield tier
