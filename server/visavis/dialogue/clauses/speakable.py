"""Markdown as it is said: without its signs, pictures, emoji and markup.

It works on a part of a text as well as on the whole: a sign of emphasis that has lost its partner is dropped too.
"""

from __future__ import annotations

import re
from typing import Final

_ADDRESS: Final = r"\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:\s+\"[^\"\n]{0,200}\")?\)"
"""In round brackets; one pair more may stand in it."""
_IMAGE: Final = re.compile(rf"!\[[^\[\]\n]{{0,400}}\]{_ADDRESS}")
_LINK: Final = re.compile(rf"\[([^\[\]\n]{{0,400}})\]{_ADDRESS}")
_AUTOLINK: Final = re.compile(r"<((?:https?://|mailto:)[^\s<>]{1,2000})>")
_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>|<!--.{0,300}?-->")
_LINE_SIGN: Final = re.compile(
    r"(?m)^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+•][ \t]+(?:\[[ xX]\][ \t]+)?|(?:[-*_][ \t]*){3,}$)"
)
_EMPHASIS: Final = re.compile(
    r"(?<!\\)\*{1,3}(?![\s*])|(?<![\s*\d\\])\*{1,3}|~~|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)"
)
_TIMES: Final = re.compile(r"(?<=[\d)])[ \t]?\*[ \t]?(?=[\d(])")
_CODE: Final = re.compile(r"`+")
_ESCAPED: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!|~>-])")
_EMOJI: Final = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\ufe0e\ufe0f\u200d\u20e3\U000e0020-\U000e007f]+"
)
_SPACES: Final = re.compile(r"[ \t]{2,}")
_KEPT_TIMES: Final = "×"


def speakable(written: str) -> str:
    """What is to be said of ``written``. Lines stay lines: their ends are pauses.

    >>> speakable("**退款**请看[这里](https://shop.example/refund) 😊")
    '退款请看这里 '
    """
    text = _IMAGE.sub("", written)
    text = _LINK.sub(r"\1", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _MARKUP.sub("", text)
    text = _LINE_SIGN.sub("", text)
    text = _TIMES.sub(_KEPT_TIMES, text)
    text = _EMPHASIS.sub("", text)
    text = _CODE.sub("", text)
    text = _ESCAPED.sub(r"\1", text)
    text = _EMOJI.sub("", text)
    return _SPACES.sub(" ", text)
