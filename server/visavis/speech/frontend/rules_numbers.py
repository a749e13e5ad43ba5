"""Numbers: quantities with units, ranges, fractions, ordinals, and plain numbers."""

from __future__ import annotations

import re
from functools import cache

from .data_files import load
from .numerals import DASH, NUM, SHIFT, UNIT, alternatives, parse, shifted
from .pieces import Stop
from .reader import Number, Reader
from .scan import Rule, Scan
from .scripts import HAN

_QUANTITY = re.compile(rf"([-−±]?)({NUM})\s?{UNIT}")
_RANGE = re.compile(rf"([-−]?)({NUM})(%?){DASH}(?=-?\d)(-?)({NUM})(?![\d:/])(?:\s?{UNIT})?")
_HOURS_BEFORE = re.compile(r"\d\s?h(?:rs?)?[ ,]+$")
_ARTICLE_BEFORE = re.compile(r"\ban?\s$", re.IGNORECASE)
_NOUN_AFTER = re.compile(r"\s[A-Za-z]")
_INCHES = re.compile(r"(\d{1,3}\.\d{1,2})[\"″](?!\w)")
_DIMENSION = re.compile(rf"({NUM})\s?([xX×*])\s?(?=\d)")
_SCALED = re.compile(rf"({NUM})([kw])(?![A-Za-z0-9])")
_FOLD = re.compile(rf"({NUM})[xX](?![A-Za-z0-9])")
_DECADE = re.compile(r"(1[1-9]\d0|20\d0|[2-9]0)s(?![A-Za-z])")
_MANY = re.compile(rf"({NUM})([KMB])(?=\+?\s[a-z])")
_ORDINAL = re.compile(r"(\d{1,12})(?:st|nd|rd|th)(?![A-Za-z])")
_FEET = re.compile(r"(\d{1,2})['′](\d{1,2})[\"″](?!\w)")
_BY_DIGITS = re.compile(r"9[0258](?=号(?:汽油|油|加))|[1-9][1-9](?=折(?![叠疊]))|[05-9][05](?=[后後](?![退撤排]))")
_VERSION_BEFORE = re.compile(r"\bversion\s$", re.IGNORECASE)
_MODEL_BEFORE = re.compile(r"[A-Z][a-z]+\s?$")
_SCORE_BEFORE = re.compile(r"(?:比分|战胜|战平|比赛|大胜|险胜|惜败|不敌)[^\d]{0,6}$")
_OFF_BEFORE = re.compile(r"满\s?$")
_LIST_ITEM = re.compile(rf"(\d{{1,2}})(?:[.、]\s?(?=[{HAN}])|[.)]( )(?=\S))")
_ALL_DAY = re.compile(r"(24)(/)(7)(?![\d/])")
_MONTH = re.compile(r"([12]\d{3})[-/](0[1-9]|1[0-2])(?![\d/-])")
_COMMA_DECIMAL = re.compile(
    r"(\d{1,3}(?:[. ]\d{3}){1,4}|\d{1,12}),(\d{1,15})(?![\d,])|(\d{1,3}(?:[. ]\d{3}){1,4})(?![\d,.])"
)
_COMMA_LANGUAGES = frozenset(load("words_other")["decimal_comma"])
_PLAIN = re.compile(rf"([-−±+]?)({NUM}|\.\d{{1,15}}(?!\d))")
_ANY_DIGITS = re.compile(r"\d+")
_TRIMMED_BEFORE = re.compile(r"\s?(?:元|块|塊|美元|欧元|英镑|港元|港币|美金|人民币)")
_COLD = re.compile(r"(?:\s?[到至~～-]\s?[-−]?\d{1,4}(?:\.\d{1,4})?)?\s?(?:℃|°|%|元|度|摄氏)")
_YEAR_BEFORE = re.compile(r"\b(?:in|since|by|from|until|year|of|©|during|before|after|Q[1-4])\s$", re.IGNORECASE)


@cache
def _measures() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load("measures_zh")
    return re.compile(rf"\s?(?:{alternatives(data['measures'])})"), re.compile(rf"\s?(?:{alternatives(data['not'])})")


