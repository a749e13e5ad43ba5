"""What the reference voices say: sentences of a customer-service day, written for the bench."""

from __future__ import annotations

from importlib.resources import files


def sentences(language: str) -> tuple[str, ...]:
    """The sentences for ``en`` or ``zh``. Raises ValueError for another language."""
    if language not in {"en", "zh"}:
        raise ValueError(f"the bench has sentences in en and zh, not in {language!r}")
    text = files("visavis.bench.lipsync").joinpath(f"data/sentences_{language}.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line.strip())
