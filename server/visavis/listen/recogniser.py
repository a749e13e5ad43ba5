"""The contract of a recogniser: one class with declared capabilities and one method that listens.

A recogniser knows nothing of microphones, sockets or visitors. It takes the sound of one utterance and tells what it
understands. A new one subclasses :class:`Recogniser`, and is found by the entry point group ``visavis.listen``.
Time-outs, tries and limits are not its business: :class:`~visavis.listen.hearer.Hearer` has them for all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final

from visavis.extensions.error import ExtensionError

RATE_HZ: Final = 16_000
"""Of all sound that is recognised: what every recogniser takes, and more helps none of them."""
BYTES_PER_S: Final = 2 * RATE_HZ


class Place(StrEnum):
    """Where the sound of a visitor goes."""

    PAGE = "page"
    """The browser recognises; no sound comes here."""
    MACHINE = "machine"
    """It does not leave this machine."""
    SERVICE = "service"
    """Over the network to whoever runs the service."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the recogniser can do."""

    place: Place
    streaming: bool
    """Tells what it understood so far while somebody still speaks."""
    detects_language: bool
    """Tells which language was spoken, when several are possible."""
    languages: tuple[str, ...] = ()
    """BCP 47 codes of what it understands; empty for more than could be listed."""
    takes_hints: bool = False
    """Makes use of :attr:`HearingWish.hints`."""


@dataclass(frozen=True, slots=True)
class HearingWish:
    """What is to be expected in an utterance."""

    languages: tuple[str, ...] = ()
    """BCP 47 codes of what may be spoken, the likeliest first; empty for any."""
    hints: tuple[str, ...] = field(default=(), repr=False)
    """Words that are likely and that a recogniser may not know: names, products."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood so far.

    A recogniser tells stretches of an utterance one after the other. What is not ``final`` is told again, perhaps
    otherwise; what is final stands, and the next result is of what was said after it. Of a
    :class:`~visavis.listen.hearer.Hearer` it is always the whole utterance, and just the last one is final.
    """

    text: str = field(repr=False)
    final: bool
    language: str | None = None
    """BCP 47, where it is told."""
    confidence: float | None = None
    """0 to 1, by the recogniser's own measure, where it is told."""
    stable_chars: int = 0
    """So many characters at the beginning will not change any more. All, when it is final."""
    cut: bool = False
    """Only of a ``Hearer``: more was said than one utterance may have, and the rest was not listened to."""


class RecogniserError(ExtensionError):
    """A recogniser could not listen.

    ``code`` is for machines:

    * ``stt_unavailable``: cannot be reached, something must be set or installed, or there is no such model
    * ``stt_refused``: the service does not accept the key, or the account may not do this
    * ``stt_busy``: too many at once or no money left (``retry_after_s``, where the service tells it)
    * ``stt_timeout``: it told nothing for too long, or did not come to an end
    * ``stt_limit``: a limit of ours: the seconds of the day; or sound that is too much for the service
    * ``stt_failed``: anything else

    The message is for people and never quotes what was said or a key. ``retryable`` says whether the same call may
    succeed later.
    """

    usual_code = "stt_failed"


class Recogniser(ABC):
    """Listens. Instances live as long as the server; ``start`` and ``close`` bracket that life."""

    name: ClassVar[str]
    """Short, lower case, unique: the name of its entry point."""
    capabilities: Capabilities

    @classmethod
    def missing(cls) -> str | None:
        """What must be set or installed first, for people, such as ``pip install 'visavis[azure]'``; None when nothing
        is missing. Looks, and connects to nothing. Raises :class:`RecogniserError` for a setting that is wrong."""
        return None

    async def start(self) -> None:  # noqa: B027 - one of a service may need no warming up
        """Make ready to listen at once: load libraries and models. Raises :class:`RecogniserError`."""

    @abstractmethod
    def recognise(self, sound: AsyncIterator[bytes], wish: HearingWish) -> AsyncIterator[Heard]:
        """Yield what is understood of one utterance, and all of it in final results when ``sound`` has ended.

        ``sound`` has signed 16-bit little-endian mono at 16 kHz, in pieces of any length of whole samples. It ends
        with the utterance, and is to be read to its end. No result at all says that nothing was understood. Closing
        the iterator stops the work at once. Raises :class:`RecogniserError`.
        """

    async def close(self) -> None:  # noqa: B027
        """Give everything back. Called once; nothing is being recognised then."""
