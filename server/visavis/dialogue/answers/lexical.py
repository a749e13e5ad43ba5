"""How alike a question is to every question of a file, by its words and its sounds: no model, no network."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .fold import fold
from .load import AnswerBook
from .romanised import letters_of, spelt, syllables
from .synonyms import Synonyms
from .terms import Weights, sounds_of, terms_of, words_of
from .view import View

# Fitted by logistic regression on half of tests/dialogue/answers/questions.csv; tests/bench/test_answer_matching.py
# shows what comes of the other half.
_OF_WORDS: Final = 3.4
_OF_SOUNDS: Final = 4.4
_OF_WHOLE: Final = 2.6
_OFFSET: Final = -5.1
_OF_SPELT: Final = _OF_WORDS + _OF_SOUNDS + _OF_WHOLE


class Lexical:
    """An index of all wordings of all questions. It never changes, so any thread may read it."""

    def __init__(self, book: AnswerBook) -> None:
        self._synonyms = Synonyms(book.synonyms)
        folded = [[fold(question) for question in answer.questions] for answer in book.answers]
        self.answers: NDArray[np.int32] = np.asarray(
            [index for index, questions in enumerate(folded) for _ in questions], np.int32
        )
        """The answer of each row."""
        self._exact: dict[str, int] = {}
        self._spelt: dict[str, int | None] = {}
        """As above, in Latin letters; None where two answers are spelt alike."""
        terms = []
        for row, question in enumerate(question for questions in folded for question in questions):
            self._exact.setdefault(question, row)
            if letters := spelt(question):
                same = self._spelt.setdefault(letters, row)
                if same is not None and self.answers[same] != self.answers[row]:
                    self._spelt[letters] = None
            terms.append(terms_of(self._synonyms.unify(question)))
        groups = self.answers.tolist()
        self._words = View([each.words for each in terms], groups)
        self._sounds = View([each.sounds for each in terms], groups)
        wholes: list[Weights] = [{} for _ in book.answers]
        for group, each in zip(groups, terms, strict=True):
            _join(wholes[group], each.words)
        for whole, answer in zip(wholes, book.answers, strict=True):
            for text in (*answer.answers, *answer.tags):
                _join(whole, words_of(self._synonyms.unify(fold(text))))
        self._wholes = View(wholes, range(len(wholes)))

    @property
    def rows(self) -> int:
        """Wordings in the index."""
        return len(self.answers)

    def exact(self, question: str) -> int | None:
        """Row that says the same but for case, width, signs and traditional characters, or is spelt so in Latin
        letters."""
        folded = fold(question)
        row = self._exact.get(folded)
        return row if row is not None else self._spelt.get(letters_of(folded))

    def scores(self, question: str) -> NDArray[np.float32]:
        """How likely each row asks the same, 0 to 1.

        Words and sounds count by the shares of each other's weight that question and row have in common. Of all that is
        said about an answer, its own text included, counts what covers the question's words: so a word of the question
        that stands nowhere is worse than a word of the row that was not asked.
        """
        folded = fold(question)
        terms = terms_of(self._synonyms.unify(folded))
        words, sounds = self._words.overlap(terms.words), self._sounds.overlap(terms.sounds)
        whole = self._wholes.overlap(terms.words).of_question[self.answers]
        total = (
            _OFFSET
            + _OF_WORDS * np.sqrt(words.of_question * words.of_row)
            + _OF_SOUNDS * np.sqrt(sounds.of_question * sounds.of_row)
            + _OF_WHOLE * whole
        )
        said = syllables(folded)
        if len(said) > 1:
            # Of what is typed in Latin letters nothing but its sounds is known; they stand for words and whole as well.
            heard = self._sounds.overlap(sounds_of(said))
            total = np.maximum(total, _OFFSET + _OF_SPELT * np.sqrt(heard.of_question * heard.of_row))
        scores: NDArray[np.float32] = (1 / (1 + np.exp(-total))).astype(np.float32)
        return scores


def _join(weights: Weights, more: Weights) -> None:
    for term, weight in more.items():
        weights[term] = max(weight, weights.get(term, 0.0))
