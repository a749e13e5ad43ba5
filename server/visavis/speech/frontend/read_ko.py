"""Korean readings: Sino-Korean numbers, and native ones before the nouns that count with them."""

from __future__ import annotations

from .read_other import OtherReader, say
from .reader import Number

_UNITS = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_DIGITS = ("영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구")
_MONTHS = {6: "유월", 10: "시월"}


class KoreanReader(OtherReader):
    """Words of one number are written together up to a group of four digits, as they are said."""

    def native(self, value: int) -> str:
        """``두`` for 2, ``스물한`` for 21; Sino-Korean from 100 on, as in speech."""
        if not 0 < value < 100:
            return self.cardinal(str(value))
        return "스무" if value == 20 else _TENS[value // 10] + _UNITS[value % 10]

    def digit(self, digit: str, *, telephone: bool = False) -> str:
        return "공" if telephone and digit == "0" else _DIGITS[int(digit)]

    def ordinal(self, whole: str) -> str:
        if len(whole) > 2:
            return say(int(whole), "ko", "cardinal")
        return f"{'첫' if whole.lstrip('0') == '1' else self.native(int(whole))} 번째"

    def year(self, digits: str) -> str:
        return f"{self.cardinal(digits)}년"

    def date(self, year: str, month: int, day: int) -> str:
        said = [self.year(year)] if year else []
        said.append(_MONTHS.get(month) or f"{self.cardinal(str(month))}월")
        return " ".join([*said, f"{self.cardinal(str(day))}일"] if day else said)

    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:
        said = [{"am": "오전", "pm": "오후", "": ""}[half]]
        said.append(f"{self.native(hour) if 0 < hour <= 12 else self.cardinal(str(hour))} 시")
        if minute or second:
            said.append(f"{self.cardinal(str(minute))} 분")
        if second:
            said.append(f"{self.cardinal(str(second))} 초")
        return " ".join(filter(None, said))

    def fraction(self, numerator: Number, denominator: Number) -> str:
        return f"{self.cardinal(denominator.whole)} 분의 {self.cardinal(numerator.whole)}"
