"""The sounds that are looked for: the phones of a rendering without its pauses, one model each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from visavis.speech.alignment.chain import Chain, build_chain
from visavis.speech.alignment.reference import Reference
from visavis.speech.cues import Phone

# A vowel and a consonant that a rendering counts as one: two sounds for the ear and the lips.
_SPLIT: Final = {
    "ɑːɹ": ("ɑː", "ɹ"),
    "ɔːɹ": ("ɔː", "ɹ"),
    "oːɹ": ("oː", "ɹ"),
    "ɛɹ": ("ɛ", "ɹ"),
    "ɪɹ": ("ɪ", "ɹ"),
    "ʊɹ": ("ʊ", "ɹ"),
    "əɹ": ("ə", "ɹ"),
    "ʌɹ": ("ʌ", "ɹ"),
    "aɪə": ("aɪ", "ə"),
    "aɪɚ": ("aɪ", "ɚ"),
    "aʊɚ": ("aʊ", "ɚ"),
    "iə": ("i", "ə"),
    "iːə": ("iː", "ə"),
    "əl": ("ə", "l"),
    "ʊŋ": ("ʊ", "ŋ"),
}
_FIRST_SHARE: Final = 0.6
# Sounds too alike to be worth a model each.
_MODEL: Final = {"ɑ": "ɑː", "ɔ": "ɔː", "oː": "ɔː", "iː": "i", "uː": "u", "ɐ": "ə", "ɝ": "ɜː"}


@dataclass(frozen=True, slots=True)
class Script:
    """Phones in order, with their times in the rendering, their tokens, and the chain of their models."""

    phones: tuple[Phone, ...]
    """No silence among them; times in samples of the rendering."""
    tokens: tuple[int, ...]
    chain: Chain


def script_of(reference: Reference) -> Script | None:
    """What a rendering says; None where it says nothing."""
    phones: list[Phone] = []
    tokens: list[int] = []
    for phone, token in zip(reference.phones, reference.tokens, strict=True):
        if phone.ipa:
            parts = _parts(phone)
            phones += parts
            tokens += [token] * len(parts)
    if not phones:
        return None
    begins = [index == 0 or tokens[index] != tokens[index - 1] for index in range(len(tokens))]
    return Script(tuple(phones), tuple(tokens), build_chain([model_name(phone.ipa) for phone in phones], begins))


def model_name(ipa: str) -> str:
    """The model that describes a phone."""
    return _MODEL.get(ipa, ipa)


def _parts(phone: Phone) -> Sequence[Phone]:
    pair = _SPLIT.get(phone.ipa)
    if pair is None:
        return (phone,)
    middle = phone.onset_samples + round(_FIRST_SHARE * (phone.end_samples - phone.onset_samples))
    return (
        replace(phone, ipa=pair[0], end_samples=middle),
        replace(phone, ipa=pair[1], onset_samples=middle, stress=0, tone=0),
    )
