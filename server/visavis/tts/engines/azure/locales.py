"""What Azure's voices tell of the mouth, by the locale that their names begin with.

Source: Microsoft, Language and voice support, table of visemes and blend shapes.
"""

from __future__ import annotations

from typing import Final

from visavis.resources import viseme_maps_dir

_WITH_SHAPES: Final = {
    "de": "AT CH DE",
    "en": "AU CA GB HK IE IN KE NG NZ PH SG TZ US ZA",
    "es": "AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV US UY VE",
    "fr": "BE CA CH FR",
    "it": "IT",
    "pt": "BR PT",
    "zh": "CN",
}
"""Regions of each language whose voices tell blendshapes too; all others tell viseme ids alone."""


def locale_of(voice: str) -> str:
    """The locale in a voice's name.

    >>> locale_of("zh-CN-XiaoxiaoNeural"), locale_of("zh-CN-liaoning-XiaobeiNeural"), locale_of("en-US-Ava:DragonHD")
    ('zh-CN', 'zh-CN-liaoning', 'en-US')
    """
    parts = voice.split("-")
    is_dialect = len(parts) > 3 and parts[2].islower()
    return "-".join(parts[: 3 if is_dialect else 2])


def languages_of(locale: str) -> tuple[str, ...]:
    """What a voice of this locale reads when nobody says: its own language, and English beside Chinese."""
    primary, _, region = locale.partition("-")
    if locale == "zh-HK":
        return ("yue", "en")
    if primary in {"zh", "yue", "wuu"}:
        return (*(() if region == "CN" and primary == "zh" else (locale,)), primary, "en")
    return (locale, primary) if region else (primary,)


def tells_blendshapes(locale: str) -> bool:
    """Whether voices of this locale make the 55 blendshapes."""
    primary, _, region = locale.partition("-")
    return region in _WITH_SHAPES.get(primary, "").split()


def viseme_map_of(locale: str) -> str:
    """Name of the map of this locale's viseme ids: its own where there is one."""
    own = f"azure-{locale.lower()}-to-viseme15"
    return own if (viseme_maps_dir() / f"{own}.json").is_file() else "azure-to-viseme15"
