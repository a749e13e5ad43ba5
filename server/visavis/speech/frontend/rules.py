"""Which rules are tried on which first character, in order."""

from __future__ import annotations

from functools import cache

from .rules_cantonese import CANTONESE_RULES
from .rules_codes import CODE_RULES, DIGIT_STRING_RULES, ENDING_RULES, TELEPHONE_RULES
from .rules_dates import DATE_RULES, MONTH_NAME_RULES
from .rules_european import european_rules
from .rules_fractions import FRACTION_RULES, MIXED_FRACTION_RULES
from .rules_ja import japanese_rules
from .rules_ko import korean_rules
from .rules_money import MONEY_RULES
from .rules_numbers import MONTH_RULES, NUMBER_RULES, QUANTITY_RULES
from .rules_signs import SIGN_RULES
from .rules_web import WEB_RULES
from .rules_words import WORD_RULES
from .scan import Rule

RULES_BY_KIND: dict[str, tuple[Rule, ...]] = {
    "digit": (
        *WEB_RULES,
        *TELEPHONE_RULES,
        *DATE_RULES,
        *MONTH_RULES,
        *MONEY_RULES,
        *DIGIT_STRING_RULES,
        *MIXED_FRACTION_RULES,
        *QUANTITY_RULES,
        *CODE_RULES,
        *FRACTION_RULES,
        *NUMBER_RULES,
    ),
    "latin": (*WEB_RULES, *MONEY_RULES, *MONTH_NAME_RULES, *CODE_RULES, *WORD_RULES),
    "sign": (
        *ENDING_RULES,
        *TELEPHONE_RULES,
        *MONEY_RULES,
        *MIXED_FRACTION_RULES,
        *QUANTITY_RULES,
        *NUMBER_RULES,
        *SIGN_RULES,
    ),
    "other": (),
}

_SIGNS = frozenset("+-–—−±¥￥$€£₩₹₽฿(.×*÷=<>≤≥≈&@#%‰~～½¼¾⅓⅔⅛²³℃℉°™/")


def kind_of(character: str) -> str:
    """Which rules can start with ``character``: ``digit``, ``latin``, ``sign`` or ``other``."""
    if "0" <= character <= "9":
        return "digit"
    if character.isascii():
        if character.isalpha():
            return "latin"
        return "sign" if character in _SIGNS else "other"
    if "\u00c0" <= character <= "\u024f" or "\u1e00" <= character <= "\u1eff":
        return "latin" if character.isalpha() else "sign"
    return "sign" if character in _SIGNS else "other"


@cache
def rules_for(main: str) -> dict[str, tuple[Rule, ...]]:
    """The rules of a text's main language by kind: its own first, then those of every language."""
    own = european_rules(main)
    if main == "yue":
        own = {"digit": CANTONESE_RULES, "sign": CANTONESE_RULES}
    elif main == "ko":
        own = korean_rules()
    elif main == "ja":
        own = japanese_rules()
    return {kind: (*own.get(kind, ()), *rules) for kind, rules in RULES_BY_KIND.items()}
