"""Acts that a model writes into its text: ``[emotion:happy]``, ``[gesture:bow]``, ``[handover:reason]``,
``[show:link|address|title]``, ``[show:picture|address|what it shows]``, ``[show:buttons|Yes|No]``.

Chinese brackets and colons are understood too. Whatever else looks like that, such as ``[wave:left]``, is taken for a
tag that is misspelt or unknown: it is dropped and counted, and never said. ``[Note: see below]`` is text.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from .acts import Act, ActReader

_LONGEST: Final = 2400
_KINDS: Final = ("emotion", "gesture", "handover", "show")
_TAG: Final = re.compile(
    r"[\[【][ \t]*(?:(?P<bare>handover)|(?P<kind>[A-Za-z][A-Za-z_-]{1,19})[ \t]*[:：](?P<value>[^\[\]【】\n]{0,2300}))"
    r"[ \t]*[\]】]",
    re.IGNORECASE,
)
_MAY_BE_TAG: Final = re.compile(
    r"[\[【][ \t]*(?:[A-Za-z][A-Za-z_-]{0,19}[ \t]*(?:[:：][^\[\]【】\n]{0,2300})?)?\Z", re.IGNORECASE
)
_STRANGE: Final = re.compile(r"[\[【][a-z_-]{2,20}[:：](?!//)[^\s\[\]【】]{1,40}[\]】]")
_OPENERS: Final = re.compile(r"[\[【]")
_BROKEN: Final = re.compile(rf"[\[【][ \t]*(?:{'|'.join(_KINDS)})[ \t]*[:：][ \t]*[A-Za-z_|-]*", re.IGNORECASE)
"""The head of one of ours that never ends: what stands behind it is text."""
_BEGUN: Final = re.compile(r"[\[【][ \t]*([A-Za-z]{2,})")


class TagFilter:
    """Takes text in pieces of any length; gives text without tags, and the acts at their places."""

    def __init__(self, reader: ActReader) -> None:
        self.dropped: Counter[str] = Counter()
        """How many tags led to nothing, by kind; ``other`` for kinds that are not ours."""
        self._reader = reader
        self._pending = ""

    def feed(self, text: str) -> list[str | Act]:
        """What is certain now. No piece of text is empty."""
        self._pending += text
        return self._read(final=False)

    def flush(self) -> list[str | Act]:
        """The rest. A tag of ours that was begun and not ended is dropped."""
        return self._read(final=True)

    def _read(self, *, final: bool) -> list[str | Act]:
        found: list[str | Act] = []
        text, at, begin = self._pending, 0, 0
        while (opener := _OPENERS.search(text, at)) is not None:
            at = opener.start()
            tag = _TAG.match(text, at)
            if tag is not None:
                certain = _is_ours(tag)
                following = text[tag.end() : tag.end() + 1]
                if not certain and not following and not final:
                    break  # an address in round brackets may follow: then it is a link
                if not certain and (following == "(" or _STRANGE.fullmatch(tag[0]) is None):
                    at += 1
                    continue
                _add(found, text[begin:at])
                act = self._act(tag)
                if act is not None:
                    found.append(act)
                at = begin = tag.end()
            elif _MAY_BE_TAG.match(text, at) and len(text) - at < _LONGEST:
                if not final:
                    break
                begun = _BEGUN.match(text, at)
                if begun is not None and any(kind.startswith(begun[1].lower()) for kind in _KINDS):
                    self.dropped["unfinished"] += 1
                    _add(found, text[begin:at])
                    begin = len(text)
                at = len(text)
            elif (broken := _BROKEN.match(text, at)) is not None:
                self.dropped["unfinished"] += 1
                _add(found, text[begin:at])
                at = begin = broken.end()
            else:
                at += 1
        end = len(text) if final or opener is None else at
        _add(found, text[begin:end])
        self._pending = text[max(begin, end) :]
        return found

    def _act(self, tag: re.Match[str]) -> Act | None:
        kind = (tag["bare"] or tag["kind"]).lower()
        value = (tag["value"] or "").strip()
        act: Act | None = None
        if kind == "emotion":
            act = self._reader.emotion(value)
        elif kind == "gesture":
            act = self._reader.gesture(value)
        elif kind == "handover":
            act = self._reader.handover(value)
        elif kind == "show":
            act = self._shown([part.strip() for part in value.split("|")])
        if act is None:
            self.dropped[kind if kind in _KINDS else "other"] += 1
        return act

    def _shown(self, parts: list[str]) -> Act | None:
        what, *rest = parts
        match what.lower(), rest:
            case "link", [url, *title]:
                return self._reader.link(url, " ".join(title))
            case "picture", [url, *alt]:
                return self._reader.picture(url, " ".join(alt))
            case "buttons", titles:
                return self._reader.buttons(titles)
        return None


def _is_ours(tag: re.Match[str]) -> bool:
    return tag["bare"] is not None or tag["kind"].lower() in _KINDS


def _add(found: list[str | Act], text: str) -> None:
    if text:
        found.append(text)
