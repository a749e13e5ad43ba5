"""Text to IPA through phonemizer, on the same espeak-ng that speaks: never on one the system happens to have.

phonemizer would pick the system's library; older ones read Mandarin wrongly. It is imported on first use: that takes
most of a second. The library keeps its state in globals, so calls are taken one at a time.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Final

import espeakng_loader

if TYPE_CHECKING:
    from phonemizer.backend import EspeakBackend

_lock: Final = Lock()
_VOICES: Final = {
    "zh": "cmn",
    "zh-cn": "cmn",
    "zh-hans": "cmn",
    "en": "en-us",
    "fr": "fr-fr",
    "zh-hk": "yue",
    "no": "nb",
}


@cache
def configure() -> None:
    """Point phonemizer at the library and data of ``espeakng_loader``. Done once; :func:`phonemize` does it itself."""
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())


def phonemize(text: str, language: str) -> str:
    """IPA of ``text`` with stress marks, and digits for the tones of a tone language; words separated by spaces.

    ``language`` is a BCP 47 code or espeak's name of a voice; Mandarin may be written as characters or digit pinyin.

    Raises:
        ValueError: espeak-ng does not read the language.
    """
    if not text.strip():
        return ""
    with _lock:
        lines: list[str] = _backend(_VOICES.get(language.lower(), language.lower())).phonemize(
            [" ".join(text.split())], strip=True
        )
    return lines[0] if lines else ""


@cache
def _backend(voice: str) -> EspeakBackend:
    configure()
    import logging

    from phonemizer.backend import EspeakBackend

    if not EspeakBackend.is_supported_language(voice):
        raise ValueError(f"espeak-ng does not read {voice!r}")
    quiet = logging.getLogger("visavis.phonemizer")
    quiet.setLevel(logging.ERROR)
    return EspeakBackend(voice, with_stress=True, language_switch="remove-flags", words_mismatch="ignore", logger=quiet)
