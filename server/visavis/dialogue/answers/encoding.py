"""Bytes of a table to text: UTF-8, UTF-16 with a mark, or what Chinese spreadsheets write, GBK."""

from __future__ import annotations

import codecs
import re
from typing import Final

# Characters of GB 2312's first level and its punctuation are what real text is made of; a wrong guess gives rare ones.
_COMMON: Final = re.compile(r"[\x00-\x7f\u3000-\u301c\uff01-\uff5e\u2014\u2018-\u201d\u2026\u00b7\uffe5]")

_LOOKED_AT: Final = 10_000


class EncodingError(ValueError):
    """No known encoding gives a text. ``line`` is where UTF-8 ends to fit."""

    def __init__(self, line: int, told: str) -> None:
        super().__init__(told)
        self.line = line


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises :class:`EncodingError`.

    UTF-8 is strict enough that other encodings hardly ever pass for it, so it is tried first. GBK takes almost any
    bytes: it is believed only where nearly all characters are common ones.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError:
            raise EncodingError(1, "it begins as UTF-16 and is none; save it as UTF-8") from None
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        told = f"byte {content[error.start]:#04x} is neither UTF-8 nor GBK; save the file as UTF-8"
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        raise EncodingError(line, told) from None
    if _common_share(text) < 0.9:
        raise EncodingError(line, told)
    return text, "gb18030"


def _common_share(text: str) -> float:
    """Share of common characters among those beyond ASCII."""
    beyond = [character for character in text if ord(character) > 0x7F][:_LOOKED_AT]
    return sum(map(_is_common, beyond)) / len(beyond) if beyond else 0.0


def _is_common(character: str) -> bool:
    if _COMMON.match(character):
        return True
    try:
        first, *_ = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return 0xB0 <= first <= 0xD7
