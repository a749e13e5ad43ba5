"""Sentences for engines, written as the text front end would hand them over."""

from dataclasses import dataclass

from visavis.speech.cues import Phone
from visavis.speech.text import Sentence, Token
from visavis.tts.engine import Engine, MarkTiming, Prosody, Voice, WordTiming

AS_IS = Prosody()
_PUNCTUATION = ",.?!;:"


def sentence(*tokens: Token, ends: bool = True, trailing_marks: tuple[str, ...] = ()) -> Sentence:
    return Sentence(tokens, 0, tokens[-1].written_end if tokens else 0, ends, trailing_marks)


def english(text: str, language: str = "en", **options: bool) -> Sentence:
    """Words separated by spaces, punctuation at their end."""
    tokens, place = [], 0
    for written in text.split():
        word = written.rstrip(_PUNCTUATION)
        tokens.append(Token(language, word, place, place + len(word), punctuation=written[len(word) :][:1]))
        place += len(written) + 1
    return sentence(*tokens, **options)


def mandarin(characters: str, readings: str, **options: bool) -> Sentence:
    """``readings`` is digit pinyin with punctuation, one word a character; a word without a digit is English."""
    tokens: list[Token] = []
    syllables = iter(characters)
    for place, written in enumerate(readings.split()):
        reading = written.rstrip(_PUNCTUATION)
        punctuation = written[len(reading) :][:1]
        if reading[-1].isdigit():
            tokens.append(Token("zh", next(syllables), place, place + 1, reading, punctuation=punctuation))
        else:
            tokens.append(Token("en", reading, place, place + 1, punctuation=punctuation))
    assert next(syllables, None) is None, "more characters than readings"
    return sentence(*tokens, **options)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What an engine made of a sentence, its pieces joined."""

    pcm: bytes
    phones: tuple[Phone, ...]
    words: tuple[WordTiming, ...]
    marks: tuple[MarkTiming, ...]
    piece_samples: tuple[int, ...]

    @property
    def samples(self) -> int:
        return len(self.pcm) // 2


async def speak(
    engine: Engine, what: Sentence, voice: str | Voice, prosody: Prosody = AS_IS, *, slack_s: float = 0.0
) -> Spoken:
    """Speak to the end and join the pieces."""
    if isinstance(voice, str):
        voice = next(known for known in await engine.voices() if known.name == voice)
    pieces = [piece async for piece in engine.speak(what, voice, prosody, slack_s=slack_s)]
    return Spoken(
        b"".join(piece.pcm for piece in pieces),
        tuple(phone for piece in pieces for phone in piece.phones),
        tuple(word for piece in pieces for word in piece.words),
        tuple(mark for piece in pieces for mark in piece.marks),
        tuple(len(piece.pcm) // 2 for piece in pieces),
    )
