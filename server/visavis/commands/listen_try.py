"""``visavis listen try``."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Final

import click
import numpy as np
import soxr
from numpy.typing import NDArray

from visavis.commands.failing import BadInputError, clear_errors
from visavis.commands.sound_files import read_sound
from visavis.listen.hearer import Hearer
from visavis.listen.recogniser import BYTES_PER_S, RATE_HZ, Heard, HearingWish, RecogniserError
from visavis.listen.registry import load_recogniser
from visavis.listen.settings import ListenSettings, from_environment

_PIECE_S: Final = 0.1
LONGEST_S: Final = 600.0


@click.command("try")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--engine", metavar="NAME", help="Recogniser to ask.  [default: VISAVIS_LISTEN]")
@click.option("--language", "languages", metavar="CODES", default="", help="What may be spoken, with commas: zh,en.")
@click.option(
    "--hint", "hints", multiple=True, metavar="WORD", help="A word that is likely, such as a name; again for more."
)
@click.option("--at-once", is_flag=True, help="Send it as fast as it is taken, not as fast as it is spoken.")
def command(path: Path, engine: str | None, languages: str, hints: tuple[str, ...], at_once: bool) -> None:
    """Have the speech in FILE recognised, and show what is understood and when.

    The sound is sent as fast as it is spoken, as from a microphone. This is also how a key is tried.

    \b
    Examples:
      visavis listen try question.wav
      visavis listen try question.wav --engine openai --language zh,en
      visavis listen try order.flac --engine azure --hint visavis
    """
    wish = HearingWish(tuple(code.strip() for code in languages.split(",") if code.strip()), hints)
    with clear_errors():
        settings = from_environment(ListenSettings)
        pcm = _pcm(*read_sound(path, LONGEST_S))
        if not pcm:
            raise BadInputError(f"{path} holds no sound")
        # The recording is one utterance, however long it is.
        limits = settings.model_copy(
            update={"engine": engine or settings.engine, "utterance_s": LONGEST_S, "seconds_per_day": "off"}
        )
        asyncio.run(_try(pcm, limits, wish, 0.0 if at_once else _PIECE_S))


async def _try(pcm: bytes, limits: ListenSettings, wish: HearingWish, pace_s: float) -> None:
    recogniser = load_recogniser(limits.engine)
    missing = type(recogniser).missing()
    if missing is not None:
        raise RecogniserError(f"{limits.engine}: {missing}", code="stt_unavailable")
    await recogniser.start()
    try:
        sent = _Sent(pcm, pace_s)
        first_s: float | None = None
        async with aclosing(Hearer(recogniser, limits).hear(sent.pieces(), wish)) as results:
            async for heard in results:
                if first_s is None and heard.text:
                    first_s = time.monotonic() - sent.begun_at
                click.echo(_line(heard))
        final_s = time.monotonic() - sent.ended_at
    finally:
        await recogniser.close()
    first = "nothing was understood" if first_s is None else f"first result {first_s:.2f} s after the sound began"
    click.echo(f"{len(pcm) / BYTES_PER_S:.1f} s of sound   {first}   final {final_s:.2f} s after it ended")


class _Sent:
    """Sound that is sent, and when."""

    def __init__(self, pcm: bytes, pace_s: float) -> None:
        self.begun_at = self.ended_at = time.monotonic()
        self._pcm = pcm
        self._pace_s = pace_s

    async def pieces(self) -> AsyncIterator[bytes]:
        """As fast as it is spoken, if there is a pace."""
        self.begun_at = time.monotonic()
        step = round(_PIECE_S * RATE_HZ) * 2
        for number, at in enumerate(range(0, len(self._pcm), step), 1):
            yield self._pcm[at : at + step]
            await asyncio.sleep(max(0.0, self.begun_at + number * self._pace_s - time.monotonic()))
        self.ended_at = time.monotonic()


def _pcm(samples: NDArray[np.int16], rate_hz: int) -> bytes:
    sound = samples if rate_hz == RATE_HZ else soxr.resample(samples, rate_hz, RATE_HZ)
    return bytes(np.asarray(sound).astype("<i2").tobytes())


def _line(heard: Heard) -> str:
    if not heard.final:
        return f"… {heard.text}"
    facts = [heard.language or "", "" if heard.confidence is None else f"{heard.confidence:.0%} sure"]
    told = ", ".join(fact for fact in facts if fact)
    return f"= {heard.text or '(nothing)'}" + (f"   [{told}]" if told else "")
