"""What a server converses with: who answers, who listens, and what it offers of that."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Final

from visavis.dialogue import answers
from visavis.dialogue.answers.live import LiveAnswers
from visavis.dialogue.answers.load import AnswerBook, load_answers
from visavis.dialogue.answers.meaning.configured import MeaningMaker, configured_meaning, embedding_settings
from visavis.dialogue.answers.meaning.errors import EmbeddingError
from visavis.dialogue.answers.problems import AnswersError
from visavis.dialogue.memory import Memory, summarise
from visavis.dialogue.model.acts import EMOTIONS, ActReader
from visavis.dialogue.model.asker import Asker
from visavis.dialogue.model.contract import LanguageModelError
from visavis.dialogue.model.registry import load_model, open_asker
from visavis.dialogue.model.settings import LimitSettings, from_environment
from visavis.dialogue.persona.load import PersonaError, load_persona
from visavis.dialogue.persona.persona import Persona
from visavis.dialogue.response import Question, Responder
from visavis.listen.hearer import Hearer
from visavis.listen.recogniser import Heard, HearingWish, Place, RecogniserError
from visavis.listen.registry import load_recogniser, open_hearer
from visavis.listen.settings import OFF, ListenSettings
from visavis.listen.settings import from_environment as listen_settings
from visavis.protocol.agent import AgentLimits, AgentWelcome
from visavis.protocol.describe import DialogueOffer, HearingOffer
from visavis.protocol.version import PROTOCOL_VERSION
from visavis.settings import Settings, SettingsError, cache_folder
from visavis.speech.frontend.scripts import detect_language
from visavis.telemetry.meters import Meters
from visavis.transport.agent_line import AgentOffer

logger = logging.getLogger(__name__)

OWN_ANSWERS: Final = "about.yaml"
MEMORY_TOKENS: Final = 6000
"""Of a conversation where no model limits it."""
SUGGESTIONS: Final = 4
"""Questions that are offered in each language."""
LOOKED_AT: Final = 200
"""Answers among whose questions those are chosen."""
HINT_CHARS: Final = 20
HINTS: Final = 100


@dataclass(slots=True)
class Desk:
    """One for a server. Open it by :func:`open_desk`, and close it."""

    responder: Responder
    answers: LiveAnswers
    hearer: Hearer | None
    question_chars: int
    meaning: MeaningMaker | None = None
    watchers: list[Callable[[], None]] = field(default_factory=list)
    """Called when the answers have changed, and with them what is offered."""

    @property
    def persona(self) -> Persona:
        """Who the avatar is."""
        return self.responder.persona

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47 codes in which it answers."""
        return self.persona.languages.speaks

    @property
    def hints(self) -> tuple[str, ...]:
        """Words that a recogniser may not know: those of the answers file that mean the same to this desk."""
        words = (word for group in self.answers.book.synonyms for word in group if len(word) <= HINT_CHARS)
        return tuple(islice(words, HINTS))

    @property
    def offer(self) -> DialogueOffer:
        """What clients are told."""
        persona = self.persona
        suggestions: dict[str, tuple[str, ...]] = {}
        for answer in self.answers.book.answers[:LOOKED_AT]:
            question = answer.questions[0]
            language = persona.language_for(answer.language or detect_language(question))
            if len(suggestions.get(language, ())) < SUGGESTIONS:
                suggestions[language] = (*suggestions.get(language, ()), question)
        return DialogueOffer(
            name={language: persona.name[language] for language in self.languages},
            languages=self.languages,
            openings={language: persona.line("opening", language) for language in self.languages},
            suggestions=suggestions,
            question_chars=self.question_chars,
        )

    @property
    def hearing(self) -> HearingOffer | None:
        """What clients are told; None where no sound is recognised here."""
        if self.hearer is None:
            return None
        able = self.hearer.recogniser.capabilities
        return HearingOffer(languages=able.languages, interim=able.streaming, seconds=self.hearer.limits.utterance_s)

    @property
    def model(self) -> tuple[str, str] | None:
        """Provider and name of the language model, for the operator's figures; None where there is none."""
        asker = self.responder.asker
        return None if asker is None else (asker.model.name, asker.model.model)

    def count(self, meters: Meters) -> None:
        """Have the model and the recogniser counted."""
        if self.responder.asker is not None:
            self.responder.asker.meter = meters
        if self.hearer is not None:
            self.hearer.meter = meters

    def agent_offer(self, limits: AgentLimits, server_version: str) -> AgentOffer:
        """What a host's agent is told, and how its tags are read."""
        offer = self.offer
        welcome = AgentWelcome(
            protocol_version=PROTOCOL_VERSION,
            server_version=server_version,
            session_id="",
            name=offer.name,
            languages=offer.languages,
            emotions=EMOTIONS,
            gestures=tuple(self.persona.gestures),
            limits=limits,
        )
        return AgentOffer(welcome, ActReader(self.persona.hosts, self.persona.gestures or None))

    def memory(self) -> Memory:
        """An empty one, for a new conversation."""
        asker = self.responder.asker
        return Memory(MEMORY_TOKENS if asker is None else asker.limits.context_tokens, self.persona.usual)

    def hear(self, sound: AsyncIterator[bytes], wish: HearingWish) -> AsyncGenerator[Heard, None]:
        """What is understood of a visitor's speech. Raises :class:`RecogniserError`."""
        if self.hearer is None:
            raise RecogniserError("no recogniser is running", code="stt_unavailable")
        return self.hearer.hear(sound, wish)

    def trouble_line(self, question: Question) -> tuple[str, str]:
        """What is said when something failed, and its language."""
        language = self.persona.language_for(question.language or detect_language(question.text))
        return self.persona.line("trouble", language, question.turn), language

    async def shorten(self, memory: Memory) -> None:
        """Have the older part of a conversation summarised, where it has become long. Raises nothing."""
        older = memory.older()
        if older is None:
            return
        asker = self.responder.asker
        memory.fold(older, None if asker is None else await summarise(asker, older, self.persona.usual))

    async def close(self) -> None:
        """Give everything back. No conversation is going on then."""
        await self.answers.close()
        if self.meaning is not None:
            await self.meaning.close()
        if self.responder.asker is not None:
            await self.responder.asker.model.close()
        if self.hearer is not None:
            await self.hearer.recogniser.close()


