"""The form in which questions are compared: width, case, signs, and traditional characters do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from opencc import OpenCC

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef"
_SIGNS: Final = re.compile(r"[^\w]+|_")
_CONTRACTIONS: Final = (
    (re.compile(r"\bcan['’]?t\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon['’]t\b"), "will not"),
    (re.compile(r"n['’]t\b"), " not"),
    (re.compile(r"['’]s\b"), " is"),
    (re.compile(r"['’]m\b"), " am"),
    (re.compile(r"['’]re\b"), " are"),
    (re.compile(r"['’](?:d|ll)\b"), " will"),
    (re.compile(r"['’]ve\b"), " have"),
)
_HAN_BESIDE_SPACE: Final = re.compile(rf"(?<=[{HAN}]) (?=[{HAN}])")
_BEYOND_LATIN: Final = re.compile(f"[{HAN}]")


def fold(text: str) -> str:
    """``text`` in small letters, plain width and simplified characters, with one space for whatever is no letter, and
    none between Chinese characters."""
    folded = unicodedata.normalize("NFKC", text).lower()
    if "n" in folded or "'" in folded or "’" in folded:
        for pattern, replacement in _CONTRACTIONS:
            folded = pattern.sub(replacement, folded)
    if _BEYOND_LATIN.search(folded):
        folded = _to_simplified().convert(folded)
    return _HAN_BESIDE_SPACE.sub("", _SIGNS.sub(" ", folded).strip())


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")
