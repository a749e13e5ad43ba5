"""Azure wants a locale for each language that may be spoken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MOST_LOCALES: Final = 10
"""That are listened for at a time. Source: Microsoft, Implement language identification, continuous."""
USUAL: Final = ("zh-CN", "en-US")
"""Where nobody says what may be spoken."""
_LOCALES: Final = {
    "ar": "ar-SA", "cs": "cs-CZ", "da": "da-DK", "de": "de-DE", "el": "el-GR", "en": "en-US", "es": "es-ES",
    "fi": "fi-FI", "fr": "fr-FR", "he": "he-IL", "hi": "hi-IN", "hu": "hu-HU", "id": "id-ID", "it": "it-IT",
    "ja": "ja-JP", "ko": "ko-KR", "ms": "ms-MY", "nb": "nb-NO", "nl": "nl-NL", "no": "nb-NO", "pl": "pl-PL",
    "pt": "pt-BR", "ro": "ro-RO", "ru": "ru-RU", "sv": "sv-SE", "th": "th-TH", "tr": "tr-TR", "uk": "uk-UA",
    "vi": "vi-VN", "yue": "zh-HK", "zh": "zh-CN",
}  # fmt: skip


def locales(languages: Sequence[str]) -> list[str]:
    """A locale for each, in order, and only one for what the service takes for one language.

    >>> locales(["zh", "en-GB", "en", "yue"]), locales([])
    (['zh-CN', 'en-GB', 'zh-HK'], ['zh-CN', 'en-US'])
    """
    found: dict[str, str] = {}
    for language in languages:
        code = language.replace("_", "-")
        locale = _LOCALES.get(code.lower(), code) if "-" not in code else code
        if "-" in locale:
            found.setdefault(locale if locale.startswith("zh-") else locale.partition("-")[0], locale)
    return list(found.values())[:MOST_LOCALES] or list(USUAL)
