"""Phones to cues, as the phones come: the shapes of each sound in time, and nothing that may still change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from visavis.speech.cues import Cue, Phone
from visavis.speech.phone_shapes import VOWELS, PhoneShapes
from visavis.speech.viseme_map import VisemePart

SHORT_SILENCE_MS: Final = 80.0
"""A silence between two sounds that is shorter does not bring the mouth to rest."""

_STRESS_GAIN: Final = {0: 0.73, 1: 0.86, 2: 0.96}
"""What is left above is for loud vowels."""
_TONE_GAIN: Final = {1: 0.9, 2: 0.9, 3: 0.9, 4: 0.96, 5: 0.66}
"""Mandarin has no stress marks; a neutral tone is what an unstressed syllable is elsewhere."""
_UNMARKED_MANDARIN_GAIN: Final = 0.85
Loudness = Callable[[int, int, float], float]
"""From onset and end of a vowel, in samples, and how loud it is by nature, in dB, to what multiplies its opening."""
_OWN_DB: Final = {"aa": 1.5, "E": 0.5, "I": -1.5, "O": 1.5, "U": -1.5}
"""Open vowels are louder by nature: the direction is that of Lehiste and Peterson, JASA 31, 1959, the numbers are means
over the embedded voice in Mandarin and English."""
_STOPS: Final = frozenset({"PP", "DD", "kk"})
_BREATH: Final = VisemePart("E", 1.0, 0.4)
"""An *h* with no vowel around to lean on."""
_GLIDE, _ROUND_GLIDE = "j", "ɥ"
_ROUNDED_FRONT: Final = ("y", "ʊŋ")
"""How the Mandarin finals begin before which a glide is as round as they are: *yu*, *yue*, *yong*."""


class CueBuilder:
    """Turns the phones of one utterance into cues that lie end to end.

    Phones may come in any split; the cues are the same. A cue is held back until the next sound is known, since that
    may lengthen it (equal shapes in a row are one cue) or give it its shape (*h* takes that of the vowel after it).

    >>> builder = CueBuilder(16000, "en")
    >>> cues = builder.push([Phone("b", 0, 1280), Phone("ɑː", 1280, 4480, stress=2)]) + builder.finish()
    >>> [cue.viseme for cue in cues]
    ['PP', 'aa']
    """

    def __init__(self, sample_rate_hz: int, language: str = "en", loudness: Loudness | None = None) -> None:
        """``language`` is the BCP 47 tag of the phones' language. ``loudness`` tells what multiplies the opening of
        a vowel; it is asked once for every vowel, in order. Raises ValueError for a
        sample rate below 1."""
        if sample_rate_hz < 1:
            raise ValueError(f"sample_rate_hz must be above 0, got {sample_rate_hz}")
        self._ms = 1000.0 / sample_rate_hz
        self._loudness = loudness
        self._mandarin = language.lower().startswith(("zh", "cmn"))
        self.phone_shapes = PhoneShapes(language)
        """The look-up in use; its ``unknown`` counts the phones no map knows."""
        self._last: Cue | None = None
        self._breath_from: int | None = None
        self._silence_from: int | None = None
        self._glide: Phone | None = None
        self._resting = True
        self._onset = 0
        self._end = 0

    def push(self, phones: Iterable[Phone]) -> list[Cue]:
        """Add phones in order of time and return the cues that are final now.

        A phone that overlaps its predecessor is cut to start where that ends. Raises ValueError that names the phone
        if it ends before its onset or starts before its predecessor did.
        """
        ready: list[Cue] = []
        for phone in self._with_glides(phones) if self._mandarin else phones:
            self._check(phone)
            if phone.end_samples <= self._end:
                continue
            onset = max(phone.onset_samples, self._end)
            if onset > self._end:
                self._silence(self._end, onset, ready)
            shapes = self.phone_shapes.shapes(phone.ipa)
            if shapes == "following":
                if self._breath_from is None:
                    self._breath_from = onset
            elif shapes[0].viseme == "sil":
                self._silence(onset, phone.end_samples, ready)
            else:
                self._speak(onset, phone, shapes, ready)
            self._onset, self._end = phone.onset_samples, phone.end_samples
        return ready

    def finish(self) -> list[Cue]:
        """The cues still held back; the last sound or silence ends where it was said to end."""
        glide, self._glide = self._glide, None
        ready = self.push([replace(glide, ipa=_GLIDE + "̯")]) if glide is not None else []
        self._breathe(self._end, None, ready)
        if self._silence_from is not None and self._end > self._silence_from:
            self._add("sil", self._silence_from * self._ms, self._end * self._ms, 1.0, ready)
        if self._last is not None:
            ready.append(self._last)
        self._last = self._silence_from = None
        return ready

    def _with_glides(self, phones: Iterable[Phone]) -> Iterator[Phone]:
        """Hold a palatal glide back until the sound after it tells whether it is rounded."""
        for phone in phones:
            glide, self._glide = self._glide, None
            if glide is not None:
                yield replace(glide, ipa=_ROUND_GLIDE) if phone.ipa.startswith(_ROUNDED_FRONT) else glide
            if phone.ipa == _GLIDE:
                self._glide = phone
            else:
                yield phone

    def _check(self, phone: Phone) -> None:
        if phone.end_samples < phone.onset_samples:
            raise ValueError(f"{phone!r} ends before its onset")
        if phone.onset_samples < self._onset:
            raise ValueError(f"{phone!r} starts before its predecessor, which started at sample {self._onset}")

    def _speak(self, onset: int, phone: Phone, shapes: tuple[VisemePart, ...], ready: list[Cue]) -> None:
        gain = self._gain(phone, shapes)
        start = onset if self._breath_from is None else self._breath_from
        if self._silence_from is not None:
            start = self._end_silence(start, shapes[0].viseme, ready)
        if self._breath_from is not None:
            self._breathe(
                onset,
                [part._replace(intensity=part.intensity * (gain if part.viseme in VOWELS else 1.0)) for part in shapes],
                ready,
            )
        else:
            onset = start
        self._resting = False
        duration = phone.end_samples - onset
        passed = 0.0
        for number, part in enumerate(shapes, start=1):
            begin = (onset + passed * duration) * self._ms
            passed += part.share
            end = (onset + passed * duration) * self._ms if number < len(shapes) else phone.end_samples * self._ms
            self._add(part.viseme, begin, end, part.intensity * (gain if part.viseme in VOWELS else 1.0), ready)

    def _gain(self, phone: Phone, shapes: tuple[VisemePart, ...]) -> float:
        """How fully the phone's vowels are reached, from stress or tone and from how loud it is."""
        vowels = [part for part in shapes if part[0] in VOWELS]
        if not vowels:
            return 1.0
        if self._mandarin and not phone.stress:
            gain = _TONE_GAIN.get(phone.tone, _UNMARKED_MANDARIN_GAIN)
        else:
            gain = _STRESS_GAIN.get(phone.stress, _STRESS_GAIN[2])
        if self._loudness is not None:
            own_db = _OWN_DB[max(vowels, key=lambda part: part.share)[0]] if len(vowels) > 1 else _OWN_DB[vowels[0][0]]
            gain *= self._loudness(phone.onset_samples, phone.end_samples, own_db)
        return min(gain, 1.0)

    def _breathe(self, until: int, following: list[VisemePart] | None, ready: list[Cue]) -> None:
        """Give a waiting *h* its shape: the next vowel's, else the next sound's, else the last one's."""
        if self._breath_from is None:
            return
        begin, self._breath_from = self._breath_from, None
        shape = next((part for part in following or () if part.viseme in VOWELS), None)
        if shape is None and following and following[0].viseme not in {"PP", "FF"}:
            shape = following[0]
        if shape is None and self._last is not None and self._last.viseme in VOWELS:
            shape = VisemePart(self._last.viseme, 1.0, self._last.intensity)
        shape = shape or _BREATH
        self._add(shape.viseme, begin * self._ms, until * self._ms, shape.intensity, ready)

    def _silence(self, onset: int, end: int, ready: list[Cue]) -> None:
        """Note a stretch of silence; once it is long enough to be a pause it is a cue."""
        self._breathe(onset, None, ready)
        begin = onset if self._silence_from is None else self._silence_from
        if self._resting or (end - begin) * self._ms >= SHORT_SILENCE_MS:
            self._resting = True
            self._silence_from = None
            self._add("sil", begin * self._ms, end * self._ms, 1.0, ready)
        else:
            self._silence_from = begin

    def _end_silence(self, onset: int, viseme: str, ready: list[Cue]) -> int:
        """Fill a short silence: it is the closure of a stop that follows, else the last sound is held through it."""
        begin, self._silence_from = self._silence_from, None
        assert begin is not None
        if viseme in _STOPS and self._breath_from is None:
            return begin
        if self._last is not None:
            self._last = replace(self._last, end_ms=onset * self._ms)
        else:
            self._add("sil", begin * self._ms, onset * self._ms, 1.0, ready)
        return onset

    def _add(self, viseme: str, onset_ms: float, end_ms: float, intensity: float, ready: list[Cue]) -> None:
        if end_ms <= onset_ms:
            return
        last = self._last
        if last is not None and last.viseme == viseme and viseme != "sil":
            self._last = replace(last, end_ms=end_ms, intensity=max(last.intensity, intensity))
            return
        if last is not None:
            ready.append(last)
        self._last = Cue(viseme, onset_ms, end_ms, intensity)
        if viseme == "sil":
            # Silence cannot change any more, so nothing waits for what comes after it.
            ready.append(self._last)
            self._last = None


def build_cues(phones: Iterable[Phone], sample_rate_hz: int, language: str = "en") -> list[Cue]:
    """All cues of an utterance at once."""
    builder = CueBuilder(sample_rate_hz, language)
    return builder.push(phones) + builder.finish()
