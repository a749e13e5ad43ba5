"""What an alignment says."""

from __future__ import annotations

from dataclasses import dataclass

from visavis.speech.cues import Phone


@dataclass(frozen=True, slots=True)
class WordSpan:
    """When one token is audible, in samples of the recording."""

    token_index: int
    onset_samples: int
    end_samples: int
    """Exclusive; never before the onset."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Phones and words of a recording."""

    phones: tuple[Phone, ...]
    """In order, from sample 0 to the recording's end without a gap; silence has an empty ``ipa``. Empty only for a
    recording without samples."""
    words: tuple[WordSpan, ...]
    """In order of time; a token that is not said has none."""
    confidence: float
    """0 to 1: how well the recording agrees with the text. Below about 0.25 it probably says something else."""
    method: str
    """How it was found: ``dtw`` from renderings and the recording alone, ``hmm`` with a model of the voice, ``words``
    inside known words, ``silence`` where nothing is heard."""

    @classmethod
    def silent(cls, samples: int) -> Alignment:
        """Of a recording of so many samples in which nothing is said."""
        return cls((Phone("", 0, samples),) if samples else (), (), 0.0, "silence")
