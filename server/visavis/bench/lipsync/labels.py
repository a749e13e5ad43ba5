"""Phone labels of different habits, brought to IPA by data.

The set is the one that knows the most labels of a recording. TIMIT writes the silent part and the release of a stop as
two labels; they become one phone, and the silent parts of p and b, with m, are kept as the true closures.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from visavis.bench.lipsync.broad import broad_names
from visavis.bench.lipsync.recording import Span, TimedPhone

IPA: Final = "ipa"
_LONGEST_IPA: Final = 2
"""Broad phones in one IPA label; a longer one is a word."""
_CLOSURE: Final = "closure:"
_PAUSE: Final = "pause"
_GLOTTAL: Final = "ʔ"
_LIPS: Final = frozenset("pb")
_RELEASES: Final = {
    "p": ("p",),
    "b": ("b",),
    "t": ("t", "tʃ", "d"),
    "d": ("d", "dʒ", "t", "ɾ"),
    "k": ("k", "ɡ"),
    "ɡ": ("ɡ", "k"),
}


class LabelError(ValueError):
    """Labels that no set explains."""


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled stretch, as it stands in a file."""

    text: str
    onset_ms: float
    end_ms: float


@dataclass(frozen=True, slots=True)
class LabelledPhones:
    """Labels read as sounds."""

    phones: tuple[TimedPhone, ...]
    closures: tuple[Span, ...] | None
    """Where the lips are shut, if the set tells closure and release apart."""


def is_silence(label: str) -> bool:
    """Whether a label says that nobody speaks."""
    return label.strip().lower() in _silences()


def set_names() -> tuple[str, ...]:
    """Names of the label sets."""
    return (*_data()["sets"], IPA)


def guess_set(labels: Iterable[str]) -> str:
    """The set that knows the most of the labels. Raises :class:`LabelError` when none knows most of them."""
    spoken = [label for label in labels if not is_silence(label)]
    known = {name: sum(_ipa(name, label) is not None for label in spoken) for name in set_names()}
    best = max(known, key=lambda name: known[name])
    if not spoken or known[best] < 0.8 * len(spoken):
        strange = sorted({label for label in spoken if _ipa(best, label) is None})[:8]
        raise LabelError(f"no label set explains these labels; {best} comes closest but lacks {strange}")
    return best


def read_labels(labels: Sequence[Label], name: str) -> LabelledPhones:
    """Phones of labels in the set ``name``. A label that it lacks becomes silence-free time of the one before.

    A label of two phones joined by ``_`` or ``+`` is cut in the middle.
    """
    phones: list[TimedPhone] = []
    closures: list[Span] = []
    held: str | None = None
    glottal_ms: float | None = None
    for label in _split(labels, name):
        sound = "" if is_silence(label.text) else _ipa(name, label.text)
        if sound is None or sound == _PAUSE:
            _stretch(phones, label.end_ms)
            continue
        onset = label.onset_ms
        if sound == _GLOTTAL:
            glottal_ms = onset
            continue
        if glottal_ms is not None:
            # A glottal stop has no mouth shape of its own: it opens the vowel after it.
            if sound and broad_names(sound)[0][0] in "aeiou":
                onset = glottal_ms
            else:
                _stretch(phones, onset)
            glottal_ms = None
        if sound.startswith(_CLOSURE):
            held = sound.removeprefix(_CLOSURE)
            phones.append(TimedPhone(held, onset, label.end_ms))
            if held in _LIPS:
                closures.append((onset, label.end_ms))
            continue
        if held is not None and phones and sound in _RELEASES[held]:
            phones[-1] = TimedPhone(sound, phones[-1].onset_ms, label.end_ms)
        else:
            phones.append(TimedPhone(sound, onset, label.end_ms))
            if sound in {"p", "b", "m"}:
                closures.append((onset, label.end_ms))
        held = None
    told_apart = any(value.startswith(_CLOSURE) for value in _data()["sets"].get(name, {}).values())
    return LabelledPhones(tuple(phones), _joined(closures) if told_apart else None)


def _split(labels: Sequence[Label], name: str) -> Iterable[Label]:
    for label in labels:
        parts = [part for part in re.split("[_+]", label.text) if part]
        if len(parts) < 2 or is_silence(label.text) or _ipa(name, label.text) is not None:
            yield label
            continue
        length = (label.end_ms - label.onset_ms) / len(parts)
        for number, part in enumerate(parts):
            yield Label(part, label.onset_ms + number * length, label.onset_ms + (number + 1) * length)


def _stretch(phones: list[TimedPhone], end_ms: float) -> None:
    if phones:
        phones[-1] = TimedPhone(phones[-1].ipa, phones[-1].onset_ms, end_ms)


def _joined(closures: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for onset, end in closures:
        if joined and onset - joined[-1][1] < 5:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((onset, end))
    return tuple(joined)


def _ipa(name: str, label: str) -> str | None:
    """IPA of one label, or None where the set lacks it. Stress and tone digits do not count."""
    label = label.strip()
    if name == IPA:
        try:
            return label if len(broad_names(label)) <= _LONGEST_IPA else None
        except ValueError:
            return None
    table = _data()["sets"][name]
    if name != "sampa":
        label = re.sub(r"\d+$", "", label.lower())
    found = table.get(label)
    if found is None and name == "sampa":
        found = table.get(label.strip("\"'%:"))
    if found is None and name == "pinyin" and label.endswith("r"):
        found = table.get(label[:-1])
        found = found and found + "ɚ"
    return None if found is None else str(found)


@cache
def _silences() -> frozenset[str]:
    return frozenset(_data()["silence"])


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files("visavis.bench.lipsync").joinpath("data/labels.json").read_text("utf-8"))
    return data
