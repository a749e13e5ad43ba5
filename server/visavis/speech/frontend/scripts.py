"""Scripts: which language a character speaks for, and which language a text is in."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

from .latin import latin_language

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Han characters, as the inside of a regular expression's character class."""
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\u0300-\u036f"
"""Latin letters with their combining marks, as the inside of a character class."""

# First code point of each stretch of one script; "" is none of them.
_RANGES: tuple[tuple[int, str], ...] = (
    (0x0000, ""), (0x0041, "latin"), (0x005B, ""), (0x0061, "latin"), (0x007B, ""), (0x00AA, "latin"), (0x00AB, ""),
    (0x00BA, "latin"), (0x00BB, ""), (0x00C0, "latin"), (0x00D7, ""), (0x00D8, "latin"), (0x00F7, ""),
    (0x00F8, "latin"), (0x02B0, ""), (0x0370, "greek"), (0x0400, "cyrillic"), (0x0530, "armenian"),
    (0x0590, "hebrew"), (0x0600, "arabic"), (0x0700, ""), (0x0750, "arabic"), (0x0780, ""), (0x0900, "devanagari"),
    (0x0980, "bengali"), (0x0A00, "gurmukhi"), (0x0A80, "gujarati"), (0x0B00, "odia"), (0x0B80, "tamil"),
    (0x0C00, "telugu"), (0x0C80, "kannada"), (0x0D00, "malayalam"), (0x0D80, "sinhala"), (0x0E00, "thai"),
    (0x0E80, "lao"), (0x0F00, ""), (0x1000, "burmese"), (0x10A0, "georgian"), (0x1100, "hangul"), (0x1200, "ethiopic"),
    (0x13A0, ""), (0x1780, "khmer"), (0x1800, ""), (0x1E00, "latin"), (0x1F00, "greek"), (0x2000, ""),
    (0x3005, "kana"), (0x3006, ""), (0x3007, "han"), (0x3008, ""), (0x3041, "kana"), (0x30FB, ""), (0x30FC, "kana"),
    (0x3100, ""), (0x3131, "hangul"), (0x318F, ""), (0x31F0, "kana"), (0x3200, ""), (0x3400, "han"), (0x4DC0, ""),
    (0x4E00, "han"), (0xA000, ""), (0xAC00, "hangul"), (0xD7A4, ""), (0xF900, "han"), (0xFB00, ""), (0xFB1D, "hebrew"),
    (0xFB50, "arabic"), (0xFE00, ""), (0xFE70, "arabic"), (0xFEFF, ""), (0x20000, "han"), (0x323B0, ""),
)  # fmt: skip
_STARTS = [start for start, _ in _RANGES]

# The language a script stands for when the main language does not use it.
_DEFAULT_LANGUAGE = {
    "latin": "en", "han": "zh", "kana": "ja", "hangul": "ko", "cyrillic": "ru", "greek": "el", "hebrew": "he",
    "arabic": "ar", "devanagari": "hi", "bengali": "bn", "gurmukhi": "pa", "gujarati": "gu", "odia": "or",
    "tamil": "ta", "telugu": "te", "kannada": "kn", "malayalam": "ml", "sinhala": "si", "thai": "th", "lao": "lo",
    "burmese": "my", "georgian": "ka", "ethiopic": "am", "khmer": "km", "armenian": "hy",
}  # fmt: skip
# Scripts of the languages that are not written in Latin letters, beyond the defaults above.
_SCRIPTS_OF = {
    "ja": ("han", "kana"), "yue": ("han",), "wuu": ("han",), "nan": ("han",), "hak": ("han",), "uk": ("cyrillic",),
    "be": ("cyrillic",), "bg": ("cyrillic",), "mk": ("cyrillic",), "sr": ("cyrillic", "latin"), "kk": ("cyrillic",),
    "ky": ("cyrillic",), "mn": ("cyrillic",), "tt": ("cyrillic",), "tg": ("cyrillic",), "fa": ("arabic",),
    "ur": ("arabic",), "ps": ("arabic",), "sd": ("arabic",), "ug": ("arabic",), "mr": ("devanagari",),
    "ne": ("devanagari",), "sa": ("devanagari",), "as": ("bengali",), "yi": ("hebrew",), "ti": ("ethiopic",),
}  # fmt: skip
_NON_LATIN = {language: (script,) for script, language in _DEFAULT_LANGUAGE.items() if script != "latin"}
# Characters that written Mandarin does not have; two of them make a text Cantonese.
_CANTONESE_WORDS = frozenset("嘅咗哋冇啲喺嚟嘢咁嗰佢咩唔畀啱噉乜嘥攞嗌")
# In a text without a letter these tell that a Chinese keyboard wrote it.
_LATIN_WORDS = re.compile("[A-Za-z]+")
_CHINESE_SIGNS = frozenset("，。！？；：、（）《》【】￥％～")
_MANDARIN = frozenset({"zh", "cmn", "zho", "chi"})
_CANTONESE = frozenset({"yue", "hk", "mo"})


