"""What visitors say: who is heard, whether it interrupts, and what becomes of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from visavis.dialogue.persona.fence import is_unseen
from visavis.protocol.client import ListenStart
from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader
from visavis.protocol.server import ErrorMessage, GoOn, Transcript, TurnPhase
from visavis.session.back_channel import is_back_channel
from visavis.session.effects import CancelHearing, Effect, EndHearing, FeedHearing, Send, StartHearing, WakeLater
from visavis.session.events import HearingFailed, Transcribed
from visavis.session.hearing import Hearing
from visavis.session.refusal import RefusalError
from visavis.session.turns import Turns

SILENT_S: Final = 8.0
"""A page that sends nothing more of somebody's speech for so long has lost its end."""
PAGE_SILENT_S: Final = 30.0
"""As above, where the page recognises: people think while they speak."""
LATE: Final = 64
"""Stretches of speech that are over, whose frames and transcripts may still be under way."""
SHORTEST_DOUBT_S: Final = 0.1
MOST_AWAITED: Final = 4
"""Stretches of speech whose transcripts are awaited at a time. Each takes a place at the recogniser, which is there for
all visitors."""
_DOUBT: Final = "doubt"
_SILENT: Final = "silent"
"""Names of times to wake at: one of each kind is enough, since one stretch at a time is being said."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a visitor has said, complete; without text nothing was understood."""

    id: str
    text: str = field(repr=False)
    language: str | None
    voice: str | None
    delay_ms: float | None = None
    """From the end of the speech to this."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What listening has come to."""

    effects: list[Effect] = field(default_factory=list)
    interrupts: bool = False
    """The avatar is to fall silent."""
    question: Question | None = None
    unheard: Question | None = None
    """Nobody knows whether this was an interruption: it is to be owned up to once the avatar has come to its end."""


