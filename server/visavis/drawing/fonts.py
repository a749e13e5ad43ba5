"""Letters in pictures, also where this machine has no font with Chinese ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont
from PIL.ImageFont import ImageFont as BitmapFont

_CJK: Final = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
"""Where systems have a font with Chinese, Japanese and Korean letters."""
_LATIN_END: Final = 0x250
"""The font that Pillow carries has letters below this."""

Font = FreeTypeFont | BitmapFont


@cache
def font(size_px: int, *, wide: bool = False) -> Font:
    """A font of this size; ``wide``: the system's with East Asian letters, where there is one."""
    path = _cjk_path() if wide else None
    return ImageFont.truetype(path, size_px) if path is not None else ImageFont.load_default(size_px)


def drawable(text: str) -> tuple[str, bool]:
    """The text as it can be drawn here, and whether it needs the wide font.

    Without such a font Chinese is told in pinyin, and other letters that nothing can draw as a dot.
    """
    if all(ord(letter) < _LATIN_END for letter in text):
        return text, False
    if _cjk_path() is not None:
        return text, True
    from pypinyin import Style, lazy_pinyin

    spelled = " ".join(lazy_pinyin(text, style=Style.TONE))
    return "".join(letter if ord(letter) < _LATIN_END else "·" for letter in spelled), False


@cache
def _cjk_path() -> str | None:
    return next((path for path in _CJK if Path(path).is_file()), None)
