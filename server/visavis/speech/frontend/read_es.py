"""Spanish readings."""

from __future__ import annotations

import re

from .read_other import OtherReader
from .reader import Number

_ORDINALS = ("primer", "segund", "tercer", "cuart", "quint", "sext", "séptim", "octav", "noven", "décim")


class SpanishReader(OtherReader):
    """``uno`` and the hundreds agree with their noun; a time is said without a word for hours before noon."""

    def cardinal(self, whole: str) -> str:
        said = super().cardinal(whole)
        said = re.sub(r"\bveintiuno (?=mil|mill)", "veintiún ", said)
        return re.sub(r"\buno (?=mil|mill)", "un ", said)

    def agree(self, said: str, gender: str) -> str:
        if gender == "f":
            return re.sub(r"uno\b", "una", re.sub(r"cientos\b", "cientas", said))
        return re.sub(r"\buno$", "un", re.sub(r"veintiuno$", "veintiún", said))

    def date(self, year: str, month: int, day: int) -> str:
        said = f"{self.cardinal(str(day))} de " if day else ""
        said += str(self.data["months"][month - 1])
        return f"{said} de {self.year(year)}" if year else said

    def position(self, whole: str, ending: str) -> str:
        """``1.º``, ``1.ª``, ``3er``."""
        number = int(whole)
        if not 1 <= number <= 10:
            return self.ordinal(whole)
        stem = _ORDINALS[number - 1]
        if ending.endswith(("ª", "a", "ra", "da", "ta")):
            return f"{stem}a"
        return stem if ending == "er" else f"{stem}o"

    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:
        said = self.agree(self.cardinal(str(hour)), "f")
        if minute or second:
            said += f" {'y ' if hour <= 12 and minute else ''}{self.cardinal(str(minute))}"
        elif hour > 12 or hour == 0:
            said += " horas"
        if second:
            said += f" y {self.counted(Number(str(second)), ['segundo', 'segundos'])}"
        return said + {"am": " de la mañana", "pm": " de la tarde", "": ""}[half]

    def amount(self, whole: str, tail: str, cents: Number) -> str:  # noqa: ARG002
        return f"{whole} con {tail}"

    def fraction(self, numerator: Number, denominator: Number) -> str:
        bottom = int(denominator.whole)
        names = {2: "medio", 3: "tercio", **{n: f"{_ORDINALS[n - 1]}o" for n in range(4, 11)}}
        if bottom not in names:
            return f"{self.cardinal(numerator.whole)} sobre {self.cardinal(denominator.whole)}"
        top = self.agree(self.cardinal(numerator.whole), "m")
        return f"{top} {names[bottom]}{'' if numerator.is_one else 's'}"