def _is_counted(state: Scan, reader: Reader, end: int) -> bool:
    if reader.language != "zh":
        return False
    counted, excluded = _measures()
    if counted.match(state.text, end) is None:
        return False
    # 年 counts years, 年级 does not: the longer word decides.
    exception = excluded.match(state.text, end)
    return exception is None or len(exception.group()) < len(counted.match(state.text, end).group())  # type: ignore[union-attr]


def _negative(state: Scan, start: int, end: int, sign: str) -> bool | None:
    """Whether ``sign`` at ``start`` makes the number negative; ``None`` where it is a dash or an operator."""
    if not sign:
        return False
    before = state.text[start - 1] if start else " "
    if sign == "−":
        return None if state.before(start, 2).rstrip()[-1:].isdigit() else True
    if before in " ([（【:：,，、=<>~\n" or not (before.isalnum() or before in "-–—"):
        return (
            None
            if before == " " and re.search(r"[\w)]\s+$", state.before(start)) and state.text[start + 1] == " "
            else True
        )
    if before.isalnum() and not before.isascii() and _COLD.match(state.text, end):
        return True
    return None


def _quantity(state: Scan, match: re.Match[str]) -> int:
    negative = _negative(state, match.start(), match.end(2), match[1].replace("±", ""))
    if negative is None:
        return -1
    reader = state.reader_at(match.start(), match.end())
    if match[1] == "±":
        state.say(reader, reader.signs["plus_minus"], match.start(), match.end(1))
    number = parse(match[2], negative=negative)
    entry = load("units")[match[3]]
    if "percent" in entry or "permille" in entry:
        said = reader.percent(reader.number(number), per_mille="permille" in entry)
        state.say(reader, said, match.start(2) - negative, match.end())
        return match.end()
    if reader.language != "zh" and match[3] == "s" and match[2][-1] == "0" and len(match[2]) in {2, 4}:
        return -1  # "the 70s"
    state.say(
        reader,
        reader.number(number, counted=not entry.get("plain_two", False)),
        match.start(2) - negative,
        match.end(2),
    )
    unit, one = match[3], number.is_one
    if reader.language == "en":
        unit = "min" if unit == "m" and _HOURS_BEFORE.search(state.before(match.start())) else unit
        # "a 5 km run": in front of what it describes a unit is singular.
        one = one or (
            _ARTICLE_BEFORE.search(state.before(match.start())) is not None
            and _NOUN_AFTER.match(state.text, match.end()) is not None
        )
    say_unit(state, reader, unit, match.start(3), match.end(3), one=one)
    return match.end()


def say_unit(state: Scan, reader: Reader, unit: str, start: int, end: int, *, one: bool) -> None:
    if reader.language == "zh" and load("units")[unit].get("letters"):
        state.letters(start, end)
    else:
        state.say(reader, reader.unit(unit, one=one), start, end)


def _range(state: Scan, match: re.Match[str]) -> int:
    """``3-5天``: "to" between the two, unless an equals sign makes it a subtraction."""
    text = state.text
    if "=" in text[match.end() : match.end() + 12] or re.match(
        r"\s?-\s?\d|[A-Za-z]", text[match.end() : match.end() + 3]
    ):
        return -1
    negative = _negative(state, match.start(), match.end(2), match[1])
    if negative is None or len(match[2]) > 9 or len(match[5]) > 9:
        return -1
    reader = state.reader_at(match.start(), match.end())
    unit = match[6]
    entry = load("units")[unit] if unit else {}
    first, second = parse(match[2], negative=negative), parse(match[5], negative=bool(match[4]))
    percent = match[3] == "%" or "percent" in entry
    years = re.fullmatch(r"[12]\d{3}", match[2]) and re.fullmatch(r"[12]\d{3}", match[5])
    counted = (bool(unit) and not entry.get("plain_two")) or _is_counted(state, reader, match.end())

    def say(number: Number) -> str:
        if years and (reader.language != "zh" or re.match(r"\s?年", text[match.end() : match.end() + 2])):
            return reader.year(number.whole)
        said = reader.number(number, counted=counted)
        return reader.percent(said) if percent and (reader.language == "zh" or number is second) else said

    state.say(reader, say(first), match.start(), match.end(3))
    before, link = state.before(match.start()), reader.signs["to"]
    if reader.language == "zh" and _SCORE_BEFORE.search(before):
        link = reader.signs["ratio"]
    elif reader.language == "zh" and _OFF_BEFORE.search(before):
        link = reader.signs["minus"]
    state.say(reader, link, match.end(3), match.start(4))
    end = match.end() if percent else match.end(5)
    state.say(reader, say(second), match.start(4), end)
    if unit and not percent:
        say_unit(state, reader, unit, match.start(6), match.end(6), one=False)
    return match.end()


