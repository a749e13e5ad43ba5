"""Visemes of the Mandarin syllables, written by hand from what lips and tongue do; knows nothing of the code's maps.

Sources for the order of shapes: San Duanmu, The Phonology of Standard Chinese, 2007 (which medial, nucleus and coda a
final has); the classes of the visemes are those of the phones named in the comments.
"""

INITIALS = {
    "b": "PP", "p": "PP", "m": "PP", "f": "FF",
    "d": "DD", "t": "DD", "n": "nn", "l": "nn",
    "g": "kk", "k": "kk", "h": "",  # a breath has the shape of what follows
    "j": "DD CH", "q": "DD CH", "x": "CH",
    "zh": "DD CH", "ch": "DD CH", "sh": "CH", "r": "RR",
    "z": "DD SS", "c": "DD SS", "s": "SS",
    "": "",
}  # fmt: skip
FINALS = {
    "a": "aa", "o": "O", "e": "E", "ê": "E", "ai": "aa I", "ei": "E I", "ao": "aa U", "ou": "O U",
    "an": "aa nn", "en": "aa nn", "ang": "aa kk", "eng": "aa kk", "ong": "U kk", "er": "aa RR",
    "i": "I", "ia": "I aa", "io": "I O", "ie": "I E", "iao": "I aa U", "iou": "I O U",
    "ian": "I E nn", "in": "I nn", "iang": "I aa kk", "ing": "I kk",
    "iong": "U kk",  # rounded from the start
    "u": "U", "ua": "U aa", "uo": "U O", "uai": "U aa I", "uei": "U E I",
    "uan": "U aa nn", "uen": "U aa nn", "uang": "U aa kk", "ueng": "U aa kk",
    "ü": "U", "üe": "U E", "üan": "U E nn", "ün": "U nn",
    "apical": "I",  # zi ci si, zhi chi shi ri: teeth nearly closed, lips spread
}  # fmt: skip
NEUTRAL_E = "aa"
"""The murmured vowel of de, le, me, ne, te in the neutral tone."""
WITHOUT_INITIAL = {
    "yi": "i", "ya": "ia", "yo": "io", "ye": "ie", "yao": "iao", "you": "iou", "yan": "ian", "yin": "in",
    "yang": "iang", "ying": "ing", "yong": "iong", "wu": "u", "wa": "ua", "wo": "uo", "wai": "uai", "wei": "uei",
    "wan": "uan", "wen": "uen", "wang": "uang", "weng": "ueng", "yu": "ü", "yue": "üe", "yuan": "üan", "yun": "ün",
}  # fmt: skip
SHORTENED = {"iu": "iou", "ui": "uei", "un": "uen"}
INTERJECTIONS = frozenset({"m", "n", "ng", "hm", "hng", "wong"})
"""Hardly syllables: the voice has no sound of its own for them."""


def parts(syllable: str) -> tuple[str, str]:
    """Initial and final of a syllable without its tone, the final in full."""
    if syllable in WITHOUT_INITIAL:
        return "", WITHOUT_INITIAL[syllable]
    initial = next(letters for letters in sorted(INITIALS, key=len, reverse=True) if syllable.startswith(letters))
    final = syllable.removeprefix(initial)
    if final == "i" and initial in {"z", "c", "s", "zh", "ch", "sh", "r"}:
        return initial, "apical"
    if initial in {"j", "q", "x"} and final.startswith("u") and final != "ui":
        final = "ü" + final[1:]
    return initial, SHORTENED.get(final, final)


def visemes(syllable: str, tone: int) -> list[str]:
    """What the mouth does in a syllable, equal neighbours as one."""
    initial, final = parts(syllable)
    shapes = FINALS[final]
    if tone == 5 and final == "e" and initial in {"d", "t", "n", "l", "m"}:
        shapes = NEUTRAL_E
    return f"{INITIALS[initial]} {shapes}".split()
