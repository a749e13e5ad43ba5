"""The voices of the library under our names: the curated ones first, then every other language it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from visavis.tts.engine import Voice
from visavis.tts.engines.espeak.script import ENGLISH, MANDARIN, Speaker
from visavis.tts.evening.declared import declared_loudness

ENGINE_NAME: Final = "espeak"
_FEMALE: Final = "visavis-female"
_MALE: Final = "visavis-male"
# Invented for films and experiments, another spelling of a voice that is there, or of no use with the wheel's data.
_LEFT_OUT: Final = frozenset(
    {
        *("art/piqd", "art/py", "art/qdb", "art/qya", "art/sjn", "art/xex", "gmw/en-Shaw", "gmw/en-US", "ira/fa-Latn"),
        *("gmq/fo", "iro/chr", "trk/kaa"),
        *("sit/cmn", "sit/cmn-Latn-pinyin", "sit/yue-Latn-jyutping"),
    }
)
_TITLES: Final = {
    "ar": "العربية",
    "bg": "Български",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "es": "Español (España)",
    "es-419": "Español (Latinoamérica)",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "hak": "客家话",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "ms": "Bahasa Melayu",
    "nb": "Norsk bokmål",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português (Portugal)",
    "pt-br": "Português (Brasil)",
    "ro": "Română",
    "ru": "Русский",
    "sv": "Svenska",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "vi": "Tiếng Việt",
    "yue": "粵語",
}
# Further codes that a voice is suggested for.
_ALSO: Final = {"yue": ("zh-hk", "zh-mo")}
# The library's first code for a language where it is not the usual one.
_CODES: Final = {"fr-fr": "fr"}
_CURATED: Final = (
    ("zh", "普通话（女声）", ("zh", "en"), "female"),
    ("en", "English (female)", ("en", "zh"), "female"),
    ("zh-male", "普通话（男声）", ("zh", "en"), "male"),
    ("en-male", "English (male)", ("en", "zh"), "male"),
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Voices by name, with what the script builder needs to know of each."""

    voices: tuple[Voice, ...]
    speakers: Mapping[str, Speaker]


def build_catalogue(listed: Iterable[Mapping[str, Any]], sample_rate_hz: int) -> Catalogue:
    """From the library's own list (``languages``, ``name``, ``identifier``)."""
    others = sorted(
        ((_code(entry), entry) for entry in listed if entry["identifier"] not in _LEFT_OUT), key=lambda pair: pair[0]
    )
    names = {"zh": MANDARIN, "cmn": MANDARIN, "en": ENGLISH, "en-us": ENGLISH}
    for code, entry in others:
        for language in (code, *entry["languages"]):
            names.setdefault(language.lower(), entry["identifier"])
    voices, speakers = [], {}
    for identifier, title, languages, gender in _CURATED:
        name = f"{ENGINE_NAME}:{identifier}"
        default_for = languages[:1] if gender == "female" else ()
        voices.append(Voice(name, ENGINE_NAME, title, languages, sample_rate_hz, gender, default_for))
        home = MANDARIN if languages[0] == "zh" else ENGLISH
        speakers[name] = Speaker(_MALE if gender == "male" else _FEMALE, languages[0], home, names)
    for code, entry in others:
        name = f"{ENGINE_NAME}:{code}"
        if name in speakers:
            continue
        title = _TITLES.get(code, entry["name"].strip())
        default_for = (code,) if names.get(code.partition("-")[0]) == entry["identifier"] else ()
        also = _ALSO.get(code, ())
        voices.append(Voice(name, ENGINE_NAME, title, (code,), sample_rate_hz, "female", (*default_for, *also)))
        speakers[name] = Speaker(_FEMALE, code, entry["identifier"], names)
    loudness = declared_loudness(__package__)
    return Catalogue(tuple(replace(voice, loudness_lufs=loudness.get(voice.name)) for voice in voices), speakers)


def _code(entry: Mapping[str, Any]) -> str:
    first = str(entry["languages"][0]).lower()
    return _CODES.get(first, first)
