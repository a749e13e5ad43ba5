"""Festival's voices in other languages: people's recordings, cut and joined, whose phones have known times.

What tells a bilabial from its neighbours is the same in any language, and a recogniser needs to hear many people. The
texts are syllables drawn by chance in each language's spelling; the tables bring each voice's names of phones to IPA.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_PLAIN: Final = {
    symbol: symbol for symbol in ("p", "b", "m", "t", "d", "n", "k", "f", "v", "s", "z", "l", "r", "j", "w")
}
_VOWELS: Final = {"a": "a", "e": "ɛ", "i": "i", "o": "ɔ", "u": "u"}


@dataclass(frozen=True, slots=True)
class FestivalLanguage:
    """How to write for a voice, and how to read its labels."""

    onsets: str
    vowels: str
    """Both with spaces between; a dash stands for none."""
    codas: str
    phones: Mapping[str, str]
    """Name of a phone, without the stress mark at its end → IPA."""
    encoding: str = "utf-8"

    def texts(self, seed: int) -> Iterator[str]:
        """Sentences of five to nine words without sense, without end."""
        draw = random.Random(seed)
        onsets, vowels, codas = (part.split() for part in (self.onsets, self.vowels, self.codas))

        def syllable() -> str:
            vowel = draw.choice(vowels).replace("-", "")
            return draw.choice(onsets) + vowel + (draw.choice(codas) if draw.random() < 0.25 else "")

        while True:
            words = ["".join(syllable() for _ in range(draw.randint(1, 4))) for _ in range(draw.randint(5, 9))]
            yield " ".join(words) + "."

    def ipa(self, name: str) -> str | None:
        """The sound of a label; empty for silence, None for a name that the table does not know."""
        if name in {"#", "_", "pau", "SIL", "ssil"}:
            return ""
        return self.phones.get(name) or self.phones.get(name.rstrip("1:~"))


_CZECH: Final = FestivalLanguage(
    "p b m t d n k g h ch j l r s z c f v p b m pr br mn st tr kl \u0159 \u0161 \u017e \u010d",
    "a e i o u ou",
    "m n p t k l r s b d v",
    _PLAIN
    | _VOWELS
    | {"g": "ɡ", "h": "h", "ch": "x", "c": "ts", "c~": "tʃ", "s~": "ʃ", "z~": "ʒ", "r~": "ʒ", "n~": "ɲ", "t~": "c"}
    | {"d~": "ɟ", "dz": "dz", "dz~": "dʒ", "N": "ŋ", "ng": "ŋ", "n*": "ŋ", "m*": "ɱ", "r~*": "ʃ"}
    | {"a:": "a", "e:": "ɛ", "i:": "i", "o:": "ɔ", "u:": "u", "o_u": "oʊ", "a_u": "aʊ", "e_u": "ɛ"},
    "iso-8859-2",
)
_ITALIAN: Final = FestivalLanguage(
    "p b m t d n c g f v s z l r gn sc ch gh pr br st tr mp mb pp bb mm tt nn qu gl",
    "a e i o u",
    "n m r l s",
    _PLAIN
    | _VOWELS
    | {"E": "ɛ", "O": "ɔ", "g": "ɡ", "J": "ɲ", "L": "ʎ", "S": "ʃ", "ts": "ts", "dz": "dz", "tS": "tʃ", "dZ": "dʒ"}
    | {"nf": "ɱ", "ng": "ŋ"},
)
_FINNISH: Final = FestivalLanguage(
    "p t k m n l r s h v j d b p m f pp mm tt kk nn mp nt nk",
    "a e i o u y aa ii uu ee oo ai ei au ou uo ie",
    "n s t l r",
    _PLAIN | _VOWELS | {"g": "ɡ", "h": "h", "N": "ŋ", "S": "ʃ", "y": "y", "ae": "æ", "oe": "ø", "@": "æ", "7": "ø"},
)
_CATALAN: Final = FestivalLanguage(
    "p b m t d n c g f v s z l r ny ll x j qu pr br mb nt p m",
    "a e i o u",
    "n m r l s p t c",
    _PLAIN
    | _VOWELS
    | {"ax": "ə", "E": "ɛ", "O": "ɔ", "g": "ɡ", "Z": "ʒ", "S": "ʃ", "J": "ɲ", "L": "ʎ", "rr": "r", "y": "j", "uw": "u"}
    | {"N": "ŋ", "ts": "ts", "dz": "dz", "tS": "tʃ", "dZ": "dʒ", "tz": "dz", "tx": "tʃ"},
)
_INDIC: Final = (
    _PLAIN
    | {"a": "ə", "aa": "a", "i": "ɪ", "ih": "ɪ", "iy": "i", "u": "ʊ", "uh": "ʊ", "uw": "u", "eh": "ɛ", "ee": "ɛ"}
    | {"oh": "o", "oo": "o", "ay": "aɪ", "aw": "aʊ", "g": "ɡ", "h": "h", "T": "ʈ", "D": "ɖ", "th": "t", "dh": "d"}
    | {"tth": "t", "ddh": "d", "bh": "b", "ph": "p", "kh": "k", "gh": "ɡ", "N": "n", "L": "l", "sh": "ʃ", "y": "j"}
    | {"ch": "tʃ", "chh": "tʃ", "j": "dʒ", "jh": "dʒ", "ng": "ŋ", "ny": "ɲ"}
)
_DEVANAGARI: Final = "प ब म त द न क ग फ भ थ ध ट ड च ज श स ल र य व ख घ प ब म"
_HINDI: Final = FestivalLanguage(_DEVANAGARI, "- ा ि ी ु ू े ो ै ौ", "म न प र ल स", _INDIC)
_TELUGU: Final = FestivalLanguage(
    "ప బ మ త ద న క గ ఫ భ థ ధ ట డ చ జ శ స ల ర య వ ఖ ప బ మ", "- ా ి ీ ు ూ ె ే ొ ో", "మ్ న్ ల్", _INDIC
)
_RUSSIAN: Final = FestivalLanguage(
    "п б м т д н к г ф в с з ш ж х ц ч щ л р пр бр мн ст п б м",
    "а е и о у ы э ю я ё",
    "м н п т к л р с в",
    _PLAIN
    | {f"{letter}{letter}": _PLAIN[letter] for letter in "pbmtdnkfvszlr"}
    | {"k": "k", "g": "ɡ", "gg": "ɡ", "kk": "k", "h": "x", "hh": "x", "sh": "ʃ", "sch": "ɕ", "zh": "ʒ", "c": "ts"}
    | {"ch": "tɕ", "j": "j", "a": "a", "aa": "a", "ay": "ə", "ae": "ɪ", "e": "ɛ", "ee": "ɛ", "i": "i", "ii": "i"}
    | {"o": "o", "oo": "o", "u": "ʊ", "uu": "u", "ur": "ʊ", "y": "ɨ", "yy": "ɨ"},
)
LANGUAGES: Final[Mapping[str, FestivalLanguage]] = {
    "czech_dita": _CZECH,
    "czech_krb": _CZECH,
    "czech_machac": _CZECH,
    "czech_ph": _CZECH,
    "lp_diphone": _ITALIAN,
    "pc_diphone": _ITALIAN,
    "suo_fi_lj_diphone": _FINNISH,
    "hy_fi_mv_diphone": _FINNISH,
    "upc_ca_ona_hts": _CATALAN,
    "hindi_NSK_diphone": _HINDI,
    "telugu_NSK_diphone": _TELUGU,
    "msu_ru_nsh_clunits": _RUSSIAN,
}
"""By voice; a voice that is not here reads English."""
