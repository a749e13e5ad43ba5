"""Portuguese readings, of Portugal and of Brazil."""

from __future__ import annotations

import re

from .read_other import OtherReader
from .reader import Number

_ORDINALS = ("primeir", "segund", "terceir", "quart", "quint", "sext", "sétim", "oitav", "non", "décim")


class PortugueseReader(OtherReader):
    """``um``, ``dois`` and the hundreds agree with their noun; millions take ``de``."""

    def agree(self, said: str, gender: str) -> str:
        if gender != "f":
            return said
        said = re.sub(r"\bum$", "uma", re.sub(r"\bdois$", "duas", said))
        return re.sub(r"(duz|trez|quatroc|quinh|seisc|setec|oitoc|novec)entos\b", r"\1entas", said).replace(
            "quinhentos", "quinhentas"
        )

    def date(self, year: str, month: int, day: int) -> str:
        said = f"{'primeiro' if day == 1 and self.language == 'pt-br' else self.cardinal(str(day))} de " if day else ""
        said += str(self.data["months"][month - 1])
        return f"{said} de {self.year(year)}" if year else said

    def position(self, whole: str, ending: str) -> str:
        """``1.º``, ``1.ª``."""
        number = int(whole)
        if not 1 <= number <= 10:
            said = self.ordinal(whole)
            return re.sub(r"o\b", "a", said) if ending in {"ª", "a"} else said
        return _ORDINALS[number - 1] + ("a" if ending in {"ª", "a"} else "o")

    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:  # noqa: ARG002
        said = self.counted(Number(str(hour)), ["hora", "horas", "f"])
        if minute or second:
            said = f"{said} e {self.cardinal(str(minute))}"
        return f"{said} e {self.counted(Number(str(second)), ['segundo', 'segundos'])}" if second else said

    def fraction(self, numerator: Number, denominator: Number) -> str:
        bottom = int(denominator.whole)
        names = {2: "meio", 3: "terço", **{n: f"{_ORDINALS[n - 1]}o" for n in range(4, 11)}}
        if bottom not in names:
            return f"{self.cardinal(numerator.whole)} sobre {self.cardinal(denominator.whole)}"
        return f"{self.cardinal(numerator.whole)} {names[bottom]}{'' if numerator.is_one else 's'}"
