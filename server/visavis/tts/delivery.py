"""Gets each sentence said: by the voice that was asked for, once more where that may help, else by whoever steps in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing

from visavis.speech.text import Sentence
from visavis.tts.aligning import Aligning
from visavis.tts.another_rate import at_rate
from visavis.tts.breaker import Breaker
from visavis.tts.checked import checked
from visavis.tts.compute import Compute
from visavis.tts.cut_short import CutShortError, Given, rest_of
from visavis.tts.engine import EngineError, Prosody, SpeechPiece
from visavis.tts.evening.evening import UtteranceSound
from visavis.tts.fallback import Part
from visavis.tts.followed_prosody import at_volume, followed
from visavis.tts.kept_speech import KeptSpeech
from visavis.tts.purse import paid
from visavis.tts.resilience import Resilience

logger = logging.getLogger(__name__)

Made = Callable[[int], None]
"""Told how many samples a sentence has, as soon as its engine is done."""


class Delivery:
    """The sentences of one utterance. All sound has the sample rate of the voice that was asked for.

    ``sound`` evens it; without, it stays as the engines give it.
    ``aligning`` gives what a voice's pieces must go through, or None for one with phones of its own. Who has failed in
    this utterance is not asked again in it, so that voices do not alternate.
    """

    def __init__(
        self,
        part: Part,
        prosody: Prosody,
        compute: Compute,
        resilience: Resilience,
        aligning: Callable[[Part], Aligning | None],
        sound: UtteranceSound | None = None,
    ) -> None:
        self._first = part
        self._prosody = prosody
        self._compute = compute
        self._resilience = resilience
        self._aligning = aligning
        self._sound = sound
        self._alignings: dict[str, Aligning | None] = {}
        self._given_up: set[str] = set()
        self._cuts = 0
        self.stood_in = False
        """Some of it was said by another voice than the one asked for."""

    @property
    def sample_rate_hz(self) -> int:
        """Of everything that is delivered."""
        return self._first.voice.sample_rate_hz

    @property
    def makeshift(self) -> bool:
        """It may sound or look better another time."""
        rough = any(aligning is not None and aligning.makeshift for aligning in self._alignings.values())
        return rough or self.stood_in

    async def pieces(self, sentence: Sentence, *, slack_s: float, on_made: Made) -> AsyncGenerator[SpeechPiece, None]:
        """One sentence. Raises :class:`CutShortError` where the rest of it must be said anew, and ``EngineError`` that
        names every engine and its reason when nobody can say it."""
        reasons: list[tuple[Part, EngineError]] = []
        kept = await self._kept_while_resting(sentence)
        if kept is not None:
            async with aclosing(self._finished(_in_one(kept), self._first, sentence)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        for part, breaker, retries in self._cast(sentence):
            self.stood_in = self.stood_in or part is not self._first
            if reasons:
                _tell_of(*reasons[-1], part)
            said = self._said(part, breaker, sentence, slack_s, on_made, retries=retries)
            try:
                async with aclosing(said):
                    async for piece in said:
                        yield piece
                return
            except CutShortError:
                raise
            except EngineError as error:
                reasons.append((part, error))
                self._given_up.add(part.voice.engine)
        raise _all_failed(reasons)

    def _cast(self, sentence: Sentence) -> Iterator[tuple[Part, Breaker, bool]]:
        """Who may speak, in order, and whether each may be asked more than once. Who would step in is looked for only
        once the first does not speak: the search goes through all voices."""
        resting: list[tuple[Part, Breaker]] = []
        last = self._first
        nobody = True
        for part in self._parts(sentence):
            last = part
            if part.voice.engine in self._given_up:
                continue
            breaker = self._resilience.breakers.of(part.voice.engine)
            if not breaker.admissible:
                resting.append((part, breaker))
                continue
            nobody = False
            yield part, breaker, True
        if not nobody:
            return
        # When all are resting or given up somebody must speak all the same, and resting ones not for long.
        if resting:
            yield *resting[0], False
        else:
            yield last, self._resilience.breakers.of(last.voice.engine), True

    def _parts(self, sentence: Sentence) -> Iterator[Part]:
        yield self._first
        if self._resilience.understudies is not None:
            yield from self._resilience.understudies.of(self._first, sentence)

    async def _said(
        self, part: Part, breaker: Breaker, sentence: Sentence, slack_s: float, on_made: Made, *, retries: bool
    ) -> AsyncGenerator[SpeechPiece, None]:
        """The sentence by one voice, tried as often as the policy allows."""
        clock = asyncio.get_running_loop().time
        began = clock()
        failures = 0
        while True:
            given = Given()
            breaker.begin()
            try:
                async with aclosing(self._once(part, sentence, max(0.0, slack_s - clock() + began), on_made)) as source:
                    async for piece in source:
                        given.add(piece)
                        yield piece
                breaker.succeeded()
                return
            except EngineError as error:
                caught = error
            except Exception as error:
                # The error's own text may quote what was to be said, so it goes neither to the log nor to the visitor.
                logger.error("engine %s failed with %s", part.voice.engine, type(error).__name__)
                caught = EngineError(f"engine {part.voice.engine} failed ({type(error).__name__})", retryable=True)
            finally:
                breaker.end()
            breaker.failed(caught)
            if self._resilience.meter is not None:
                self._resilience.meter.engine_failed(part.voice.engine)
            failures += 1
            wait_s = self._resilience.retry.wait_s(caught, failures, clock() - began, slack_s) if retries else None
            if given.samples:
                self._break_off(part, sentence, given, caught, again=wait_s is not None)
                return
            if wait_s is None:
                raise caught
            logger.info("%s is asked again in %.1f s: %s", part.voice.name, wait_s, caught)
            await asyncio.sleep(wait_s)

    def _break_off(self, part: Part, sentence: Sentence, given: Given, cause: EngineError, *, again: bool) -> None:
        """Part of the sentence has gone on: raise what tells the rest, unless nothing is left, or nobody to say it."""
        rest = rest_of(sentence, given, self.sample_rate_hz)
        if rest is None:
            if self._alone:
                raise cause
            logger.warning("%s failed after the last word: %s", part.voice.name, cause)
            return
        self._cuts += 1
        if not again or self._cuts > self._resilience.retry.retries:
            if self._alone or not self._others(part, rest):
                raise cause
            self._given_up.add(part.voice.engine)
        logger.warning("%s broke off in mid-sentence, which goes on with the next word: %s", part.voice.name, cause)
        raise CutShortError(cause, rest)

    @property
    def _alone(self) -> bool:
        return self._resilience.understudies is None and not self._resilience.retry.retries

    def _others(self, part: Part, sentence: Sentence) -> list[Part]:
        understudies = self._resilience.understudies
        others = [] if understudies is None else understudies.of(self._first, sentence)
        return [other for other in others if other.voice.engine not in {part.voice.engine, *self._given_up}]

    def _once(self, part: Part, sentence: Sentence, slack_s: float, on_made: Made) -> AsyncGenerator[SpeechPiece, None]:
        """One try, from the engine to what an utterance is made of."""
        voice, rate_hz = part.voice, self.sample_rate_hz
        prosody = followed(self._prosody, part.engine.capabilities)
        aligning = self._aligning_of(part)

        def made(samples: int) -> None:
            on_made(samples * rate_hz // voice.sample_rate_hz)

        def spoken() -> AsyncGenerator[SpeechPiece, None]:
            how = self._resilience

            def asked() -> AsyncIterator[SpeechPiece]:
                return part.engine.speak(sentence, voice, prosody, slack_s=slack_s)

            # What comes from the store, or from our own memory, costs nothing.
            saying = asked() if how.purse is None else paid(how.purse, voice.engine, sentence, asked)
            pieces = checked(saying, sentence, voice, how.patience, strict=how.strict, meter=how.meter)
            if aligning is not None:
                pieces = aligning.pieces(pieces, sentence, slack_s=slack_s, on_made=made)
            return pieces

        kept = self._keeper(part, sentence)
        if kept is None:
            pieces = spoken()
        else:
            pieces = kept.pieces(spoken, worth_keeping=lambda: aligning is None or not aligning.makeshift)
        return self._finished(pieces, part, sentence)

    def _aligning_of(self, part: Part) -> Aligning | None:
        name = part.voice.name
        if name not in self._alignings:
            self._alignings[name] = self._aligning(part)
        return self._alignings[name]

    def _keeper(self, part: Part, sentence: Sentence) -> KeptSpeech | None:
        """Where this sentence is kept, if what this engine says is."""
        store = self._resilience.store
        if store is None or not part.engine.capabilities.keeps:
            return None
        aligning = self._aligning_of(part)
        mouth = "phones" if aligning is None else "own" if aligning.native else "aligned"
        prosody = followed(self._prosody, part.engine.capabilities)
        return KeptSpeech(store, part.engine, part.voice, sentence, prosody, mouth=mouth)

    async def _kept_while_resting(self, sentence: Sentence) -> SpeechPiece | None:
        """What the voice asked for once said needs no engine: that this one rests is no reason for another voice.

        Not once another has begun, so that voices do not alternate.
        """
        first = self._first
        if self.stood_in or self._resilience.breakers.of(first.voice.engine).admissible:
            return None
        kept = self._keeper(first, sentence)
        return None if kept is None else await kept.find()

    def _finished(
        self, pieces: AsyncGenerator[SpeechPiece, None], part: Part, sentence: Sentence
    ) -> AsyncGenerator[SpeechPiece, None]:
        """What the engine gave as the utterance has it. Not kept so: with other settings it is evened otherwise."""
        voice, rate_hz = part.voice, self.sample_rate_hz
        prosody = followed(self._prosody, part.engine.capabilities)
        if self._sound is not None and voice.sound:
            pieces = self._sound.pieces(pieces, sentence, voice, prosody, self._compute)
        if self._prosody.volume != prosody.volume:
            pieces = at_volume(pieces, self._prosody.volume)
        if voice.sample_rate_hz != rate_hz:
            pieces = at_rate(pieces, voice.sample_rate_hz, rate_hz, self._compute)
        return pieces


async def _in_one(piece: SpeechPiece) -> AsyncGenerator[SpeechPiece, None]:
    yield piece


def _tell_of(part: Part, error: EngineError, instead: Part) -> None:
    logger.warning("%s cannot speak (%s): %s; %s steps in", part.voice.name, error.code, error, instead.voice.name)


def _all_failed(reasons: list[tuple[Part, EngineError]]) -> EngineError:
    """The one reason, or all of them by engine."""
    if len(reasons) == 1:
        return reasons[0][1]
    codes = {error.code for _, error in reasons}
    waits = [error.retry_after_s for _, error in reasons if error.retry_after_s is not None]
    return EngineError(
        "no engine could speak: " + "; ".join(f"{part.voice.engine}: {error}" for part, error in reasons),
        code=codes.pop() if len(codes) == 1 else "engine_unavailable",
        retryable=any(error.retryable for _, error in reasons),
        retry_after_s=min(waits, default=None),
    )
