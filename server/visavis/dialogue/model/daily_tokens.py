"""How many tokens a process may use in a day."""

from __future__ import annotations

from visavis.extensions.daily_allowance import DailyAllowance

from .contract import LanguageModelError


class DailyTokens(DailyAllowance):
    """Of what was asked and what was answered."""

    def used_up(self, limit: float) -> LanguageModelError:
        """``llm_limit``."""
        return LanguageModelError(
            f"the {limit:.0f} tokens of today are used up (VISAVIS_LLM_TOKENS_PER_DAY)", code="llm_limit"
        )
