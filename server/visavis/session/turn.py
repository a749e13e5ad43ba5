"""One turn: a question, its answer as far as it has come, and when what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from visavis.protocol.client import TurnTiming
from visavis.protocol.server import AnswerSource, ShownButton, TurnMetrics
from visavis.session.history import History
from visavis.session.own_voice import OwnVoice


@dataclass(slots=True)
class Turn:
    """Times are in seconds of the session's clock; None for what has not happened."""

    id: str
    asked_at: float
    """When the question was complete."""
    voice: str | None = None
    unheard: bool = False
    """It only tells that something was not understood."""
    end_of_turn_delay_ms: float | None = None
    utterances: list[tuple[str, str]] = field(default_factory=list)
    """Id and text of each clause that was given to the voice."""
    ttft_ms: float | None = None
    first_clause_at: float | None = None
    first_sound_at: float | None = None
    timing: TurnTiming | None = None
    source: AnswerSource = "none"
    answer_id: str | None = None
    tokens: tuple[int, int] | None = None
    """Of the prompt and of the answer."""
    answered: bool = False
    """All of the answer has come."""
    own_voice: OwnVoice = field(default_factory=OwnVoice)
    shown: int = 0
    """How often something was shown."""
    buttons: list[ShownButton] = field(default_factory=list)
    """What was offered, in order."""
    handed_over: bool = False
    _numbered: int = 0

    def next_utterance(self, taken: Callable[[str], bool]) -> str:
        """Id of the clause to come: not one that ``taken`` says the page has used for an utterance of its own."""
        while taken(name := f"{self.id}.{self._numbered}"):
            self._numbered += 1
        self._numbered += 1
        return name

    def says(self, utterance_id: str) -> bool:
        """Whether an utterance is one of its clauses."""
        return any(name == utterance_id for name, _ in self.utterances)

    def heard(self, history: History) -> str:
        """What of the answer was audible. What never began, or was forgotten, was not."""
        heard = ""
        for name, _ in self.utterances:
            heard = _joined(heard, history[name].heard if name in history else "")
        return heard

    @property
    def metrics(self) -> TurnMetrics:
        """What is known by now."""
        timing = self.timing
        prompt, completion = self.tokens or (None, None)
        return TurnMetrics(
            end_of_turn_delay_ms=self.end_of_turn_delay_ms,
            llm_node_ttft_ms=self.ttft_ms,
            first_clause_ms=_ms(self.asked_at, self.first_clause_at),
            tts_node_ttfb_ms=_ms(self.first_clause_at, self.first_sound_at),
            ttfa_ms=_ms(self.asked_at, self.first_sound_at),
            playback_latency_ms=timing.playback_latency_ms if timing else None,
            e2e_latency_ms=timing.e2e_latency_ms if timing else None,
            face_start_skew_ms=timing.face_start_skew_ms if timing else None,
            interruption_stop_ms=timing.interruption_stop_ms if timing else None,
            prompt_tokens=prompt,
            completion_tokens=completion,
        )


def _joined(before: str, after: str) -> str:
    """Two clauses: with a space where words are written with spaces."""
    spaced = before[-1:].isascii() and after[:1].isascii()
    return f"{before} {after}" if before and after and spaced else before + after


def _ms(begin: float | None, end: float | None) -> float | None:
    return None if begin is None or end is None else round(1000 * (end - begin), 1)
