"""German readings."""

from __future__ import annotations

from .read_other import OtherReader, say
from .reader import Number


class GermanReader(OtherReader):
    """Days and positions are ordinals with an ending; times say ``Uhr``; amounts leave the cents' name out."""

    def agree(self, said: str, gender: str) -> str:
        return {"f": "eine", "m": "ein", "n": "ein"}[gender] if said == "eins" else said

    def day(self, day: int) -> str:
        return f"{self.ordinal(str(day))}r"

    def inflected(self, whole: str, *, oblique: bool) -> str:
        """``zweite``, or ``zweiten`` behind a preposition."""
        return self.ordinal(whole) + ("n" if oblique else "")

    def date_with(self, year: str, month: int, day: int, *, oblique: bool) -> str:
        """A date behind ``der`` (``zwölfte März``) or ``am`` (``zwölften März``)."""
        said = f"{self.inflected(str(day), oblique=oblique)} {self.data['months'][month - 1]}"
        return f"{said} {self.year(year)}" if year else said

    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:  # noqa: ARG002
        said = f"{self.agree(self.cardinal(str(hour)), 'm')} Uhr"
        if minute or second:
            said += f" {self.cardinal(str(minute))}"
        return f"{said} und {self.counted(Number(str(second)), ['Sekunde', 'Sekunden', 'f'])}" if second else said

    def amount(self, whole: str, tail: str, cents: Number) -> str:  # noqa: ARG002
        return f"{whole} {self.cardinal(cents.whole)}"

    def fraction(self, numerator: Number, denominator: Number) -> str:
        bottom = int(denominator.whole)
        if bottom == 2:
            return "ein halb" if numerator.is_one else f"{self.cardinal(numerator.whole)} halbe"
        if bottom > 100:
            return super().fraction(numerator, denominator)
        name = say(bottom, "de", "ordinal").removesuffix("te").removesuffix("s") + ("stel" if bottom >= 20 else "tel")
        return f"{self.agree(self.cardinal(numerator.whole), 'n')} {'drittel' if bottom == 3 else name}"
