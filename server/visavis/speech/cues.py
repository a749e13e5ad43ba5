"""Phones and cues: what is said when, and which mouth shape it asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phone:
    """One timed sound, times in samples from the start of the utterance's audio."""

    ipa: str
    """IPA symbol or short sequence (a diphthong is one phone); empty string for silence."""
    onset_samples: int
    end_samples: int
    """Exclusive end; never before the onset."""
    stress: int = 0
    """0 unstressed, 1 secondary, 2 primary."""
    tone: int = 0
    """Mandarin tone 1 to 5 on the phone that carries it, else 0."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One timed viseme, times in milliseconds from the start of the utterance's audio."""

    viseme: str
    """Canonical: sil PP FF TH DD kk CH SS nn RR aa E I O U."""
    onset_ms: float
    end_ms: float
    """Exclusive end; greater than the onset."""
    intensity: float = 1.0
    """0 to 1: how fully the shape is reached; closures ignore it."""