def primary_language(code: str) -> str:
    """``zh`` for ``zh-CN`` or ``cmn``, ``en`` for ``en_GB``: the part of a language code that selects the rules.

    Brazil counts and says amounts otherwise than Portugal, so ``pt-br`` is a language here; what is written in Hong
    Kong and Macau is read in Cantonese, ``yue``.
    """
    parts = code.strip().replace("_", "-").lower().split("-")
    primary = "zh" if parts[0] in _MANDARIN else parts[0]
    if primary == "zh" and _CANTONESE.intersection(parts):
        return "yue"
    return "pt-br" if primary == "pt" and "br" in parts else primary


@lru_cache(maxsize=4096)
def script_of(character: str) -> str:
    """Name of the character's script, or an empty string for anything that is not a letter."""
    script = _RANGES[bisect_right(_STARTS, ord(character)) - 1][1]
    if script in {"", "latin", "han", "kana"}:
        return script
    return script if unicodedata.category(character)[0] in "LM" else ""


@lru_cache(maxsize=512)
def language_of_script(script: str, main: str) -> str:
    """Language to read ``script`` in, inside a text whose main language is ``main``."""
    if script in _SCRIPTS_OF.get(main, ()) or script in _NON_LATIN.get(main, ()):
        return main
    if script == "latin" and main not in _NON_LATIN and main not in _SCRIPTS_OF:
        return main
    return _DEFAULT_LANGUAGE[script]


def _is_english_with_chinese(text: str, han: int) -> bool:
    """An English sentence that names something in Chinese: it starts in Latin, and has no fewer words than the other
    has characters; two of them at least are no names."""
    words = _LATIN_WORDS.findall(text)
    first = next((character for character in text if script_of(character)), "")
    return script_of(first) == "latin" and len(words) >= han and sum(word.islower() for word in words) >= 2


def detect_language(text: str) -> str:
    """Main language by script: kana, then hangul, then Han, then the most frequent; ``zh`` or ``en`` for none.

    Latin text is told by its words.
    """
    counts: dict[str, int] = {}
    for character in text:
        script = script_of(character)
        if script:
            counts[script] = counts.get(script, 0) + 1
    # A text with a few kana in much Chinese is Chinese that quotes Japanese.
    if counts.get("kana", 0) * 6 > counts.get("han", 0):
        return "ja"
    if counts.get("hangul", 0) > counts.get("han", 0):
        return "ko"
    if "han" in counts:
        if len(_CANTONESE_WORDS.intersection(text)) > 1:
            return "yue"
        return "en" if _is_english_with_chinese(text, counts["han"]) else "zh"
    if counts:
        script = max(counts, key=lambda script: counts[script])
        return latin_language(text) if script == "latin" else _DEFAULT_LANGUAGE[script]
    return "zh" if _CHINESE_SIGNS.intersection(text) else "en"
