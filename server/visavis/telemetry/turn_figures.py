"""The durations of a turn that are counted: their names, what they are, and their buckets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LATENCY_S: Final = (
    *(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75),
    *(1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0),
)
SKEW_S: Final = (0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class TurnFigure:
    """One duration of ``TurnMetrics``."""

    field: str
    """Of ``TurnMetrics``, in ms."""
    title: str
    """What it is, for people."""
    buckets_s: Sequence[float] = LATENCY_S
    either_way: bool = False
    """May be negative. A histogram with buckets below 0 has no sum, so its size is counted by what came first."""

    @property
    def name(self) -> str:
        """What the field calls it, such as ``e2e_latency``."""
        return self.field.removesuffix("_ms")


TURN_FIGURES: Final = (
    TurnFigure("end_of_turn_delay_ms", "From the last sound of the visitor's speech to its final transcript."),
    TurnFigure("llm_node_ttft_ms", "From asking the language model to its first token."),
    TurnFigure("first_clause_ms", "From the question to the first clause that could be spoken."),
    TurnFigure("tts_node_ttfb_ms", "From that clause to its first sound."),
    TurnFigure("ttfa_ms", "From the question to the first sound sent."),
    TurnFigure("playback_latency_ms", "From the first sound's arrival in the page to its being audible."),
    TurnFigure("e2e_latency_ms", "From the end of the visitor's speech, or from sending, to the first audible sample."),
    TurnFigure(
        "face_start_skew_ms", "Between the first mouth frame not at rest and the first audible sample.", SKEW_S, True
    ),
    TurnFigure("interruption_stop_ms", "From the first sign of the visitor's speech to silence."),
)
