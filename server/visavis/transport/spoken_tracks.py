"""Mouth tracks of speech that went out as plain sound, kept for a while for who asks for them by their address."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import replace
from typing import Final

from visavis.protocol.channels import ChannelSpace
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.recording import Performance
from visavis.tts.whole import WholeUtterance, join

MOST_TRACKS: Final = 128
MOST_BYTES: Final = 16 << 20
"""Of one worker. A minute in ``viseme15`` takes about 0.1 MB, in ``arkit52`` 0.3 MB."""
KEPT_S: Final = 600.0


class SpokenTrack:
    """The track of one utterance, while it is spoken and after."""

    def __init__(self, space: ChannelSpace) -> None:
        self.id = secrets.token_urlsafe(16)
        """Nobody guesses it, so whoever knows it may have the track."""
        self.space: ChannelSpace = space
        self.size_bytes = 0
        self._performance: Performance | None = None
        self._chunks: list[UtteranceChunk] = []
        self._samples = 0
        self._ended = asyncio.Event()
        self._finished = False

    @property
    def finished(self) -> bool:
        """All of it is there."""
        return self._finished

    def open(self, performance: Performance) -> None:
        """What is known before the first sound."""
        self._performance = performance

    def add(self, chunk: UtteranceChunk) -> None:
        """The next chunk; its sound is not kept."""
        silent = replace(chunk, pcm=b"")
        self._chunks.append(silent)
        self._samples += chunk.samples
        self.size_bytes += silent.size_bytes
        if chunk.final:
            self._finished = True
            self._ended.set()

    def end(self) -> None:
        """Nothing more comes."""
        self._ended.set()

    async def whole(self) -> WholeUtterance | None:
        """All of it, waited for, with silence for its sound; None when it did not come to its end."""
        await self._ended.wait()
        if not self._finished or self._performance is None:
            return None
        # The forms of a track tell its length, which is that of the sound.
        return replace(join(self._performance, self._chunks), pcm=bytes(2 * self._samples))


class SpokenTracks:
    """A bounded number of tracks, the oldest first to go. Used on one event loop."""

    def __init__(self, most_tracks: int = MOST_TRACKS, most_bytes: int = MOST_BYTES, kept_s: float = KEPT_S) -> None:
        self._most_tracks = most_tracks
        self._most_bytes = most_bytes
        self._kept_s = kept_s
        self._tracks: OrderedDict[str, SpokenTrack] = OrderedDict()

    def __len__(self) -> int:
        return len(self._tracks)

    def begin(self, space: ChannelSpace) -> SpokenTrack:
        """A track that can be found from now on."""
        track = SpokenTrack(space)
        self._tracks[track.id] = track
        return track

    def find(self, track_id: str) -> SpokenTrack | None:
        """The track of this id, if it is still there."""
        return self._tracks.get(track_id)

    def end(self, track: SpokenTrack) -> None:
        """No more comes of ``track``: it is kept for a while if it is whole, else forgotten."""
        track.end()
        if not track.finished:
            self._tracks.pop(track.id, None)
            return
        asyncio.get_running_loop().call_later(self._kept_s, self._tracks.pop, track.id, None)
        done = [kept for kept in self._tracks.values() if kept.finished]
        size_bytes = sum(kept.size_bytes for kept in done)
        while done and (len(done) > self._most_tracks or size_bytes > self._most_bytes):
            oldest = done.pop(0)
            size_bytes -= oldest.size_bytes
            del self._tracks[oldest.id]
