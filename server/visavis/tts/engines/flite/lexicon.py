"""How Flite says single words: which of a clause's sounds belong to which word, and which are stressed.

The program tells sounds and their times, but not where words begin. So it is asked once for every new word, by the
voice that costs least and at the highest speed: all voices share one lexicon.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Final

from visavis.tts.engines.flite.phones import SILENCE
from visavis.tts.engines.flite.program import Runner

_VOICE: Final = "kal"
_WORDS_KEPT: Final = 20_000
_AT_ONCE: Final = 40


class Lexicon:
    """Sounds of words, remembered. Shared by threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._lock = Lock()

    def phones(self, words: Sequence[str], runner: Runner) -> list[tuple[str, ...]]:
        """The sounds of each word, with stress digits on vowels; none where Flite says nothing of it.

        Raises :class:`FliteError`.
        """
        with self._lock:
            found = {word: self._known[word] for word in words if word in self._known}
            for word in found:
                self._known.move_to_end(word)
        new = [word for word in dict.fromkeys(words) if word not in found]
        for start in range(0, len(new), _AT_ONCE):
            found.update(_asked(new[start : start + _AT_ONCE], runner))
        with self._lock:
            self._known.update((word, found[word]) for word in new)
            while len(self._known) > _WORDS_KEPT:
                self._known.popitem(last=False)
        return [found[word] for word in words]


def _asked(words: list[str], runner: Runner) -> dict[str, tuple[str, ...]]:
    said = _groups(words, runner)
    if len(said) == len(words):
        return dict(zip(words, said, strict=True))
    # Some of them are several words to Flite, or none: each on its own.
    return {word: tuple(name for group in _groups([word], runner) for name in group) for word in words}


def _groups(words: list[str], runner: Runner) -> list[tuple[str, ...]]:
    text = " ".join(f"{word}." for word in words)
    printed = runner.run(["-voice", _VOICE, "-s", "duration_stretch=0.2", "-psstress", "-t", text], sound=False).printed
    groups: list[list[str]] = [[]]
    for name in printed.split():
        if name.rstrip("01") != SILENCE:
            groups[-1].append(name)
        elif groups[-1]:
            groups.append([])
    return [tuple(group) for group in groups if group]
