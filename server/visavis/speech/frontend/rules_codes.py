"""Telephone numbers, order numbers, verification codes, versions: what is said sign by sign."""

from __future__ import annotations

import re
from collections.abc import Callable

from .digit_groups import say_groups, say_telephone
from .reader import Number, Reader
from .rules_words import is_pronounceable, say_capitals
from .scan import Rule, Scan

_TELEPHONE = re.compile(
    r"""(?:\+86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)                 # Chinese mobile
    |0\d{2,4}[-\s]\d{3,4}[-\s]\d{3,4}(?!\d)                           # landlines in groups
    |[48]00[-\s]?\d{3,4}[-\s]?\d{3,4}(?!\d)                                 # Chinese service numbers
    |(?:\+86[-\s]?)?\(?0\d{2,3}(?:\)\s?|[-\s])\d{7,8}(?:-\d{1,6})?(?!\d)    # Chinese landline
    |\+\d{1,3}[-\s]?\(?\d{1,4}\)?(?:[-\s]?\d{2,4}){1,4}(?!\d)               # international
    |(?:1-)?\(\d{3}\)\s?\d{3}-\d{4}(?!\d)|(?:1-)?\d{3}-\d{3}-\d{4}(?!\d)     # North America
    """,
    re.VERBOSE,
)
_MASKED = re.compile(r"(\d{3,4})\*{2,8}(\d{2,4})(?!\d)")
_LOCAL = re.compile(r"\d{3}-\d{4}(?!\d|[.:/-]\d|%)")
_HOTLINE = re.compile(r"\d{3,5}(?!\d|[.,:/-]\d|%|-)")
_HOTLINE_BEFORE = re.compile(
    r"(?:拨打?|撥打?|致电|致電|电话|電話|热线|熱線|客服|请打|call|dial|hotline|phone)[^\d。！？]{0,6}$",
    re.IGNORECASE,
)
_TELEPHONE_BEFORE = re.compile(r"\b(?:call|dial|phone|number|reach\sus\sat|tel\.?)[^\d.!?]{0,6}$", re.IGNORECASE)
_EXTENSION_BEFORE = re.compile(
    r"(?:\d\s?[转轉]|分机号?[:：]?|分機號?[:：]?|内线[:：]?|(?:ext|extension)\.?)\s?$", re.IGNORECASE
)
_HOTLINES_BEFORE = re.compile(r"(?<!\d)(?:11[0249]|12[02]|1[02]\d{3}|9[56]\d{3})[、，,和或/]\s?$")
_HOTLINES = frozenset({"10086", "10010", "10000", "12306", "12315", "12345", "12333", "12366", "12348"})
_HOTLINE_AFTER = re.compile(r"(?:报警|報警|急救|火警|热线|熱線)")
_COUNTED_AFTER = re.compile(
    r"\s?(?:元|块|美元|欧元|人|个|名|位|件|条|次|天|万|亿|千|吨|米|公里|克|台|辆|份|户|家|篇|字|分|美金|人民币)"
)

_LABEL = re.compile(
    r"(?:尾号|尾號|末[三四六]位|[后後][三四六]位|验证码|驗證碼|校验码|动态码|激活码|兑换码|取件码|提货码|取餐码|提取码|密码|密碼|口令|编号|編號"
    r"|单号|單號|订单|訂單|卡号|卡號|工号|账号|帐号|帳號|房间|房間|车牌|邮编|代码|号码|號碼|编码|流水号|股票代码|QQ|PIN|code"
    r"|错误码|端口|ending\sin|(?:order|check|invoice|ticket|account|case|reference|confirmation|serial|model)\s(?:number|no\.?|id|\#)|QQ群|群号|股票|build|flight\s[A-Z]{2}|box|ticket|train|suite|zip(?:\scode)?|port|error|tracking\snumber|ID|passcode|extension|ext\.|room|flight)"
    r"(?:是|为|為|係|：|:|\s|号|號|\#|is|number|no\.?)*$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+(?![\d.,]\d|\d|[A-Za-z%])")
