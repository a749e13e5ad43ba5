"""What was understood of an utterance, put together of the stretches that a recogniser tells."""

from __future__ import annotations

from typing import Final

from visavis.speech.frontend.scripts import script_of

from .recogniser import Heard

MOST_CHARS: Final = 4000
"""Nobody says as much in a minute."""
_CLOSE_SIGNS: Final = frozenset("，。！？；：、…「」『』（）《》")


class Transcript:
    """Of one try."""

    def __init__(self) -> None:
        self._text = ""
        self._finals: list[Heard] = []
        self._pending = False

    @property
    def begun(self) -> bool:
        """A stretch is final."""
        return bool(self._finals)

    @property
    def complete(self) -> bool:
        """Nothing was told that did not become final."""
        return not self._pending

    def add(self, heard: Heard) -> Heard:
        """The whole utterance so far, which is not final yet."""
        said = " ".join(heard.text.split())
        text = joined(self._text, said)[:MOST_CHARS]
        if heard.final:
            self._text = text
            self._finals.append(heard)
            self._pending = False
            return Heard(text, final=False, language=self._language(), stable_chars=len(text))
        self._pending = True
        stable = max(len(self._text), len(text) - len(said) + min(heard.stable_chars, len(said)))
        if not heard.stable_chars:
            stable = len(self._text)
        return Heard(text, False, heard.language or self._language(), None, min(stable, len(text)))

    def whole(self, *, cut: bool) -> Heard:
        """All that is final. An empty text says that nothing was understood."""
        text = self._text
        return Heard(text, True, self._language(), self._confidence(), len(text), cut)

    def _language(self) -> str | None:
        """That of the longest stretch."""
        told = [heard for heard in self._finals if heard.language]
        return max(told, key=lambda heard: len(heard.text)).language if told else None

    def _confidence(self) -> float | None:
        told = [(heard.confidence, len(heard.text)) for heard in self._finals if heard.confidence is not None]
        letters = sum(length for _, length in told)
        if not letters:
            return None
        return max(0.0, min(1.0, sum(confidence * length for confidence, length in told) / letters))


def joined(before: str, after: str) -> str:
    """Two stretches of speech in one text: with a space, but for scripts that are written without.

    >>> joined("您好。", "我的订单"), joined("Hello.", "My order"), joined("iPhone", "多少钱")
    ('您好。我的订单', 'Hello. My order', 'iPhone多少钱')
    """
    if not before or not after:
        return before or after
    return before + ("" if _is_close(before[-1]) or _is_close(after[0]) else " ") + after


def _is_close(character: str) -> bool:
    return character in _CLOSE_SIGNS or script_of(character) in {"han", "kana"}