async def open_desk(settings: Settings, changed: Callable[[AnswerBook], Awaitable[None]] | None = None) -> Desk | None:
    """By the settings; None where the server is not to converse. ``changed`` is told of every file of answers that is
    taken into use. Raises :class:`SettingsError` for a file or a setting that cannot be used."""
    if not settings.dialogue:
        return None
    persona = _persona(settings)
    meaning = _meaning(settings)
    watchers: list[Callable[[], None]] = []

    async def taken(book: AnswerBook) -> None:
        for tell in watchers:
            tell()
        if changed is not None:
            await changed(book)

    live = LiveAnswers(settings.answers or _own_answers(), meaning=meaning, changed=taken)
    try:
        await live.start()
    except AnswersError as error:
        raise SettingsError(f"VISAVIS_ANSWERS: {error}") from None
    desk = Desk(
        Responder(persona, live, None, settings.filler_s), live, None, settings.question_chars, meaning, watchers
    )
    try:
        asker = await open_asker()
        desk.responder = replace(desk.responder, asker=asker)
        hearer = desk.hearer = await _open_hearer()
    except (LanguageModelError, RecogniserError) as error:
        await desk.close()
        raise SettingsError(str(error)) from None
    logger.info("%s answers: %s, %s", persona.name[persona.usual], _answering(asker, live), _listening(hearer))
    return desk


def check_desk(settings: Settings) -> None:
    """Look at everything that a desk is made of, and start nothing. Raises :class:`SettingsError` for what cannot be
    used."""
    if not settings.dialogue:
        return
    _persona(settings)
    try:
        load_answers(settings.answers or _own_answers())
    except AnswersError as error:
        raise SettingsError(f"VISAVIS_ANSWERS: {error}") from None
    try:
        if settings.answers is not None:
            embedding_settings()
        type(load_model(from_environment(LimitSettings).engine)).missing()
        listening = listen_settings(ListenSettings)
        if listening.engine != OFF:
            type(load_recogniser(listening.engine)).missing()
    except (EmbeddingError, LanguageModelError, RecogniserError) as error:
        raise SettingsError(str(error)) from None


def _persona(settings: Settings) -> Persona:
    try:
        return load_persona(settings.persona)
    except PersonaError as error:
        raise SettingsError(f"VISAVIS_PERSONA: {error}") from None


def _meaning(settings: Settings) -> MeaningMaker | None:
    try:
        return None if settings.answers is None else configured_meaning(cache_folder(settings))
    except EmbeddingError as error:
        raise SettingsError(str(error)) from None


async def _open_hearer() -> Hearer | None:
    hearer = await open_hearer()
    if hearer is not None and hearer.recogniser.capabilities.place is Place.PAGE:
        await hearer.recogniser.close()
        return None
    return hearer


def _own_answers() -> Path:
    return Path(str(files(answers).joinpath("data", OWN_ANSWERS)))


def _answering(asker: Asker | None, live: LiveAnswers) -> str:
    model = "no language model" if asker is None else f"language model {asker.model.name}"
    return f"{len(live.book.answers)} approved answers of {live.book.name}, {model}"


def _listening(hearer: Hearer | None) -> str:
    return "speech is recognised in the page" if hearer is None else f"recogniser {hearer.recogniser.name}"
