"""Tells "mhm" from a remark: sounds by which people show that they listen, and by which nobody is interrupted."""

from __future__ import annotations

import re
from typing import Final

_ZH: Final = (
    "(?:嗯+|呃+|哼+|啊+|哦+|噢+|喔+|唔+|唉|诶|欸|对+|是+的?|好+的?|行|没错|明白|知道了?|原来如此|这样啊?|可以|当然)"
)
_EN: Final = (
    r"(?:m+h*m+|h+m+|mm+|uh[\s-]*h[ua]h|ah+|oh+|uh+|um+|er+m*|yeah|yea|yep|yup|yes|ok|okay|right|sure|i see|"
    r"got it|alright|really|wow|cool|great|good)"
)
_PARTICLES: Final = "[啊呀哦呢吧啦嘛的了]?"
_SIGNS: Final = re.compile(r"[^\w']+")
_HAN: Final = re.compile(rf"(?:{_ZH}{_PARTICLES}\s*){{1,4}}")
_LATIN: Final = re.compile(rf"{_EN}(?:\s+{_EN}){{0,3}}", re.IGNORECASE)
_LONGEST: Final = 24


def is_back_channel(said: str) -> bool:
    """Whether ``said`` only shows that somebody listens, or is nothing at all. Meant for what is said while the avatar
    speaks: as an answer to a question of the avatar's the same words count."""
    text = _SIGNS.sub(" ", said).strip()
    if not text:
        return True
    if len(text) > _LONGEST:
        return False
    return bool(_HAN.fullmatch(text) or _LATIN.fullmatch(text))
