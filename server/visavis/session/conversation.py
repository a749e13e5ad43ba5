"""Who speaks when: questions, answers and interruptions, as a pure state machine beside the utterances."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from visavis.dialogue.memory import Memory
from visavis.dialogue.persona.fence import is_unseen
from visavis.dialogue.response import Before, Begun, Done, HandOver, Said, Shown, Trouble
from visavis.protocol.channels import ChannelSpace
from visavis.protocol.client import Ask, HeardText, Interrupt, ListenCancel, ListenStart, PlaybackReport, TurnTiming
from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader
from visavis.protocol.server import ErrorMessage, Handover, Show, TurnEnd, TurnPhase, TurnState
from visavis.session.effects import CancelAnswer, DropVolunteer, Effect, Send, SendChunk, StartAnswer
from visavis.session.events import (
    Answered,
    AnsweredAloud,
    HearingFailed,
    Transcribed,
    Volunteered,
    Woken,
    WrittenDown,
)
from visavis.session.listening import Listening, Outcome, Question
from visavis.session.own_voice import OwnVoice
from visavis.session.refusal import RefusalError
from visavis.session.turn import Turn
from visavis.session.turns import Turns
from visavis.tts.order import Order, SoundOrder

MOST_SHOWN: Final = 16
"""Times that an answer shows something; a model that goes round in circles fills no page."""
STALE_S: Final = 30.0
"""Nobody remembers having said something so long ago that was not understood."""
REMEMBERED: Final = 1000
"""Turn ids that are known to be used. A kiosk's session lasts for months."""


@dataclass(frozen=True, slots=True)
class ConversationRules:
    """What holds for every conversation of a server."""

    barge_in_s: float = 1.5
    """Whoever speaks so long while the avatar speaks interrupts it, though no word was understood yet. A back-channel,
    with the pause by which its end is known, is shorter."""


