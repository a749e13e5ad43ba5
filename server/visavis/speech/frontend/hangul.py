"""Korean as it is pronounced: the spelling of a word rewritten by the rules of standard pronunciation.

``국물`` becomes ``궁물``, ``없습니다`` becomes ``업씀니다``. Source: Rules of Standard Pronunciation (표준 발음법),
as far as they follow from the letters; what depends on the parts of a compound word is a short list.
"""

from __future__ import annotations

from functools import lru_cache

_ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_CODAS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_FIRST = 0xAC00
_LAST = 0xD7A3

_SPLIT = {
    "ㄳ": ("ㄱ", "ㅆ"), "ㄵ": ("ㄴ", "ㅈ"), "ㄶ": ("ㄴ", "ㅎ"), "ㄺ": ("ㄹ", "ㄱ"), "ㄻ": ("ㄹ", "ㅁ"),
    "ㄼ": ("ㄹ", "ㅂ"), "ㄽ": ("ㄹ", "ㅆ"), "ㄾ": ("ㄹ", "ㅌ"), "ㄿ": ("ㄹ", "ㅍ"), "ㅀ": ("ㄹ", "ㅎ"),
    "ㅄ": ("ㅂ", "ㅆ"),
}  # fmt: skip
_CLOSED = {
    **dict.fromkeys("ㄱㄲㅋㄳㄺ", "ㄱ"), **dict.fromkeys("ㄷㅅㅆㅈㅊㅌㅎ", "ㄷ"), **dict.fromkeys("ㅂㅍㄿㅄ", "ㅂ"),
    **dict.fromkeys("ㄴㄵㄶ", "ㄴ"), **dict.fromkeys("ㄹㄼㄽㄾㅀ", "ㄹ"), **dict.fromkeys("ㅁㄻ", "ㅁ"), "ㅇ": "ㅇ",
    "": "",
}  # fmt: skip
_ASPIRATED = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅂ": "ㅍ", "ㅈ": "ㅊ"}
_TENSE = {"ㄱ": "ㄲ", "ㄷ": "ㄸ", "ㅂ": "ㅃ", "ㅅ": "ㅆ", "ㅈ": "ㅉ"}
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}
_PALATAL = {"ㄷ": "ㅈ", "ㅌ": "ㅊ"}
# ㄴ that comes in between the parts of a word, and words that no rule tells.
_COMPOUNDS = {
    "십육": "심뉵", "백육": "뱅뉵", "천육": "천뉵", "꽃잎": "꼰닙", "깻잎": "깬닙", "나뭇잎": "나문닙",
    "한여름": "한녀름", "색연필": "생년필", "서울역": "서울력", "맛있": "마싣", "멋있": "머싣", "앞일": "암닐",
    "할일": "할릴", "영업용": "영엄뇽", "식용유": "시굥뉴", "물약": "물략", "알약": "알략", "결막염": "결망념",
}  # fmt: skip


@lru_cache(maxsize=8192)
def pronounced(word: str) -> str:
    """``word`` respelled as it is said. Anything that is no syllable of Hangul stays as it is."""
    for written, said in _COMPOUNDS.items():
        word = word.replace(written, said)
    syllables: list[list[str]] = [_parts(character) for character in word]
    for index, syllable in enumerate(syllables):
        if len(syllable) == 3:
            following = syllables[index + 1] if index + 1 < len(syllables) else []
            _join(syllable, following if len(following) == 3 else ["", "", ""])
    for index, syllable in enumerate(syllables):
        if len(syllable) == 3:
            _vowel(syllable, first=index == 0)
    return "".join(map(_compose, syllables))


def _parts(character: str) -> list[str]:
    code = ord(character)
    if not _FIRST <= code <= _LAST:
        return [character]
    rest = code - _FIRST
    return [_ONSETS[rest // 588], _VOWELS[rest % 588 // 28], _CODAS[rest % 28]]


def _compose(parts: list[str]) -> str:
    if len(parts) != 3:
        return parts[0]
    onset, vowel, coda = parts
    return chr(_FIRST + _ONSETS.index(onset) * 588 + _VOWELS.index(vowel) * 28 + _CODAS.index(coda))


def _join(syllable: list[str], following: list[str]) -> None:
    """Settle the end of a syllable and the beginning of the next; both are changed in place."""
    coda, onset = syllable[2], following[0]
    if not coda:
        return
    if not onset:
        syllable[2] = _CLOSED[coda]
        return
    first, last = _SPLIT.get(coda, ("", coda))
    if onset == "ㅇ":
        _liaison(syllable, following, first, last)
        return
    if last == "ㅎ" and onset in "ㄱㄷㅈㅅㄴ":
        following[0] = "ㅆ" if onset == "ㅅ" else _ASPIRATED.get(onset, onset)
        syllable[2] = first or ("ㄴ" if onset == "ㄴ" else "")
        if onset == "ㄴ":
            _assimilate(syllable, following)
        return
    if onset == "ㅎ" and _aspirate(syllable, following, first, last):
        return
    if coda == "ㄺ" and onset == "ㄱ":
        syllable[2], following[0] = "ㄹ", "ㄲ"
        return
    tense = _CLOSED[last] in _NASAL and onset in _TENSE
    syllable[2] = _CLOSED[coda]
    if tense:
        following[0] = _TENSE[onset]
    _assimilate(syllable, following)


def _liaison(syllable: list[str], following: list[str], first: str, last: str) -> None:
    if last == "ㅇ":
        return
    if last == "ㅎ":
        syllable[2], last = "", first
        if not last:
            return
        first = ""
    syllable[2] = first
    following[0] = _PALATAL.get(last, last) if following[1] == "ㅣ" else last


def _aspirate(syllable: list[str], following: list[str], first: str, last: str) -> bool:
    """A stop and ㅎ become one aspirated stop."""
    stop = last if last == "ㅈ" else _CLOSED[last]
    if stop not in _ASPIRATED:
        return False
    palatal = last in "ㄷㅌ" and following[1] in "ㅣㅕ"
    syllable[2], following[0] = first, "ㅊ" if palatal else _ASPIRATED[stop]
    return True


def _assimilate(syllable: list[str], following: list[str]) -> None:
    coda, onset = syllable[2], following[0]
    if onset == "ㄹ" and coda in _NASAL:
        following[0] = onset = "ㄴ"
    elif onset == "ㄹ" and coda in ("ㅁ", "ㅇ"):
        following[0] = "ㄴ"
    if onset in ("ㄴ", "ㅁ") and coda in _NASAL:
        syllable[2] = _NASAL[coda]
    elif {coda, onset} == {"ㄴ", "ㄹ"}:
        syllable[2] = following[0] = "ㄹ"


def _vowel(syllable: list[str], *, first: bool) -> None:
    onset, vowel, _ = syllable
    if vowel == "ㅢ" and (onset != "ㅇ" or not first):
        syllable[1] = "ㅣ"
    elif vowel == "ㅖ" and onset not in "ㅇㄹ":
        syllable[1] = "ㅔ"
