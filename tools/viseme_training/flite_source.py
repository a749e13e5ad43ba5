"""Speech of Flite: voices made from recordings of people, whose phone times Flite tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visavis.bench.lipsync.flite import Flite, FliteError
from visavis.bench.lipsync.labels import Label, read_labels
from viseme_training.utterance import Utterance


def flite(voice: str, texts: Iterable[str]) -> Iterator[Utterance]:
    """What one of Flite's voices says; what it cannot say is left out. Raises ``FliteError`` where Flite is not."""
    engine = Flite()
    for text in texts:
        try:
            spoken = engine.speak(text, voice)
        except FliteError:
            continue
        length_ms = len(spoken.samples) * 1000 / spoken.rate_hz
        labels, at = [], 0.0
        for name, end_s in spoken.segments:
            end = min(end_s * 1000, length_ms)
            if end > at:
                labels.append(Label(name, at, end))
            at = max(at, end)
        yield Utterance(spoken.samples, spoken.rate_hz, read_labels(labels, "arpabet").phones)
