"""Which shapes a phone passes through, for any IPA that an engine may write.

A symbol is looked up as written; then without the marks that have no mouth shape (length, stress, tone); then without
diacritics; then cut into the longest known pieces; and what is still unknown is answered by its base letter or its
phonetic class, counted in :attr:`PhoneShapes.unknown` and logged once. Nothing here raises on strange input.
"""

from __future__ import annotations

import logging
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from visavis.resources import viseme_maps_dir
from visavis.speech.viseme_map import Shapes, VisemeMap, VisemePart, load_viseme_map

_LOG = logging.getLogger(__name__)

VOWELS: Final = frozenset({"aa", "E", "I", "O", "U"})
SILENCES: Final = frozenset({"", "_", "|", "sil", "sp", "pau", "spn", "<eps>", "#"})

_MARKS: Final = frozenset("ːˑˈˌ'ˇˉˊˋ˙.,;:!?%=-‿|‖ \t\u0361\u035c˥˦˧˨˩꜈꜉꜊꜋꜌꜍꜎꜏꜐꜑꜒↗↘ꜛꜜ0123456789¹²³⁴⁵⁰")
_UNKNOWN_VOWEL: Final = (VisemePart("E", 1.0, 0.5),)
_UNKNOWN_CONSONANT: Final = (VisemePart("DD", 1.0, 0.8),)
_VOWEL_LETTERS: Final = frozenset("aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏ")
_SPOKEN_AS: Final = {"cmn": "zh"}
_REGIONS: Final = {"en": "us"}
"""What a language without a region is taken for."""
_REMEMBERED: Final = 4096
_ANSWERS: Final[dict[str, dict[str, Shapes]]] = {}
"""By the name of the map: every utterance has a look-up of its own, and finding a phone costs 10 µs."""


class PhoneShapes:
    """Looks phones up in the maps of one language.

    Mandarin and American English have maps of their own over the general one. Answers are remembered for the whole
    process, up to a bound.
    """

    def __init__(self, language: str = "en") -> None:
        """``language`` is a BCP 47 tag; unknown ones use the general IPA map."""
        self.map: VisemeMap = load_viseme_map(map_name(language))
        self.unknown: Counter[str] = Counter()
        """How often each symbol that no map knows was asked for."""
        self._answers = _ANSWERS.setdefault(self.map.name, {})

    def shapes(self, ipa: str) -> Shapes:
        """Shapes of a phone, in order; ``(sil,)`` for silence, ``"following"`` for an *h*."""
        found = self._answers.get(ipa)
        if found is None:
            found = self._find(ipa)
            if len(self._answers) < _REMEMBERED and ipa not in self.unknown:
                self._answers[ipa] = found
        return found

    def _find(self, ipa: str) -> Shapes:
        if ipa.strip() in SILENCES:
            return (VisemePart("sil", 1.0),)
        forms = [form for form in _forms(ipa, self.map.strip) if form]
        for form in forms:
            shapes = self.map.get(form)
            if shapes is not None:
                return shapes
        if not any(char.isalpha() for char in forms[-1]):
            self._report(ipa)
            return _UNKNOWN_VOWEL
        return self._pieces(ipa, forms[-1])

    def _pieces(self, ipa: str, text: str) -> Shapes:
        """Cut into the longest known symbols, each with its part of the time: a vowel takes twice a consonant's."""
        found: list[tuple[VisemePart, ...]] = []
        at = 0
        while at < len(text):
            for size in range(min(self.map.longest, len(text) - at), 0, -1):
                shapes = self.map.get(text[at : at + size])
                if shapes is not None:
                    break
            else:
                self._report(ipa)
                size, shapes = 1, _by_class(text[at])
            if shapes != "following":
                found.append(shapes)
            at += size
        if not found:
            return "following"
        weights = [2.0 if any(part.viseme in VOWELS for part in parts) else 1.0 for parts in found]
        whole = sum(weights)
        return tuple(
            part._replace(share=part.share * weight / whole)
            for parts, weight in zip(found, weights, strict=True)
            for part in parts
        )

    def _report(self, ipa: str) -> None:
        if ipa not in self.unknown:
            _LOG.warning("phone %r is in no part of viseme map %s; its class answers for it", ipa, self.map.name)
        if ipa in self.unknown or len(self.unknown) < _REMEMBERED:
            self.unknown[ipa] += 1


@lru_cache(maxsize=256)  # a language may come from a request
def map_name(language: str) -> str:
    """Name of the viseme map for the phones of a language: its own where ``viseme_maps`` has one, else the general one.

    ``ipa-en-us-to-viseme15.json`` answers for ``en-US``, ``ipa-zh-to-viseme15.json`` for every Chinese but those with
    a map of their own.
    """
    primary, _, rest = language.replace("_", "-").lower().partition("-")
    primary, region = _SPOKEN_AS.get(primary, primary), rest or _REGIONS.get(primary, "")
    for name in (f"{primary}-{region}", primary):
        if name.replace("-", "").isalnum() and (viseme_maps_dir() / f"ipa-{name}-to-viseme15.json").is_file():
            return f"ipa-{name}-to-viseme15"
    return "ipa-to-viseme15"


def _forms(ipa: str, strip: tuple[str, ...]) -> Iterable[str]:
    """The symbol with less and less around its letters."""
    text = unicodedata.normalize("NFC", ipa.strip())
    yield text
    text = text.replace("\u0361", "").replace("\u035c", "")
    yield text
    # Notations put a dot after a letter for retroflexes, so the ends go first and the middle later.
    text = text.strip("".join(_MARKS - {"."}))
    yield text
    for mark in strip:
        text = text.replace(mark, "") or text
    yield text
    text = "".join(char for char in text if char not in _MARKS or char == ".")
    yield text
    text = text.replace(".", "")
    yield text
    bare = "".join(
        char
        for char in unicodedata.normalize("NFD", text)
        if not unicodedata.combining(char) and unicodedata.category(char) != "Lm" and char not in _MARKS
    )
    yield bare


def _by_class(char: str) -> tuple[VisemePart, ...]:
    base = unicodedata.normalize("NFD", char.lower())[0]
    return _UNKNOWN_VOWEL if base in _VOWEL_LETTERS else _UNKNOWN_CONSONANT
