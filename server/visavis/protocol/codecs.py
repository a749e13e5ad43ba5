"""The forms in which an utterance's sound travels.

``pcm``
    Signed 16-bit little-endian mono samples.
``opus``
    Raw Opus packets (RFC 6716) of 20 ms, mono, each after its length as a little-endian uint16. The packets of an
    utterance are one stream: they decode to sound at 48 kHz, of which the first ``pre_skip`` samples are to be
    dropped. A frame holds the packets that are complete by its end, so that its last few milliseconds come with the
    next frame; after the final one everything is there, and what decodes beyond its last sample is dropped.
``none``
    No bytes: the client makes the sound itself. The header tells how long it is expected to last.
"""

from typing import Literal

Codec = Literal["pcm", "opus", "none"]

OPUS_RATE_HZ = 48_000
"""The rate in which decoded Opus is counted, whatever it was encoded from (RFC 7845)."""