_GROUPS = re.compile(
    r"\d{4}(?:[ -]\d{4}){2,4}(?:[ -]\d{1,3})?(?!\d)|\d{3,}(?:-\d{2,}){2,}(?!\d)|\d{1,5}(?:-\d{1,5}){2,5}(?!\d|\.\d)"
)
_LABELLED_GROUPS = re.compile(r"\d{1,8}(?:-\d{1,8}){1,5}(?!\d|[.:/-]\d|%)|\d{2,8}(?: \d{2,8}){1,5}(?!\d|[.:/-]\d|%)")
_LONG = 7
_VERSION = re.compile(
    r"([vV]\.?\s?)?(\d{1,5}(?:\.\d{1,5}){2,5})(?!\.?[A-Za-z0-9])|([vV])\.?(\d{1,5}(?:\.\d{1,5})?)(?![A-Za-z0-9-])"
)
_CODE = re.compile(
    r"(?=[A-Za-z]{1,40}(?:[-_][A-Za-z]{1,40}){0,3}[-_]?\d|\d{1,40}[-_]?[A-Za-z])[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*"
)
_SIZE = re.compile(r"([1-9]\d{0,3})([GMT])(?![A-Za-z0-9-])")
_DECIMALS = re.compile(r"\.(\d{1,2})(?![\dA-Za-z]|\.\d)")
_ENDING_IN = re.compile(r"-\d{3,4}(?!\d)")
_ENDING_BEFORE = re.compile(r"(?:\bending|尾号)\s?$")
_STATE_BEFORE = re.compile(r",\s[A-Z]{2}\s$")
_ROOM_BEFORE = re.compile(r"(?:单元|單元|栋|棟|幢)\s?$")
_ROOM = re.compile("(?:会议|會議|教|办公|辦公|诊|診|考|实验|實驗)?室|病房|包[厢廂间間]|号房|號房|房(?![间間])")
_FLOORS = re.compile(r"([A-Z])(\d{1,2})(-)(\1)(\d{1,2})")
_PLATE = re.compile(
    r"(?<=[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤川青藏琼宁])[A-Z]·[A-Z0-9]{4,6}(?![A-Za-z0-9])"
)
_ALWAYS_SPELLED = 12
_LITTLE_WORDS = frozenset({"in", "to", "on", "by", "for", "and", "of", "up", "off", "out"})
_CODE_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Za-z]+|\d+|[-_]+")


def _telephone(state: Scan, match: re.Match[str]) -> int:
    if match.group().isdigit() and _COUNTED_AFTER.match(state.text, match.end()):
        return -1
    reader = state.reader_at(match.start(), match.end())
    plus = "加" if reader.language == "zh" else None
    say_telephone(state, reader, match, plus=plus, as_number=_hundreds_in(reader))
    return match.end()


def _hundreds_in(reader: Reader) -> Callable[[str], bool]:
    """``1-800-…`` is "eight hundred" in English."""
    return lambda group: reader.language == "en" and re.fullmatch("[2-9]00", group) is not None


def _hotline(state: Scan, match: re.Match[str]) -> int:
    before = state.before(match.start())
    dialled = match.group() in _HOTLINES or any(
        pattern.search(before) for pattern in (_HOTLINE_BEFORE, _EXTENSION_BEFORE, _HOTLINES_BEFORE)
    )
    counted = _COUNTED_AFTER.match(state.text, match.end())
    if not ((dialled and not counted) or _HOTLINE_AFTER.match(state.text, match.end())):
        return -1
    state.digits(state.reader_at(match.start(), match.end()), match.start(), match.end(), telephone=True)
    return match.end()


def _masked(state: Scan, match: re.Match[str]) -> int:
    """``138****5678``: what is hidden is a pause."""
    reader = state.reader_at(match.start(), match.end())
    state.digits(reader, match.start(1), match.end(1), telephone=True)
    state.pause()
    state.digits(reader, match.start(2), match.end(2), telephone=True)
    return match.end()


