"""How long an analysis takes, so that its caller knows whether to leave the event loop for it."""

from __future__ import annotations

from .scripts import detect_language, primary_language

PER_CHARACTER_MS = {"ja": 0.075, "yue": 0.045, "ko": 0.02}
"""Languages whose readings come from a dictionary, or are worked out; measured, like the rest."""
OTHER_PER_CHARACTER_MS = 0.008
FIRST_MS = 1000.0
"""The first text of a language loads its words, patterns and dictionaries: 10 ms to a second."""
_UNGIVEN = frozenset({"", "auto", "und", "mul"})
_seen: set[str] = set()


def note(language: str) -> None:
    """What the language needs is loaded."""
    _seen.add(language)


def analysis_cost_ms(text: str, language: str | None) -> float:
    """About how long :func:`~visavis.speech.frontend.analyse` will take, in ms."""
    main = primary_language(language) if language else ""
    if main in _UNGIVEN:
        main = detect_language(text)
    first = 0.0 if main in _seen else FIRST_MS
    return first + len(text) * PER_CHARACTER_MS.get(main, OTHER_PER_CHARACTER_MS)
