"""Sound files that were sent by strangers, decoded in processes with limits."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from pathlib import Path
from typing import Final

import visavis
from visavis.tts.sound import Reservation, Sound

logger = logging.getLogger(__name__)

TIMEOUT_S: Final = 30.0
AT_A_TIME: Final = 2
"""Files that are decoded at once; more wait."""


class SoundFileError(Exception):
    """A file cannot be spoken. ``code`` is ``audio_invalid`` or ``audio_too_long``, the text is for people."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class SoundDecoder:
    """Decodes files, a few at a time, none of which can hurt this process."""

    def __init__(self, longest_s: float, at_a_time: int = AT_A_TIME) -> None:
        self._longest_s = longest_s
        self._free = asyncio.Semaphore(at_a_time)

    async def decode(self, content: bytes, room: Reservation | None = None) -> Sound:
        """The sound of a WAV, FLAC, Ogg or MP3 file, as mono at 8 to 24 kHz. Raises :class:`SoundFileError`."""
        async with self._free:
            output, status = await self._run(content)
        head, newline, pcm = output.partition(b"\n")
        if not newline:
            logger.warning("decoding a file of %d bytes ended with status %s", len(content), status)
            raise SoundFileError("the file cannot be read: decoding it took too much, or failed", "audio_invalid")
        told = json.loads(head)
        if "code" in told:
            raise SoundFileError(told["message"], told["code"])
        return Sound(pcm, told["sample_rate_hz"], room)

    async def _run(self, content: bytes) -> tuple[bytes, int | None]:
        source_root = str(Path(visavis.__file__).parents[1])
        search_path = os.pathsep.join(filter(None, (source_root, os.environ.get("PYTHONPATH", ""))))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "visavis.tts.sound_decoder",
            repr(self._longest_s),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": search_path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(TIMEOUT_S):
                output, _ = await process.communicate(content)
        except TimeoutError:
            output = b""
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        return output, process.returncode