def _local(state: Scan, match: re.Match[str]) -> int:
    """``555-0142`` where a telephone is spoken of, or where no range begins with a nought."""
    if match.group()[4] != "0" and not _TELEPHONE_BEFORE.search(state.before(match.start(), 24)):
        return -1
    reader = state.reader_at(match.start(), match.end())
    say_groups(state, reader, match, as_number=_hundreds_in(reader))
    return match.end()


def _groups(state: Scan, match: re.Match[str]) -> int:
    say_groups(state, state.reader_at(match.start(), match.end()), match, telephone=False)
    return match.end()


def _labelled_groups(state: Scan, match: re.Match[str]) -> int:
    """``取件码3-2008``: no range, because a label says so."""
    counted = _COUNTED_AFTER.match(state.text, match.end()) is not None
    if counted or _LABEL.search(state.before(match.start(), 20)) is None:
        return -1
    return _groups(state, match)


def _size(state: Scan, match: re.Match[str]) -> int:
    """``100G``: an amount of data, not a serial number."""
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.number(Number(match[1])), match.start(1), match.end(1))
    state.letters(match.start(2), match.end())
    return match.end()


def _digit_string(state: Scan, match: re.Match[str]) -> int:
    """Digit by digit after a label such as 尾号, with a leading zero, or when too long to be an amount."""
    digits = match.group()
    counted = _COUNTED_AFTER.match(state.text, match.end()) is not None
    ranged = re.match(r"\s?[-–~]\s?\d", state.after(match.end())) is not None
    labelled = len(digits) > 2 and not ranged and _LABEL.search(state.before(match.start(), 20)) is not None
    if len(digits) == 5 and _STATE_BEFORE.search(state.before(match.start())):
        labelled = True
    in_house = _ROOM.match(state.text, match.end()) or _ROOM_BEFORE.search(state.before(match.start()))
    labelled = labelled or (len(digits) in {3, 4} and in_house is not None)
    zero_first = len(digits) > 1 and digits[0] == "0" and not ranged
    if counted or not (labelled or zero_first or len(digits) >= _LONG):
        return -1
    state.digits(state.reader_at(match.start(), match.end()), match.start(), match.end())
    return match.end()


def _version(state: Scan, match: re.Match[str]) -> int:
    numbers = 2 if match[2] else 4
    reader = state.reader_at(match.start(), match.end())
    if match[1] or match[3]:
        state.letters(match.start(), match.start() + 1)
    is_address = match[2] is not None and match[2].count(".") == 3
    for index, part in enumerate(re.finditer(r"\d+", match[numbers])):
        start, end = match.start(numbers) + part.start(), match.start(numbers) + part.end()
        if index:
            said = "dot" if is_address or reader.language != "en" else "point"
            state.say(reader, reader.signs["dot"] if said == "dot" else said, start - 1, start)
        if is_address or len(part.group()) > 2:
            state.digits(reader, start, end)
        else:
            state.say(reader, reader.number(Number(part.group())), start, end)
    return match.end()


def _code(state: Scan, match: re.Match[str]) -> int:
    """``A1023``, ``ORD-2026-0001``, ``iPhone15``, ``5G``: letters as letters, words as words, digits as fits."""
    text = match.group()
    if not any(character.isdigit() for character in text):
        return -1
    reader = state.reader_at(match.start(), match.end())
    parts = list(_CODE_PART.finditer(text))
    if "_" in text:
        return _identifier(state, reader, match)
    if (floors := _FLOORS.fullmatch(text)) is not None:
        return _floors(state, reader, match.start(), floors)
    # A promotion code such as SAVE20 is a word and a number, label or not.
    wordy = any(len(part.group()) > 3 and part.group().isupper() and is_pronounceable(part.group()) for part in parts)
    # A vehicle's number, a tax number: all of its letters are letters.
    wordy = wordy and not (len(text) >= _ALWAYS_SPELLED and sum(map(str.isdigit, text)) >= 5)
    labelled = not wordy and _LABEL.search(state.before(match.start(), 20)) is not None
    is_serial = labelled or (
        any(_is_serial(part.group()) for part in parts)
        and (len(text) >= 6 or any(len(part.group()) > 2 and part.group().isdigit() for part in parts))
    )
    decimals = _DECIMALS.match(state.text, match.end()) if parts[-1].group().isdigit() and not is_serial else None
    for part in parts:
        start, end = match.start() + part.start(), match.start() + part.end()
        piece = part.group()
        if piece.isdigit():
            if decimals is not None and part is parts[-1]:
                state.say(reader, reader.number(Number(piece, decimals[1])), start, decimals.end())
            elif piece[0] == "0" or len(piece) == 1 or len(piece) > 4 or is_serial:
                state.digits(reader, start, end)
            else:
                state.say(reader, reader.number(Number(piece)), start, end)
        elif piece[0] in "-_":
            if is_serial:
                state.pause()
        elif piece in _LITTLE_WORDS:
            state.word(piece, start, end)
        elif (len(text) >= _ALWAYS_SPELLED and is_serial and piece.isupper()) or (labelled and len(piece) <= 3):
            state.letters(start, end)
        else:
            _say_letters(state, piece, start, end)
    return decimals.end() if decimals is not None else match.end()


