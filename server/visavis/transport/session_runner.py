"""Runs one session: feeds the machine what comes from the socket and the speaker, and carries out its effects."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager

from visavis.protocol.codecs import Codec
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader
from visavis.protocol.framing import FrameError, decode_frame
from visavis.protocol.server import ServerMessage, TurnEnd
from visavis.session.effects import (
    CancelAnswer,
    CancelHearing,
    CancelUtterance,
    Close,
    DropVolunteer,
    Effect,
    EndHearing,
    FeedHearing,
    RefuseVolunteer,
    Send,
    SendChunk,
    StartAnswer,
    StartHearing,
    StartUtterance,
    WakeLater,
    WantChunk,
)
from visavis.session.events import (
    ChunkReady,
    Event,
    Failed,
    HelloMissing,
    Malformed,
    Opened,
    ReceivedSound,
    Told,
    UploadLate,
)
from visavis.session.machine import SessionMachine
from visavis.session.token_bucket import TokenBucket
from visavis.telemetry.telemetry import SessionWatch
from visavis.transport.agent_line import AgentLine
from visavis.transport.desk import Desk
from visavis.transport.door import Door
from visavis.transport.failures import failure_of
from visavis.transport.messages import MalformedError, parse_message
from visavis.transport.outbox import Outbox, RawSend
from visavis.transport.turn_tasks import TurnTasks
from visavis.tts.opus_stream import pre_skip
from visavis.tts.order import Order, SoundOrder
from visavis.tts.speaker import Speaker

logger = logging.getLogger(__name__)

MOST_WAITING = 64
"""Messages that wait for a peer that does not read; of a host's commands no more are taken."""
MESSAGES_AT_ONCE = 1000
MESSAGES_PER_SECOND = 200.0
"""What comes faster is read no faster than this: a page that sends without end must not keep others waiting."""
UPLOAD_S = 120.0
"""A recording that has not come by then is given up, and its memory given back."""


