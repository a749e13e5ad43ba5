"""The last resort: the reference's phones stretched evenly over the voiced stretch of the recording."""

from __future__ import annotations

from visavis.speech.alignment.reference import Reference
from visavis.speech.alignment.result import Alignment
from visavis.speech.alignment.words_of import words_of
from visavis.speech.cues import Phone


def spread(reference: Reference, voiced: tuple[int, int], total_samples: int) -> Alignment:
    """Phones of the reference laid over ``voiced`` (onset and end in samples of the recording) in proportion."""
    spoken = [index for index, phone in enumerate(reference.phones) if phone.ipa]
    if not spoken or total_samples < 1:
        return silence(total_samples)
    first, last = reference.phones[spoken[0]], reference.phones[spoken[-1]]
    onset, end = voiced
    scale = (end - onset) / max(1, last.end_samples - first.onset_samples)
    phones: list[Phone] = []
    tokens: list[int] = []

    def add(ipa: str, start: int, stop: int, stress: int, tone: int, token: int) -> None:
        if stop > start:
            phones.append(Phone(ipa, start, stop, stress, tone))
            tokens.append(token)

    add("", 0, onset, 0, 0, -1)
    for index in range(spoken[0], spoken[-1] + 1):
        phone = reference.phones[index]
        start = onset + round((phone.onset_samples - first.onset_samples) * scale)
        stop = onset + round((phone.end_samples - first.onset_samples) * scale)
        add(phone.ipa, start, min(stop, total_samples), phone.stress, phone.tone, reference.tokens[index])
    add("", min(end, total_samples), total_samples, 0, 0, -1)
    return Alignment(tuple(phones), words_of(phones, tokens), 0.0, "spread")


def silence(total_samples: int) -> Alignment:
    """Nothing but silence."""
    phones = (Phone("", 0, total_samples),) if total_samples else ()
    return Alignment(phones, (), 0.0, "silence")
