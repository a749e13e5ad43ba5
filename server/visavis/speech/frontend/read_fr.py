"""French readings."""

from __future__ import annotations

import re

from .read_other import OtherReader
from .reader import Number


class FrenchReader(OtherReader):
    """``un`` agrees with its noun, the first of a month is ``premier``, one and a half is singular."""

    def agree(self, said: str, gender: str) -> str:
        return re.sub(r"\bun$", "une", said) if gender == "f" else said

    def plural(self, number: Number) -> int:
        return 0 if number.whole.lstrip("0") in {"", "1"} else 1

    def money(self, number: Number, currency: str, scale: str = "") -> str:
        return re.sub(r"\bde (?=[aeéèêiouy])", "d'", super().money(number, currency, scale))

    def day(self, day: int) -> str:
        return "premier" if day == 1 else self.cardinal(str(day))

    def position(self, whole: str, ending: str) -> str:
        """``1re``, ``2e``, ``2nd``: the ordinal, in the gender that the ending tells."""
        if whole == "1":
            return "première" if ending.startswith(("re", "ère", "ere")) else "premier"
        if ending.startswith("nd"):
            return "seconde" if ending.startswith("nde") else "second"
        return self.ordinal(whole)

    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:  # noqa: ARG002
        said = self.counted(Number(str(hour)), ["heure", "heures", "f"])
        if minute or second:
            said += f" {self.agree(self.cardinal(str(minute)), 'f')}"
        return f"{said} et {self.counted(Number(str(second)), ['seconde', 'secondes', 'f'])}" if second else said

    def amount(self, whole: str, tail: str, cents: Number) -> str:  # noqa: ARG002
        return f"{whole} {self.cardinal(cents.whole)}"

    def fraction(self, numerator: Number, denominator: Number) -> str:
        names = {2: "demi", 3: "tiers", 4: "quart"}
        bottom = int(denominator.whole)
        if bottom > 100:
            return f"{self.cardinal(numerator.whole)} sur {self.cardinal(denominator.whole)}"
        name = names.get(bottom) or self.ordinal(denominator.whole)
        return f"{self.cardinal(numerator.whole)} {name}{'' if numerator.is_one or name.endswith('s') else 's'}"
