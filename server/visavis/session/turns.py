"""The utterances of a session: their order, how far the server runs ahead, what was heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from visavis.protocol.channels import ChannelSpace
from visavis.protocol.client import Emotion, PlaybackReport
from visavis.protocol.codecs import Codec
from visavis.protocol.describe import Limits
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ErrorMessage, Interrupted, UtteranceStart
from visavis.session.effects import CancelUtterance, Effect, Send, SendChunk, StartUtterance, WantChunk
from visavis.session.entry import Entry, Phase
from visavis.session.events import Failed, Opened
from visavis.session.history import Heard, History
from visavis.session.refusal import RefusalError
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.order import Order, SoundOrder
from visavis.tts.sound import Sound

URGENT_BELOW_MS = 400.0
"""With no more than this left to play, a small chunk is worth its cost: somebody will soon hear silence."""


class Turns:
    """One utterance is performed at a time, the oldest first; those that are sent stay until the client has heard
    them. What is sent and not heard never exceeds the lead, except by a first chunk that alone is longer."""

    def __init__(self, limits: Limits, track_fps: int) -> None:
        self.history = History()
        self.codec: Codec = "pcm"
        """The form in which sound goes to the client."""
        self._limits = limits
        self._track_fps = track_fps
        self._entries: dict[str, Entry] = {}
        self._paused = False
        self._held = False

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def unheard_ms(self) -> float:
        """Audio that the client has and has not played."""
        return sum(entry.unheard_ms for entry in self._entries.values())

    def knows(self, utterance_id: str) -> bool:
        """Whether an utterance of this session has or had this id."""
        return utterance_id in self._entries or utterance_id in self.history

    def check_room(self, utterance_id: str) -> None:
        """Raises :class:`RefusalError` when no utterance of this id can be taken now."""
        if self.knows(utterance_id):
            # The error carries no id: that would tell the client that the first one of this name has failed.
            raise RefusalError(ErrorCode.DUPLICATE_ID, f"id {utterance_id!r} was used before in this session")
        if len(self._entries) >= self._limits.queued_utterances:
            text = f"{len(self._entries)} utterances wait or play, {self._limits.queued_utterances} are allowed"
            raise RefusalError(ErrorCode.QUEUE_FULL, text, retryable=True, utterance_id=utterance_id)

    def speak(
        self, utterance_id: str, order: Order | SoundOrder, emotion: Emotion | None, turn: str | None = None
    ) -> list[Effect]:
        """Say this after everything else that waits."""
        self._entries[utterance_id] = Entry(utterance_id, order, emotion, turn)
        return self._go_on()

    def write_down(self, utterance_id: str, text: str) -> None:
        """What is said in an utterance has become known, up to now."""
        entry = self._entries.get(utterance_id)
        if entry is not None:
            entry.written = text
        elif utterance_id in self.history:
            self.history[utterance_id].text = text

    def turn_of(self, utterance_id: str) -> str | None:
        """The turn that an utterance which waits or plays is part of."""
        entry = self._entries.get(utterance_id)
        return None if entry is None else entry.turn

    def waits(self, turn: str) -> bool:
        """Whether something of this turn waits or plays."""
        return any(entry.turn == turn for entry in self._entries.values())

    def hold(self) -> list[Effect]:
        """Somebody may be interrupting: the client has fallen silent, and nothing is sent or begun meanwhile."""
        self._held = True
        return []

    def end_hold(self) -> None:
        """Somebody was; everything is about to be stopped."""
        self._held = False

    def let_go(self) -> list[Effect]:
        """Nobody was."""
        self._held = False
        return self._go_on()

    def opened(self, event: Opened, space: ChannelSpace) -> list[Effect]:
        """The utterance that was started can be performed."""
        entry = self._entries.get(event.id)
        if entry is None or entry.phase is not Phase.OPENING:
            return []
        entry.phase = Phase.SENDING
        entry.written = event.written or entry.written
        start = UtteranceStart(
            id=event.id,
            text=event.written,
            voice=event.voice,
            language=event.language,
            sample_rate_hz=event.sample_rate_hz,
            track_fps=self._track_fps,
            channel_space=space,
            emotion=entry.emotion,
            codec=event.codec,
            pre_skip=event.pre_skip,
            turn=entry.turn,
        )
        return [Send(start)]

    def chunk_ready(self, utterance_id: str, chunk: UtteranceChunk) -> list[Effect]:
        """The chunk that was wanted."""
        entry = self._entries.get(utterance_id)
        if entry is None or entry.phase is not Phase.SENDING or entry.held is not None:
            return []
        entry.held = chunk
        return self._go_on()

    def failed(self, event: Failed) -> list[Effect]:
        """Nothing more of this utterance comes. What is at the client already plays on."""
        entry = self._entries.get(event.id)
        if entry is None or entry.phase is Phase.SENT:
            return []
        error = ErrorMessage(code=event.code, message=event.message, retryable=event.retryable, id=event.id)
        self._over([entry], interrupted=True)
        return [CancelUtterance(event.id), Send(error), *self._go_on()]

    def interrupt(self, utterance_id: str | None) -> list[Effect]:
        """Stop one, or everything. One that is over already is no error: the client could not know yet."""
        if utterance_id is None:
            stopped = list(self._entries.values())
        elif utterance_id in self._entries:
            stopped = [self._entries[utterance_id]]
        elif utterance_id in self.history:
            stopped = []
        else:
            raise RefusalError(ErrorCode.UNKNOWN_UTTERANCE, f"no utterance has the id {utterance_id!r}")
        return self._stop(stopped)

    def interrupt_turn(self, turn: str) -> list[Effect]:
        """Stop what of an answer waits or plays."""
        stopped = [entry for entry in self._entries.values() if entry.turn == turn]
        return self._stop(stopped) if stopped else []

    def stopped_on_its_way(self, utterance_id: str) -> None:
        """A recording was stopped before it had come: nothing of it was heard, and its id is used up."""
        self.history.add(Heard(utterance_id, "", 0.0, None, interrupted=True))

    def forget(self) -> None:
        """The session is over: what is held for its utterances is given back."""
        self._over(list(self._entries.values()), interrupted=True)

    def pause(self) -> list[Effect]:
        """The client plays no further; neither does the server send."""
        self._paused = True
        return []

    def resume(self) -> list[Effect]:
        """The client plays on."""
        self._paused = False
        return self._go_on()

    def report(self, report: PlaybackReport) -> list[Effect]:
        """What was really heard."""
        entry = self._entries.get(report.id)
        if entry is None:
            if report.id not in self.history:
                raise RefusalError(ErrorCode.UNKNOWN_UTTERANCE, f"no utterance has the id {report.id!r}")
            self.history.correct(report.id, report.position_ms)
            return []
        entry.position_ms = max(entry.position_ms, min(report.position_ms, entry.sent_ms))
        if report.state == "interrupted":
            return self._stop([entry])
        finished = [before for before in self._before(entry) if before.phase is Phase.SENT]
        if report.state != "playing":
            finished = []
        if report.state == "ended" and entry.phase is Phase.SENT:
            finished = [*(before for before in self._before(entry) if before.phase is Phase.SENT), entry]
        for one in finished:
            one.position_ms = one.sent_ms
        self._over(finished, interrupted=False)
        return self._go_on()

    def _before(self, entry: Entry) -> list[Entry]:
        entries = list(self._entries.values())
        return entries[: entries.index(entry)]

    def _stop(self, stopped: list[Entry]) -> list[Effect]:
        cancels: list[Effect] = [CancelUtterance(one.id) for one in stopped if one.phase is not Phase.QUEUED]
        self._over(stopped, interrupted=True)
        return [*cancels, Send(Interrupted(ids=tuple(one.id for one in stopped))), *self._go_on()]

    def _over(self, entries: Iterable[Entry], *, interrupted: bool) -> None:
        for entry in entries:
            del self._entries[entry.id]
            duration_ms = entry.sent_ms if entry.phase is Phase.SENT else None
            text = entry.written or entry.order.text
            spread_ms = None
            if isinstance(entry.order, SoundOrder):
                spread_ms = None if entry.order.text else max(entry.sent_ms, 1000 * entry.order.sound.seconds)
                entry.order.sound.release()
            heard = Heard(entry.id, text, entry.position_ms, duration_ms, interrupted, entry.words, spread_ms)
            self.history.add(heard)

    def _go_on(self) -> list[Effect]:
        """Send what may be sent, and start what may be started."""
        if self._paused or self._held:
            return []
        for entry in self._entries.values():
            if entry.phase is Phase.SENT:
                continue
            if entry.phase is Phase.QUEUED:
                return self._start(entry)
            if entry.held is None or not self._fits(entry.held):
                return []
            chunk = entry.held
            effects = self._send(entry, chunk)
            return [*effects, *self._go_on()] if chunk.final else effects
        return []

    def _start(self, entry: Entry) -> list[Effect]:
        if self.unheard_ms >= 1000 * self._limits.lead_seconds:
            return []
        entry.phase = Phase.OPENING
        slack_ms = self.unheard_ms
        order = replace(entry.order, urgent=slack_ms < URGENT_BELOW_MS)
        return [StartUtterance(entry.id, order, slack_ms, self.codec)]

    def _send(self, entry: Entry, chunk: UtteranceChunk) -> list[Effect]:
        entry.held = None
        entry.sent_ms += chunk.duration_ms
        entry.words.add(chunk)
        sent = SendChunk(entry.id, chunk)
        if chunk.final:
            entry.phase = Phase.SENT
            if isinstance(entry.order, SoundOrder):
                # All of it is at the client: what waits to be heard takes no memory here.
                entry.order = replace(entry.order, sound=Sound(b"", entry.order.sound.sample_rate_hz))
            return [sent]
        return [sent, WantChunk(entry.id)]

    def _fits(self, chunk: UtteranceChunk) -> bool:
        unheard_ms = self.unheard_ms
        return unheard_ms <= 0 or unheard_ms + chunk.duration_ms <= 1000 * self._limits.lead_seconds