class SessionRunner:
    """Owns the tasks of a session: one that writes, and one for the utterance that is being performed."""

    def __init__(
        self,
        machine: SessionMachine,
        speaker: Speaker,
        send: RawSend,
        *,
        message_bytes: int,
        door: Callable[[Callable[[Event], None]], Door],
        desk: Desk | None = None,
        agent: AgentLine | None = None,
        watch: SessionWatch | None = None,
    ) -> None:
        """``door`` makes what stands before the session, of a function that takes what happens there later; it opens
        and closes the line to an ``agent``. ``watch`` is closed with the session."""
        self._machine = machine
        self._speaker = speaker
        self._message_bytes = message_bytes
        self._door = door(self._happened)
        self._outbox = Outbox(send)
        self._watch = watch
        self._clock = asyncio.get_running_loop().time
        self._pace = TokenBucket(MESSAGES_AT_ONCE, 60 * MESSAGES_PER_SECOND)
        self.writing = asyncio.create_task(self._write())
        """Done when nothing more can be written: closed by the machine, or the peer is gone."""
        self._performing: dict[str, asyncio.Task[None]] = {}
        self._wanted: dict[str, asyncio.Event] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._upload_timer: asyncio.TimerHandle | None = None
        memory = machine.conversation.memory
        self._turn_tasks = None if desk is None else TurnTasks(desk, memory, self._feed, agent)
        self._agent = agent

    async def received_text(self, text: str) -> None:
        """A text frame came. Waits while the peer does not read what it caused so far, or sends too fast."""
        await self._ready()
        # A code point is at most four bytes, so most messages need no encoding to be known as short enough.
        if 4 * len(text) > self._message_bytes and (size := _byte_length(text)) > self._message_bytes:
            message = f"a message has at most {self._message_bytes} bytes, got {size}"
            self._feed(Malformed(ErrorCode.MESSAGE_TOO_LARGE, message))
            return
        try:
            message_read = parse_message(text)
        except MalformedError as error:
            self._feed(Malformed(error.code, str(error), error.utterance_id))
            return
        async for event in self._door.events(message_read):
            self._feed(event)

    async def received_bytes(self, frame: bytes) -> None:
        """A binary frame came: more of a recording."""
        await self._ready()
        if len(frame) > self._message_bytes:
            message = f"a message has at most {self._message_bytes} bytes, got {len(frame)}"
            self._feed(Malformed(ErrorCode.MESSAGE_TOO_LARGE, message))
            return
        try:
            header, payload = decode_frame(frame)
        except FrameError as error:
            self._feed(Malformed(ErrorCode.BINARY_UNEXPECTED, f"no audio frame: {error}"))
            return
        if isinstance(header, AudioHeader) and header.codec != "pcm":
            self._feed(Malformed(ErrorCode.BINARY_UNEXPECTED, f"sound to the server is pcm, got {header.codec}"))
        elif isinstance(header, AudioHeader):
            self._feed(ReceivedSound(header, payload))
        else:
            self._feed(Malformed(ErrorCode.BINARY_UNEXPECTED, f"frames to the server are audio, got {header.type}"))

    async def _ready(self) -> None:
        await self._outbox.room()
        early_s = self._pace.take_early(self._clock())
        if early_s > 0:
            await asyncio.sleep(early_s)

    def hello_missing(self) -> None:
        """The client has said nothing for too long."""
        self._feed(HelloMissing())

    async def close(self) -> None:
        """Cancel everything. The session's engine work is over when this returns."""
        self._watch_upload(uploading=False)
        if self._turn_tasks is not None:
            await self._turn_tasks.close()
        tasks = [self.writing, *self._performing.values(), *self._ending]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        left = self._machine.end()
        for effect in left:
            if isinstance(effect, Send):
                self._tell_agent(effect.message)
        if self._watch is not None:
            self._watch.close(left)
        self._door.remember(self._machine.conversation.memory)
        await self._door.close()
        self._performing.clear()
        self._wanted.clear()

    def _happened(self, event: Event) -> None:
        if isinstance(event, Told) and len(self._outbox) >= MOST_WAITING:
            logger.warning("a page does not read what its host sends; a command is left out")
            return
        self._feed(event)

    def _feed(self, event: Event) -> None:
        effects = self._machine.handle(event, self._clock())
        if self._watch is not None:
            self._watch.saw(event, effects)
        for effect in effects:
            self._carry_out(effect)
        self._watch_upload(uploading=self._machine.uploading)

    def _watch_upload(self, *, uploading: bool) -> None:
        if uploading == (self._upload_timer is not None):
            return
        if self._upload_timer is not None:
            self._upload_timer.cancel()
            self._upload_timer = None
        else:
            loop = asyncio.get_running_loop()
            self._upload_timer = loop.call_later(UPLOAD_S, self._feed, UploadLate())

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case SendChunk(id=utterance_id, chunk=chunk):
                self._outbox.put_chunk(utterance_id, chunk)
            case WantChunk(id=utterance_id):
                self._wanted[utterance_id].set()
            case Send(message=message):
                self._outbox.put_text(message.model_dump_json())
                self._tell_agent(message)
                if isinstance(message, TurnEnd):
                    self._door.remember(self._machine.conversation.memory)
            case StartUtterance(id=utterance_id, order=order, slack_ms=slack_ms, codec=codec):
                self._wanted[utterance_id] = asyncio.Event()
                with self._within(effect):
                    self._performing[utterance_id] = asyncio.create_task(
                        self._perform(utterance_id, order, slack_ms / 1000, codec)
                    )
            case CancelUtterance(id=utterance_id):
                self._outbox.drop(utterance_id)
                self._cancel(utterance_id)
            case StartAnswer():
                if self._turn_tasks is not None:
                    with self._within(effect):
                        self._turn_tasks.carry_out(effect)
            case (
                CancelAnswer()
                | DropVolunteer()
                | RefuseVolunteer()
                | StartHearing()
                | FeedHearing()
                | EndHearing()
                | CancelHearing()
                | WakeLater()
            ):
                if self._turn_tasks is not None:
                    self._turn_tasks.carry_out(effect)
            case Close(code=code):
                for utterance_id in list(self._performing):
                    self._cancel(utterance_id)
                self._outbox.put_close(code)

    def _within(self, effect: StartAnswer | StartUtterance) -> AbstractContextManager[object]:
        """A task that is made inside of this belongs to the effect's span."""
        return contextlib.nullcontext() if self._watch is None else self._watch.within(effect)

    def _tell_agent(self, message: ServerMessage) -> None:
        if self._agent is not None:
            self._agent.sent(message)

    def _cancel(self, utterance_id: str) -> None:
        self._wanted.pop(utterance_id, None)
        task = self._performing.pop(utterance_id, None)
        if task is None or task is asyncio.current_task():
            return
        task.cancel()
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _perform(self, utterance_id: str, order: Order | SoundOrder, slack_s: float, codec: Codec) -> None:
        wanted = self._wanted[utterance_id]
        try:
            async with self._speaker.speak(order, slack_s=slack_s, codec=codec) as utterance:
                performance = await utterance.opened()
                voice = performance.voice
                # Who speaks at the listener's needs no sound from here, only to know how long it is expected to be.
                codec = codec if voice.sound else "none"
                self._feed(
                    Opened(
                        utterance_id,
                        performance.written,
                        voice.name,
                        performance.language,
                        voice.sample_rate_hz,
                        codec,
                        pre_skip(voice.sample_rate_hz) if codec == "opus" else 0,
                    )
                )
                async for chunk in utterance:
                    wanted.clear()
                    self._feed(ChunkReady(utterance_id, chunk))
                    if chunk.final:
                        break
                    await wanted.wait()
                    await self._outbox.room()
        except Exception as error:
            failure = failure_of(error)
            self._feed(Failed(utterance_id, failure.code, failure.message, failure.retryable))
        finally:
            if self._performing.get(utterance_id) is asyncio.current_task():
                del self._performing[utterance_id]
                self._wanted.pop(utterance_id, None)

    async def _write(self) -> None:
        # A peer that went away makes the send raise; the reader hears of it as well and ends the session.
        with contextlib.suppress(OSError, RuntimeError):
            await self._outbox.write()


def _byte_length(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))