def _dimension(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.number(parse(match[1])), match.start(1), match.end(1))
    sum_follows = re.match(r"\s?\d+\s?=", state.after(match.end(), 16)) is not None
    word = "by" if reader.language == "en" and match[2] in "xX" and not sum_follows else reader.signs["times"]
    state.say(reader, word, match.start(2), match.end(2))
    return match.end()


def _scaled(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    if match[2] == "w" and reader.language != "zh":
        return -1
    state.say(
        reader, reader.number(shifted(parse(match[1]), SHIFT[match[2]]), counted=True), match.start(), match.end()
    )
    return match.end()


def _fold(state: Scan, match: re.Match[str]) -> int:
    """``2x faster``"""
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.number(parse(match[1]), counted=True), match.start(1), match.end(1))
    state.say(reader, reader.signs["fold"], match.end(1), match.end())
    return match.end()


def _decade(state: Scan, match: re.Match[str]) -> int:
    """``the 1990s``"""
    reader = state.reader_at(match.start(), match.end())
    if reader.language != "en":
        return -1
    said = reader.year(match[1])
    state.say(reader, f"{said[:-1]}ies" if said.endswith("y") else f"{said}s", match.start(), match.end())
    return match.end()


def _many(state: Scan, match: re.Match[str]) -> int:
    """``5M users``: only in English, where a word follows."""
    reader = state.reader_at(match.start(), match.end())
    if reader.language != "en":
        return -1
    scale = {"K": "thousand", "M": "million", "B": "billion"}[match[2]]
    state.say(reader, f"{reader.number(parse(match[1]))} {scale}", match.start(), match.end())
    return match.end()


def _ordinal(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.ordinal(match[1]), match.start(), match.end())
    return match.end()


def _feet(state: Scan, match: re.Match[str]) -> int:
    """``6'2"``: six foot two."""
    reader = state.reader_at(match.start(), match.end())
    if reader.language != "en":
        return -1
    state.say(
        reader, f"{reader.number(Number(match[1]))} foot {reader.number(Number(match[2]))}", match.start(), match.end()
    )
    return match.end()


def _inches(state: Scan, match: re.Match[str]) -> int:
    """``15.6"``: a quotation does not end behind a decimal."""
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.number(parse(match[1])), match.start(), match.end(1))
    if reader.language in {"en", "zh"}:
        state.say(reader, "英寸" if reader.language == "zh" else "inches", match.end(1), match.end())
    return match.end()


def _by_digits(state: Scan, match: re.Match[str]) -> int:
    """``95折`` is 九五折, ``80后`` 八零后."""
    reader = state.reader_at(match.start(), match.end())
    if reader.language != "zh":
        return -1
    state.digits(reader, match.start(), match.end())
    return match.end()


def _list_item(state: Scan, match: re.Match[str]) -> int:
    """``1.`` before an item of a list: a sentence starts, and the number is followed by a pause."""
    lead = state.before(match.start(), 24)
    starts_line = not lead.rpartition("\n")[2].strip(" ")
    if not starts_line and (match[2] or lead[-1] not in " 。；;，"):
        return -1
    if state.items:
        state.items.append(Stop("", match.start(), match.start(), ends=True))
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.number(Number(match[1])), match.start(1), match.end(1))
    state.pause()
    return match.end()


