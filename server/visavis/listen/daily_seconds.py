"""How many seconds of sound a process may have recognised in a day."""

from __future__ import annotations

from visavis.extensions.daily_allowance import DailyAllowance

from .recogniser import RecogniserError


class DailySeconds(DailyAllowance):
    """Of sound that recognisers were given, each try anew."""

    def used_up(self, limit: float) -> RecogniserError:
        """``stt_limit``."""
        return RecogniserError(
            f"the {limit:g} seconds of today are used up (VISAVIS_LISTEN_SECONDS_PER_DAY)", code="stt_limit"
        )