class Conversation:
    """One turn at a time. Whatever stops it stops all of it: sound, synthesis and generation.

    Every method returns effects; :meth:`settle` comes last after each event. Refusals are raised as
    :class:`RefusalError`.
    """

    def __init__(self, turns: Turns, describe: Describe, rules: ConversationRules, memory: Memory) -> None:
        self.memory = memory
        """What was heard: of the avatar nothing else is in it."""
        self.space: ChannelSpace = "viseme15"
        self._turns = turns
        self._describe = describe
        self._listening = Listening(turns, describe, rules.barge_in_s, interruptible=lambda: self._busy)
        self._turn: Turn | None = None
        self._volunteer: str | None = None
        """A turn that nobody asked for, which waits until nobody speaks."""
        self._unheard: tuple[Question, float] | None = None
        """What could not be understood while the avatar spoke, and when; told once it has come to its end."""
        self._before = Before()
        self._volunteer_voice = OwnVoice()
        self._used: OrderedDict[str, None] = OrderedDict()
        self._told: tuple[TurnPhase, str | None] = ("idle", None)

    @property
    def phase(self) -> TurnPhase:
        """What the conversation is at."""
        return self._phase()[0]

    def hears(self, name: str) -> bool:
        """Whether sound of this id is, or was, a visitor's speech."""
        return self._listening.knows(name)

    def knows(self, name: str) -> bool:
        """Whether a turn has or had this id, or a visitor's speech that may become one."""
        return name in self._used or self.hears(name) or (self._turn is not None and self._turn.id == name)

    def ask(self, message: Ask, now: float) -> list[Effect]:
        """Something was typed or pressed."""
        self._check_new(message.id)
        offer = self._describe.dialogue
        text = message.text.strip()
        if not text:
            raise RefusalError(ErrorCode.EMPTY_TEXT, "nothing is asked: text is empty", utterance_id=message.id)
        if offer is not None and len(text) > offer.question_chars:
            told = f"the question has {len(text)} characters, {offer.question_chars} are allowed"
            raise RefusalError(ErrorCode.TEXT_TOO_LONG, told, utterance_id=message.id)
        if is_unseen(text):
            told = f"nothing is asked: none of {len(text)} characters can be seen"
            raise RefusalError(ErrorCode.EMPTY_TEXT, told, utterance_id=message.id)
        return [
            *self._listening.drop(),
            *self._begin(Turn(message.id, now, message.voice), text, message.language),
        ]

    def listen_start(self, message: ListenStart, now: float) -> list[Effect]:
        """The visitor begins to speak."""
        self._check_new(message.id)
        effects = self._listening.start(message, now)
        self._use(message.id)
        return [*effects, *self._stop()] if message.mode == "push" else effects

    def listen_cancel(self, message: ListenCancel, now: float) -> list[Effect]:
        """It was nothing."""
        return self._follow(self._listening.cancel(message.id), now)

    def heard_text(self, message: HeardText, now: float) -> list[Effect]:
        """The page has understood something."""
        if not self._listening.knows(message.id):
            raise RefusalError(ErrorCode.UNKNOWN_TURN, f"no listen_start had the id {message.id!r}")
        if self._listening.here(message.id):
            text = f"the server listens to {message.id!r}; the page may where listen_start says recogniser 'page'"
            raise RefusalError(ErrorCode.BAD_MESSAGE, text)
        event = Transcribed(message.id, message.text, message.final, message.language)
        return self._follow(self._listening.transcribed(event, now, echo=False), now)

    def sound(self, header: AudioHeader, payload: memoryview, now: float) -> list[Effect]:
        """More of a visitor's speech."""
        return self._listening.sound(header, payload, now)

    def transcribed(self, event: Transcribed, now: float) -> list[Effect]:
        """The server has understood something."""
        return self._follow(self._listening.transcribed(event, now), now)

    def hearing_failed(self, event: HearingFailed, now: float) -> list[Effect]:
        """The server cannot understand it."""
        return self._follow(self._listening.failed(event), now)

    def woken(self, event: Woken, now: float) -> list[Effect]:
        """Somebody has spoken for long, or has not come to an end."""
        return self._follow(self._listening.woken(event.name, now), now)

    def timing(self, message: TurnTiming) -> list[Effect]:
        """What the page has measured."""
        if self._turn is not None and self._turn.id == message.id:
            self._turn.timing = message
        return []

    def answered(self, event: Answered, now: float) -> list[Effect]:
        """Something of an answer has come. What comes of one that was stopped is dropped."""
        turn = self._turn
        if turn is None or turn.id != event.id:
            return []
        match event.part:
            case Begun(after_ms=after_ms):
                turn.ttft_ms = round(after_ms, 1)
                return []
            case Said() as said:
                return self._say(turn, said, now)
            case Shown(links=links, pictures=pictures, buttons=buttons):
                turn.shown += 1
                if turn.shown > MOST_SHOWN:
                    return []
                turn.buttons += buttons
                return [Send(Show(id=turn.id, links=links, pictures=pictures, buttons=buttons))]
            case HandOver(reason=reason):
                if turn.handed_over:
                    return []  # whoever is called once for each of them has as many conversations to take over
                turn.handed_over = True
                return [Send(Handover(id=turn.id, reason=reason))]
            case Trouble(code=code, message=message, retryable=retryable):
                return [Send(ErrorMessage(code=code, message=message, retryable=retryable, id=turn.id))]
            case Done() as done:
                turn.source, turn.answer_id, turn.tokens = done.source, done.answer_id, done.tokens
                turn.answered = True
                return []

    def answered_aloud(self, event: AnsweredAloud, now: float) -> list[Effect]:
        """A part of an answer has come as sound."""
        turn = self._turn
        if turn is None or turn.id != event.id:
            event.sound.release()
            return []
        name = self._next_clause(turn, event.text, now)
        order = SoundOrder(event.sound, self.space, event.text, event.language)
        effects = self._turns.speak(name, order, event.emotion, turn.id)
        if event.block and not event.text:
            turn.own_voice.heard_as(event.block, name)
            effects += self._take_down(turn, event.block)
        return effects

    def written_down(self, event: WrittenDown) -> list[Effect]:
        """More is known of what is said in a block of sound. What comes after its turn is dropped."""
        turn = self._turn
        if event.id == self._volunteer:
            self._volunteer_voice.add(event.block, event.text, whole=event.whole)
            return []
        if turn is None or turn.id != event.id or not turn.own_voice.add(event.block, event.text, whole=event.whole):
            return []
        return self._take_down(turn, event.block)

    def _take_down(self, turn: Turn, block: str) -> list[Effect]:
        known = turn.own_voice.known(block)
        if known is None:
            return []
        utterance, text, whole = known
        self._turns.write_down(utterance, text)
        return [Send(Show(id=turn.id, silent_text=text))] if whole and text else []

    def volunteer(self, event: Volunteered) -> list[Effect]:
        """Somebody has something to say that nobody asked for."""
        if self._volunteer is not None:
            text = f"turn {self._volunteer!r} was begun and waits until nobody speaks; go on with that one, or wait"
            raise RefusalError(ErrorCode.QUEUE_FULL, text, retryable=True, utterance_id=event.id)
        self._check_new(event.id)
        self._use(event.id)
        self._volunteer, self._volunteer_voice = event.id, OwnVoice()
        return []

    def hush(self, name: str | None) -> list[Effect]:
        """Whoever answers wants silence: of one turn, or of whatever there is. Who is listened to is listened to on."""
        if name is not None and name == self._volunteer:
            return self._drop_volunteer()
        at_it = self._turn is not None and self._turn.id == name
        anything = name is None and (self._busy or self._volunteer is not None)
        return self._stop(always=True) if at_it or anything else []

    def interrupt(self, message: Interrupt) -> list[Effect] | None:
        """The page stops everything, or an answer by its turn's id or one of its clauses; None for what else the id may
        mean."""
        turn = self._turn
        if message.id is None:
            return [*self._listening.drop(), *self._stop(always=True)]
        if turn is not None and (message.id == turn.id or turn.says(message.id)):
            return self._stop_turn(turn)
        return [] if self.knows(message.id) else None

    def reported(self, report: PlaybackReport, turn_id: str | None) -> list[Effect]:
        """After a report was taken in; ``turn_id`` is the turn of its utterance before that. Whoever stops a clause
        does not want the rest."""
        turn = self._turn
        stopped = report.state == "interrupted" and turn is not None and turn.id == turn_id
        return self._stop_turn(turn) if stopped and turn is not None else []

    def settle(self, effects: list[Effect], now: float) -> list[Effect]:
        """What follows from where things stand now: the end of a turn, and what the conversation is at."""
        more: list[Effect] = []
        turn = self._turn
        if turn is not None:
            if turn.first_sound_at is None and any(isinstance(one, SendChunk) and turn.says(one.id) for one in effects):
                turn.first_sound_at = now
            if turn.answered and not self._turns.waits(turn.id):
                more += self._end(turn, interrupted=False)
        more += self._own_up(now)
        if self._volunteer is not None and self._phase()[0] == "idle":
            name, self._volunteer = self._volunteer, None
            self._turn = Turn(name, now, own_voice=self._volunteer_voice)
            more.append(StartAnswer(name, "", None, None, volunteered=True))
        phase = self._phase()
        if phase != self._told:
            self._told = phase
            more.append(Send(TurnState(state=phase[0], id=phase[1])))
        return more

    def close(self) -> list[Effect]:
        """The connection is gone, and its utterances are over: what of the answer was heard is remembered."""
        self._listening.drop()
        return [] if self._turn is None else self._end(self._turn, interrupted=True)

    @property
    def _busy(self) -> bool:
        return self._turn is not None or len(self._turns) > 0

    def _phase(self) -> tuple[TurnPhase, str | None]:
        if self._turn is not None:
            return ("thinking" if self._turn.first_sound_at is None else "speaking"), self._turn.id
        return self._listening.phase

    def _follow(self, outcome: Outcome, now: float) -> list[Effect]:
        """Do what listening has come to."""
        effects = list(outcome.effects)
        if outcome.interrupts:
            # The page waits to be told, also where nothing is left to be stopped.
            effects += self._stop(always=True)
        # Else an avatar that hears itself say so, with a recogniser that is down, would say so for ever.
        owns_up = self._turn is not None and self._turn.unheard
        if outcome.unheard is not None and not owns_up:
            self._unheard = outcome.unheard, now
        question = outcome.question
        if question is not None:
            turn = Turn(
                question.id, now, question.voice, end_of_turn_delay_ms=question.delay_ms, unheard=not question.text
            )
            effects += self._begin(turn, question.text, question.language, spoken=True)
        return effects

    def _own_up(self, now: float) -> list[Effect]:
        """Say that something was not understood, once nobody speaks."""
        if self._unheard is None or self._busy or self._phase()[0] != "idle":
            return []
        (question, at), self._unheard = self._unheard, None
        if now - at > STALE_S:
            return []
        self._turn = Turn(question.id, now, question.voice, unheard=True)
        return [StartAnswer(question.id, "", question.language, question.voice, unheard=True, spoken=True)]

    def _begin(self, turn: Turn, question: str, language: str | None, *, spoken: bool = False) -> list[Effect]:
        effects = self._stop()
        self._use(turn.id)
        self._turn = turn
        last = self.memory.turns[-1] if self.memory.turns else None
        # A page whose connection broke before it had an answer asks the same again.
        if question and (last is None or (last.speaker, last.text) != ("visitor", question)):
            self.memory.visitor(question)
        start = StartAnswer(
            turn.id, question, language, turn.voice, unheard=turn.unheard, spoken=spoken, before=self._before
        )
        return [*effects, start]

    def _say(self, turn: Turn, said: Said, now: float) -> list[Effect]:
        effects: list[Effect] = []
        if said.silent:
            effects.append(Send(Show(id=turn.id, silent_text=said.silent)))
        if not said.spoken:
            return effects
        name = self._next_clause(turn, said.spoken, now)
        order = Order(said.spoken, self.space, voice=self._voice(turn, said.language), language=said.language)
        return [*effects, *self._turns.speak(name, order, said.emotion, turn.id)]

    def _next_clause(self, turn: Turn, text: str, now: float) -> str:
        if turn.first_clause_at is None:
            turn.first_clause_at = now
        name = turn.next_utterance(self._turns.knows)
        turn.utterances.append((name, text))
        return name

    def _voice(self, turn: Turn, language: str | None) -> str | None:
        """The voice that was asked for, where it speaks the answer's language."""
        family = (language or "").partition("-")[0].lower()
        for voice in self._describe.voices:
            if voice.name == turn.voice:
                known = {code.partition("-")[0].lower() for code in voice.languages}
                return voice.name if not family or family in known else None
        return None

    def _stop(self, *, always: bool = False) -> list[Effect]:
        """Everything that is said or on its way. With ``always`` the page hears of it though there was nothing."""
        turn, effects = self._turn, [*self._release(self._turn), *self._drop_volunteer()]
        self._unheard = None
        self._listening.sure()
        self._turns.end_hold()
        if always or len(self._turns):
            effects += self._turns.interrupt(None)
        if turn is not None:
            effects += self._end(turn, interrupted=True)
        return effects

    def _drop_volunteer(self) -> list[Effect]:
        name, self._volunteer = self._volunteer, None
        return [] if name is None else [DropVolunteer(name)]

    def _stop_turn(self, turn: Turn) -> list[Effect]:
        self._unheard = None
        return [*self._release(turn), *self._turns.interrupt_turn(turn.id), *self._end(turn, interrupted=True)]

    def _release(self, turn: Turn | None) -> list[Effect]:
        return [] if turn is None or turn.answered else [CancelAnswer(turn.id)]

    def _end(self, turn: Turn, *, interrupted: bool) -> list[Effect]:
        self._turn = None
        if turn.source != "unheard":  # what was said before that may still be spoken of
            self._before = Before(turn.source, turn.answer_id, tuple(turn.buttons))
        heard = turn.heard(self._turns.history)
        if heard:
            # The sign stands for what nobody heard: memory cuts it off, and knows that there was more.
            self.memory.avatar(f"{heard}…" if interrupted else heard)
            self.memory.heard(len(heard))
        end = TurnEnd(
            id=turn.id,
            source=turn.source,
            answer_id=turn.answer_id,
            interrupted=interrupted,
            heard=heard,
            metrics=turn.metrics,
        )
        return [Send(end)]

    def _check_new(self, name: str) -> None:
        if self.knows(name) or self._turns.knows(name):
            # The error carries no id: that would tell the page that the first one of this name has failed.
            raise RefusalError(ErrorCode.DUPLICATE_ID, f"id {name!r} was used before in this session")

    def _use(self, name: str) -> None:
        self._used[name] = None
        while len(self._used) > REMEMBERED:
            self._used.popitem(last=False)