class Listening:
    """The visitor's side of one conversation. ``interruptible`` tells whether there is anything to interrupt."""

    def __init__(self, turns: Turns, describe: Describe, barge_in_s: float, interruptible: Callable[[], bool]) -> None:
        self._turns = turns
        self._describe = describe
        self._barge_in_s = barge_in_s
        self._interruptible = interruptible
        self._hearings: dict[str, Hearing] = {}
        """The last is what is being said now; those before it wait for their transcripts."""
        self._over: deque[str] = deque(maxlen=LATE)

    @property
    def phase(self) -> tuple[TurnPhase, str | None]:
        """What the conversation is at, where no turn is."""
        hearing = self._newest
        if hearing is None:
            return "idle", None
        return ("listening" if hearing.ended_at is None else "thinking"), hearing.id

    def knows(self, name: str) -> bool:
        """Whether there is, or was, speech of this id."""
        return name in self._hearings or name in self._over

    def here(self, name: str) -> bool:
        """Whether the server recognises this speech, and has not come to its end."""
        return name in self._hearings and self._hearings[name].here

    def start(self, request: ListenStart, now: float) -> list[Effect]:
        """Somebody begins to speak. Raises :class:`RefusalError`."""
        offer = self._describe.hearing
        if request.recogniser == "server" and offer is None:
            text = "this server recognises no speech; the page's own recogniser may: recogniser 'page'"
            raise RefusalError(ErrorCode.DIALOGUE_OFF, text, utterance_id=request.id)
        before = self._newest
        if sum(hearing.ended_at is not None for hearing in self._hearings.values()) >= MOST_AWAITED:
            text = f"{MOST_AWAITED} stretches of speech have not been understood yet; speak when they are"
            raise RefusalError(ErrorCode.QUEUE_FULL, text, retryable=True, utterance_id=request.id)
        effects: list[Effect] = []
        carried = ""
        doubted = before is not None and before.in_doubt
        if before is not None and before.ended_at is None:
            carried = before.before
            effects += self._forget(before)
        in_doubt = request.mode == "open" and (doubted or self._interruptible())
        self._hearings[request.id] = hearing = Hearing(request, in_doubt, heard_at=now, before=carried)
        if in_doubt:
            wait_s = max(SHORTEST_DOUBT_S, self._barge_in_s - request.speech_ms / 1000)
            effects += [*self._turns.hold(), WakeLater(_DOUBT, wait_s)]
        if hearing.here:
            effects.append(StartHearing(request.id, request.sample_rate_hz, request.language))
        return [*effects, WakeLater(_SILENT, self._silent_s(hearing))]

    def sound(self, header: AudioHeader, payload: memoryview, now: float) -> list[Effect]:
        """More of it. Raises :class:`RefusalError`."""
        hearing = self._hearings.get(header.id)
        if hearing is None or hearing.ended_at is not None:
            return []
        if not hearing.here:
            text = f"audio of {header.id!r}, which the page recognises itself"
            raise RefusalError(ErrorCode.BINARY_UNEXPECTED, text)
        if header.first_sample != hearing.samples:
            text = f"sample {header.first_sample} of the speech does not follow: {hearing.samples} have come"
            error = ErrorMessage(code=ErrorCode.AUDIO_INVALID, message=text, id=header.id)
            return [Send(error), *self.cancel(header.id).effects]
        hearing.samples += header.samples
        hearing.heard_at = now
        effects: list[Effect] = [FeedHearing(header.id, bytes(payload))] if header.samples else []
        offer = self._describe.hearing
        longest = (offer.seconds if offer else 0.0) * hearing.request.sample_rate_hz
        if header.final or hearing.samples >= longest:
            hearing.ended_at = now
            effects.append(EndHearing(header.id))
        return effects

    def transcribed(self, event: Transcribed, now: float, *, echo: bool = True) -> Outcome:
        """What was understood. With ``echo`` the page is told, which knows what it has understood itself."""
        hearing = self._hearings.get(event.id)
        if hearing is None:
            return Outcome()
        hearing.heard_at = now
        said = self._limited("", event.text.strip())
        said = "" if is_unseen(said) else said
        transcript = Transcript(id=event.id, text=said, final=event.final, language=event.language)
        effects: list[Effect] = [Send(transcript)] if echo else []
        heeded = not is_back_channel(said)
        if not event.final:
            interrupts = heeded and hearing.in_doubt
            return Outcome(effects, interrupts=interrupts)
        return self._understood(hearing, said, event.language, effects, now)

    def _understood(
        self, hearing: Hearing, said: str, language: str | None, effects: list[Effect], now: float
    ) -> Outcome:
        newest = self._newest
        self._put_away(hearing)
        whole = self._limited(hearing.before, said)
        if newest is not None and newest is not hearing:
            # The visitor went on before this was understood: both together are the question.
            newest.before = self._limited(whole, newest.before)
            return Outcome(effects, interrupts=hearing.in_doubt and not is_back_channel(said))
        # What answers a question of the avatar's is no back-channel: then it has come to its end.
        nothing = is_back_channel(whole) if self._interruptible() else not whole
        if hearing.in_doubt and nothing:
            return Outcome([*effects, *self._go_on(hearing)])
        if not whole and hearing.request.mode == "open":
            return Outcome(effects)
        delay_ms = None if hearing.ended_at is None else round(1000 * (now - hearing.ended_at), 1)
        question = Question(hearing.id, whole, language or hearing.request.language, hearing.request.voice, delay_ms)
        return Outcome(effects, interrupts=hearing.in_doubt, question=question)

    def failed(self, event: HearingFailed) -> Outcome:
        """It cannot be understood."""
        hearing = self._hearings.get(event.id)
        if hearing is None:
            return Outcome()
        error = ErrorMessage(code=event.code, message=event.message, retryable=event.retryable, id=event.id)
        newest = self._newest
        self._put_away(hearing)
        if newest is not hearing:
            return Outcome([Send(error)])
        # Whoever was not understood is told so, in the avatar's voice.
        question = Question(hearing.id, hearing.before, hearing.request.language, hearing.request.voice)
        if hearing.in_doubt and self._interruptible():
            return Outcome([Send(error), *self._go_on(hearing)], unheard=question)
        return Outcome([Send(error)], interrupts=hearing.in_doubt, question=question)

    def cancel(self, name: str) -> Outcome:
        """It was nothing."""
        hearing = self._hearings.get(name)
        if hearing is None:
            return Outcome()
        newest = self._newest
        effects = self._forget(hearing)
        if newest is not hearing:
            return Outcome(effects)
        nothing = is_back_channel(hearing.before) if self._interruptible() else not hearing.before
        if not nothing:
            question = Question(hearing.id, hearing.before, hearing.request.language, hearing.request.voice)
            return Outcome(effects, interrupts=hearing.in_doubt, question=question)
        return Outcome(effects + self._go_on(hearing) if hearing.in_doubt else effects)

    def woken(self, name: str, now: float) -> Outcome:
        """A time is over."""
        hearing = self._newest
        if hearing is None or hearing.ended_at is not None:
            return Outcome()
        if name == _DOUBT:
            return Outcome(interrupts=hearing.in_doubt)
        left_s = hearing.heard_at + self._silent_s(hearing) - now
        if left_s > 0.001:
            return Outcome([WakeLater(name, left_s)])
        if not hearing.here:
            return self.cancel(hearing.id)
        hearing.ended_at = now
        return Outcome([EndHearing(hearing.id)])

    def drop(self) -> list[Effect]:
        """Nothing of what is being said is wanted."""
        return [effect for hearing in list(self._hearings.values()) for effect in self._forget(hearing)]

    def sure(self) -> None:
        """The avatar was interrupted: nobody is in doubt any more."""
        for hearing in self._hearings.values():
            hearing.in_doubt = False

    @property
    def _newest(self) -> Hearing | None:
        return next(reversed(self._hearings.values()), None)

    def _limited(self, before: str, said: str) -> str:
        """Both together, as far as a question may be long: whoever speaks on cannot be told in mid-sentence."""
        offer = self._describe.dialogue
        whole = " ".join(part for part in (before, said) if part)
        return whole if offer is None else whole[: offer.question_chars]

    def _silent_s(self, hearing: Hearing) -> float:
        return SILENT_S if hearing.here else PAGE_SILENT_S

    def _go_on(self, hearing: Hearing) -> list[Effect]:
        self.sure()
        return [Send(GoOn(id=hearing.id)), *self._turns.let_go()]

    def _put_away(self, hearing: Hearing) -> None:
        del self._hearings[hearing.id]
        self._over.append(hearing.id)

    def _forget(self, hearing: Hearing) -> list[Effect]:
        self._put_away(hearing)
        return [CancelHearing(hearing.id)] if hearing.here else []