def _floors(state: Scan, reader: Reader, start: int, floors: re.Match[str]) -> int:
    """``B1-B3``: from one to the other."""
    for letter, number in ((1, 2), (4, 5)):
        if letter == 4:
            state.say(reader, reader.signs["to"], start + floors.start(3), start + floors.end(3))
        state.letters(start + floors.start(letter), start + floors.end(letter))
        state.digits(reader, start + floors.start(number), start + floors.end(number))
    return start + floors.end()


def _plate(state: Scan, match: re.Match[str]) -> int:
    """``京A·88888``"""
    reader = state.reader_at(match.start(), match.end())
    for index in range(match.start(), match.end()):
        if state.text[index].isdigit():
            state.digits(reader, index, index + 1)
        else:
            state.letters(index, index + 1)
    return match.end()


def _identifier(state: Scan, reader: Reader, match: re.Match[str]) -> int:
    """``kefu_2026``: somebody has to write it down, so its line is named."""
    for part in _CODE_PART.finditer(match.group()):
        start, end = match.start() + part.start(), match.start() + part.end()
        if part.group().isdigit():
            state.digits(reader, start, end)
        elif part.group().isalpha():
            _say_letters(state, part.group(), start, end)
        else:
            name = "underscore" if "_" in part.group() else "dash"
            state.say(reader, reader.signs[name], start, end)
    return match.end()


def _is_serial(part: str) -> bool:
    """One letter or a few capitals; but SAVE20 is a word and a number."""
    spelled = len(part) <= 3 or (len(part) == 4 and not is_pronounceable(part))
    return part.isalpha() and (len(part) == 1 or (part.isupper() and spelled))


def _say_letters(state: Scan, word: str, start: int, end: int) -> None:
    if word.isupper() and len(word) > 1:
        say_capitals(state, word, start, end, alone=len(word) <= 4)
    elif len(word) <= 2 or not any(letter in "aeiouyAEIOUY" for letter in word):
        state.letters(start, end)
    else:
        state.word(word, start, end)


TELEPHONE_RULES: tuple[Rule, ...] = (
    (_MASKED, _masked),
    (_TELEPHONE, _telephone),
    (_LOCAL, _local),
    (_HOTLINE, _hotline),
)


def _ending_in(state: Scan, match: re.Match[str]) -> int:
    """``ending -4471``"""
    if _ENDING_BEFORE.search(state.before(match.start())) is None:
        return -1
    state.digits(state.reader_at(match.start(), match.end()), match.start(), match.end())
    return match.end()


ENDING_RULES: tuple[Rule, ...] = ((_ENDING_IN, _ending_in),)
DIGIT_STRING_RULES: tuple[Rule, ...] = (
    (_VERSION, _version),
    (_GROUPS, _groups),
    (_LABELLED_GROUPS, _labelled_groups),
    (_DIGITS, _digit_string),
)
CODE_RULES: tuple[Rule, ...] = ((_VERSION, _version), (_PLATE, _plate), (_SIZE, _size), (_CODE, _code))
