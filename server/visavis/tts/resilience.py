"""How a server copes with engines that fail: what its settings say, and what it remembers of each engine."""

from __future__ import annotations

from dataclasses import dataclass, field

from visavis.tts.breaker import Breakers
from visavis.tts.checked import Patience
from visavis.tts.engine_meter import EngineMeter
from visavis.tts.fallback import Understudies
from visavis.tts.kept_speech import SpeechStore
from visavis.tts.purse import Purse
from visavis.tts.retry import NO_RETRY, RetryPolicy


@dataclass(frozen=True, slots=True)
class Resilience:
    """Without arguments: an engine is waited for, and asked once."""

    patience: Patience = field(default_factory=Patience)
    retry: RetryPolicy = NO_RETRY
    understudies: Understudies | None = None
    breakers: Breakers = field(default_factory=Breakers)
    store: SpeechStore | None = None
    """Keeps what engines say whose sound costs money or time."""
    purse: Purse | None = None
    """Knows what engines may still cost; None: nobody counts."""
    meter: EngineMeter | None = None
    """Is told how engines do; None: nobody counts."""
    strict: bool = True
    """What cannot be true of an engine's sound and timing is its failure."""
