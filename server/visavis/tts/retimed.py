"""A piece with its times moved or stretched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from visavis.speech.cues import Phone
from visavis.tts.engine import CharacterTiming, MarkTiming, SpeechPiece, VisemeTiming, WordTiming


def retimed(piece: SpeechPiece, pcm: bytes, at: Callable[[int], int]) -> SpeechPiece:
    """The piece with this sound instead, and each time in samples put through ``at``. Blendshape rows stay."""
    return replace(
        piece,
        pcm=pcm,
        phones=tuple(Phone(p.ipa, at(p.onset_samples), at(p.end_samples), p.stress, p.tone) for p in piece.phones),
        words=tuple(WordTiming(w.token_index, at(w.onset_samples), at(w.end_samples)) for w in piece.words),
        marks=tuple(MarkTiming(m.name, at(m.onset_samples)) for m in piece.marks),
        characters=tuple(CharacterTiming(c.index, at(c.onset_samples), at(c.end_samples)) for c in piece.characters),
        visemes=tuple(VisemeTiming(v.symbol, at(v.onset_samples)) for v in piece.visemes),
    )
