"""What a model thinks aloud between ``<think>`` and ``</think>``, taken out of what it writes."""

from __future__ import annotations

import re
from typing import Final

_CLOSED: Final = re.compile(r"</(?:think|thinking|reasoning)>[ \t]*\n{0,2}", re.IGNORECASE)
_ANY: Final = re.compile(rf"<(?:think|thinking|reasoning)>|{_CLOSED.pattern}", re.IGNORECASE)
_LONGEST_SIGN: Final = len("</reasoning>")
_MAY_BE_SIGN: Final = re.compile(r"</?[a-z]{0,9}\Z", re.IGNORECASE)


class ThoughtFilter:
    """Takes text in pieces of any length, gives what is not thought. A thought without an end lasts to the end."""

    def __init__(self) -> None:
        self._pending = ""
        self._within = False

    def feed(self, text: str) -> str:
        """What of ``text``, and of what was held back before, is to be said."""
        self._pending += text
        return self._read(final=False)

    def flush(self) -> str:
        """The rest. The text ends here."""
        return self._read(final=True)

    def _read(self, *, final: bool) -> str:
        said: list[str] = []
        while self._pending:
            # A model whose server opened the thought writes only its end.
            sign = (_CLOSED if self._within else _ANY).search(self._pending)
            if sign is not None:
                if not self._within:
                    said.append(self._pending[: sign.start()])
                opens = sign[0][1] != "/"
                if not opens and not final and sign.end() == len(self._pending):
                    # The empty lines behind a thought may still come.
                    self._pending = self._pending[sign.start() :]
                    break
                self._pending = self._pending[sign.end() :]
                self._within = opens
                continue
            held = _held_from(self._pending, final=final)
            if not self._within:
                said.append(self._pending[:held])
            self._pending = self._pending[held:]
            break
        return "".join(said)


def _held_from(text: str, *, final: bool) -> int:
    """Index from which on a sign may be beginning."""
    found = None if final else _MAY_BE_SIGN.search(text, max(0, len(text) - _LONGEST_SIGN))
    return len(text) if found is None else found.start()
