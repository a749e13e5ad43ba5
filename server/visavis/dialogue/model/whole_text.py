"""Text whose characters come in halves: some services part an emoji between two pieces of an answer."""

from __future__ import annotations

from typing import Final

_FIRST_HALVES: Final = ("\ud800", "\udbff")


class WholeText:
    """Takes text in pieces of any length; gives whole characters. Half of one alone becomes U+FFFD: what holds it
    can neither be sent nor kept."""

    def __init__(self) -> None:
        self._half = ""

    def feed(self, text: str) -> str:
        """What is whole now."""
        text, self._half = self._half + text, ""
        if _FIRST_HALVES[0] <= text[-1:] <= _FIRST_HALVES[1]:
            text, self._half = text[:-1], text[-1]
        return _joined(text)

    def flush(self) -> str:
        """The rest. The text ends here."""
        half, self._half = self._half, ""
        return _joined(half)


def _joined(text: str) -> str:
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
