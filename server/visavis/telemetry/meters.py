"""What a server counts and times, as Prometheus instruments. No label holds what a visitor wrote."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import TurnEnd
from visavis.telemetry.turn_figures import LATENCY_S, TURN_FIGURES

NO_ENGINE: Final = "none"
_TURN: Final = ("source", "engine")
_MODEL: Final = ("gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model")
_CHAT: Final = "chat"
# Buckets as OpenTelemetry's semantic conventions for generative AI advise them.
_DURATION_S: Final = tuple(0.01 * 2**power for power in range(14))
_FIRST_CHUNK_S: Final = (0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
_TOKENS: Final = tuple(float(4**power) for power in range(10))


class Meters:
    """Of one process. With ``PROMETHEUS_MULTIPROC_DIR`` the instruments write to files that all workers share.

    Takes what voices, models and recognisers tell of themselves: an ``EngineMeter``, a ``ModelMeter`` and a
    ``HearingMeter``.
    """

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.sessions = Gauge(
            "visavis_sessions", "Sessions that are open.", registry=registry, multiprocess_mode="livesum"
        )
        self._turns = Counter("visavis_turns", "Turns that are over.", ("source", "interrupted"), registry=registry)
        self._figures = {
            figure.field: Histogram(
                f"visavis_turn_{figure.name}_seconds",
                figure.title,
                (*_TURN, "first") if figure.either_way else _TURN,
                buckets=figure.buckets_s,
                registry=registry,
            )
            for figure in TURN_FIGURES
        }
        self.false_interruptions = Counter(
            "visavis_false_interruptions",
            "Times the avatar went on after sound that was no interruption.",
            registry=registry,
        )
        self._errors = Counter(
            "visavis_errors", "Errors that pages, programs and agents were told of.", ("code",), registry=registry
        )
        self._utterances = Counter("visavis_utterances", "Utterances begun.", ("engine",), registry=registry)
        self._engine_ttfb = Histogram(
            "visavis_engine_ttfb_seconds",
            "From giving an engine a sentence to its first sound.",
            ("engine",),
            buckets=LATENCY_S,
            registry=registry,
        )
        self._engine_failures = Counter(
            "visavis_engine_failures",
            "Sentences that an engine failed to say, each try.",
            ("engine",),
            registry=registry,
        )
        self._heard_seconds = Counter(
            "visavis_stt_audio_seconds", "Speech that recognisers were given.", ("recogniser",), registry=registry
        )
        self._tokens = Histogram(
            "gen_ai_client_token_usage",
            "Tokens of one request to a language model.",
            (*_MODEL, "gen_ai_token_type"),
            buckets=_TOKENS,
            registry=registry,
        )
        self._duration = Histogram(
            "gen_ai_client_operation_duration_seconds",
            "One request to a language model, to its end.",
            (*_MODEL, "error_type"),
            buckets=_DURATION_S,
            registry=registry,
        )
        self._first_chunk = Histogram(
            "gen_ai_client_operation_time_to_first_chunk_seconds",
            "From a request to a language model to its first token.",
            _MODEL,
            buckets=_FIRST_CHUNK_S,
            registry=registry,
        )

    def turn(self, end: TurnEnd, engine: str) -> None:
        """A turn is over; ``engine`` is of the voice that began the answer."""
        self._turns.labels(end.source, str(end.interrupted).lower()).inc()
        for figure in TURN_FIGURES:
            value_ms: float | None = getattr(end.metrics, figure.field)
            if value_ms is None:
                continue
            first = ("mouth" if value_ms < 0 else "sound",) if figure.either_way else ()
            self._figures[figure.field].labels(end.source, engine, *first).observe(abs(value_ms) / 1000)

    def utterance(self, engine: str) -> None:
        """One has begun."""
        self._utterances.labels(engine).inc()

    def error(self, code: ErrorCode) -> None:
        """A client was told of one."""
        self._errors.labels(code.value).inc()

    def first_sound(self, engine: str, seconds: float) -> None:
        """An engine has begun to say a sentence."""
        self._engine_ttfb.labels(engine).observe(seconds)

    def engine_failed(self, engine: str) -> None:
        """An engine has not said a sentence, or not all of it."""
        self._engine_failures.labels(engine).inc()

    def first_token(self, provider: str, model: str, seconds: float) -> None:
        """A language model has begun to answer."""
        self._first_chunk.labels(_CHAT, provider, model).observe(seconds)

    def answered(self, provider: str, model: str, seconds: float, tokens: tuple[int, int], error: str | None) -> None:
        """A language model has come to the end of one request, whichever that was. ``tokens`` of the prompt and of the
        answer."""
        self._duration.labels(_CHAT, provider, model, error or "").observe(seconds)
        for kind, count in zip(("input", "output"), tokens, strict=True):
            if count:
                self._tokens.labels(_CHAT, provider, model, kind).observe(count)

    def listened(self, recogniser: str, seconds: float) -> None:
        """A recogniser was given so much speech."""
        self._heard_seconds.labels(recogniser).inc(seconds)