def _all_day(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    for group in (1, 3):
        state.say(reader, reader.number(Number(match[group])), match.start(group), match.end(group))
    return match.end()


def _month(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.date(match[1], int(match[2]), 0), match.start(), match.end())
    return match.end()


def _comma_decimal(state: Scan, match: re.Match[str]) -> int:
    """``1.234,56`` and ``3,5`` in the languages that write them so."""
    reader = state.reader_at(match.start(), match.end())
    if reader.language not in _COMMA_LANGUAGES:
        return -1
    whole = re.sub(r"[. ]", "", match[1] or match[3])
    if reader.language == "zh":
        return -1
    percent = re.compile(r"\s?%").match(state.text, match.end())
    said = reader.number(Number(whole, match[2] or ""))
    end = percent.end() if percent else match.end()
    state.say(reader, reader.percent(said) if percent else said, match.start(), end)
    return end


def _plain(state: Scan, match: re.Match[str]) -> int:
    sign, start, end = match[1], match.start(), match.end()
    if match[2][0] == "." and state.before(start, 1).isalnum():
        return -1
    negative = _negative(state, start, end, sign if sign in {"-", "−"} else "")
    if negative is None or sign == "+":
        return -1
    reader = state.reader_at(start, end)
    if sign == "±":
        state.say(reader, reader.signs["plus_minus"], start, start + 1)
        start += 1
    number = parse(match[2], negative=negative)
    if (
        reader.language == "en"
        and re.fullmatch(r"\d+\.[1-9]\d", match[2])
        and _VERSION_BEFORE.search(state.before(start))
    ):
        state.say(
            reader, f"{reader.number(Number(number.whole))} point {reader.number(Number(number.fraction))}", start, end
        )
        return end
    if reader.language == "en" and _is_year(state, match):
        state.say(reader, reader.year(match[2]), start, end)
        return end
    if number.fraction and _TRIMMED_BEFORE.match(state.text, end):
        number = Number(number.whole, number.fraction.rstrip("0"), number.negative)
    is_ordinal = state.text[start - 1 : start] == "第" if start else False
    counted = not is_ordinal and _is_counted(state, reader, end)
    # Office 365, Boeing 737: the number of a model, unless it is round.
    is_model = re.fullmatch(r"[1-9]\d[1-9]|[1-9]{2}0", match[2]) and not counted and reader.language == "zh"
    if is_model and _MODEL_BEFORE.search(state.before(start)):
        state.digits(reader, start, end)
        return end
    state.say(reader, reader.number(number, counted=counted), start, end)
    return end


def _any_digits(state: Scan, match: re.Match[str]) -> int:
    state.digits(state.reader_at(match.start(), match.end()), match.start(), match.end())
    return match.end()


def _is_year(state: Scan, match: re.Match[str]) -> bool:
    if match[1] or re.fullmatch(r"10[1-9]\d|1[1-9]\d\d|20\d\d", match[2]) is None:
        return False
    if re.match(r"\s(?:people|items|units|dollars|points|miles|steps|words)", state.after(match.end())):
        return False
    return _YEAR_BEFORE.search(state.before(match.start())) is not None


QUANTITY_RULES: tuple[Rule, ...] = (
    (_LIST_ITEM, _list_item),
    (_BY_DIGITS, _by_digits),
    (_FEET, _feet),
    (_INCHES, _inches),
    (_COMMA_DECIMAL, _comma_decimal),
    (_RANGE, _range),
    (_DECADE, _decade),
    (_QUANTITY, _quantity),
    (_DIMENSION, _dimension),
    (_SCALED, _scaled),
    (_FOLD, _fold),
    (_MANY, _many),
    (_ORDINAL, _ordinal),
    (_ALL_DAY, _all_day),
)
NUMBER_RULES: tuple[Rule, ...] = ((_PLAIN, _plain), (_ANY_DIGITS, _any_digits))
MONTH_RULES: tuple[Rule, ...] = ((_MONTH, _month),)
