"""The rules of the languages that have words of their own, before those that are for every language."""

from __future__ import annotations

from functools import cache

from .language_data import KNOWN
from .rules_amounts import amount_rules, currency_first
from .rules_calendar import calendar_rules
from .rules_short import ACRONYM_RULES, PER_RULES, PHONE_RULES, abbreviation_rule, days_rules
from .rules_web import WEB_RULES
from .scan import Rule


@cache
def european_rules(language: str) -> dict[str, tuple[Rule, ...]]:
    """By kind of the first character, as in :mod:`.rules`; empty for other languages."""
    if language not in KNOWN:
        return {}
    calendar, amounts = calendar_rules(language), amount_rules(language)
    short, currency, days = abbreviation_rule(language), currency_first(language), days_rules(language)
    return {
        "digit": (*WEB_RULES, *PHONE_RULES[:2], *calendar, *PHONE_RULES[2:], *amounts),
        "latin": (*WEB_RULES, currency, *days, short, *ACRONYM_RULES),
        "sign": (*PHONE_RULES, *PER_RULES, currency, short, *amounts[:3]),
        "other": (*days, short, *ACRONYM_RULES),
    }
