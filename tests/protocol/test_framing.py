"""Binary frames: whatever bytes come, the answer is a frame or a FrameError."""

from __future__ import annotations

import struct
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from visavis.protocol.frames import AudioHeader, MarkEvent, SentenceEvent, TrackHeader, WordEvent
from visavis.protocol.framing import MAX_HEADER_BYTES, FrameError, decode_frame, encode_frame
from visavis.protocol.quick_frames import encode_audio, encode_events, encode_track

pytestmark = pytest.mark.unit

GOLDEN = [path.read_bytes() for path in sorted((Path(__file__).parent.parent / "golden" / "frames").glob("*.bin"))]

IDS = st.from_regex(r"\A[A-Za-z0-9._:-]{1,64}\Z")
COUNTS = st.integers(0, 2**40)
TIMES = st.floats(0, 1e8).map(lambda value: round(value, 2))
WORDS = st.builds(WordEvent, start=COUNTS, end=COUNTS, onset_ms=TIMES, end_ms=TIMES)
SENTENCES = st.builds(SentenceEvent, start=COUNTS, end=COUNTS, onset_ms=TIMES)
MARKS = st.builds(MarkEvent, name=st.text(st.characters(exclude_categories=["Cs"])), onset_ms=TIMES)


@pytest.mark.parametrize("digits", [20, 400, 4300, 5000])
@pytest.mark.parametrize(
    "header",
    [
        '{"type":"audio","id":"a","first_sample":%s,"samples":1}',
        '{"type":"audio","id":"a","first_sample":0,"samples":%s}',
        '{"type":"track","id":"a","first_frame":0,"frames":%s,"channels":9}',
    ],
)
def test_a_count_beyond_all_measure_is_an_error(header: str, digits: int) -> None:
    body = (header % ("9" * digits)).encode()
    with pytest.raises(FrameError, match="bad frame header"):
        decode_frame(struct.pack("<I", len(body)) + body + b"12")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_an_error(data: bytes) -> None:
    # Random bytes never announce a header of their own length that is JSON of ours.
    with pytest.raises(FrameError):
        decode_frame(data)


@given(st.sampled_from(GOLDEN), st.data())
def test_a_damaged_frame_is_a_frame_or_an_error(frame: bytes, data: st.DataObject) -> None:
    damaged = bytearray(frame)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    try:
        header, payload = decode_frame(bytes(damaged[:cut]))
    except FrameError:
        return
    if isinstance(header, TrackHeader):
        assert len(payload) == header.frames * header.channels
    elif header.codec != "opus":
        assert len(payload) == (2 * header.samples if header.codec == "pcm" else 0)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (b"", "at least 4 bytes"),
        (b"\x00\x00", "got 2"),
        (struct.pack("<I", 100) + b"{}", "header length 100"),
        (struct.pack("<I", MAX_HEADER_BYTES + 1) + b" " * (MAX_HEADER_BYTES + 1), "does not fit"),
        (struct.pack("<I", 2) + b"{}", "bad frame header"),
        (struct.pack("<I", 2) + b"\xff\xff", "bad frame header"),
        (encode_frame(AudioHeader(id="a", first_sample=0, samples=3), b"12345"), "announces 6 payload bytes, has 5"),
    ],
)
def test_the_error_says_what_is_wrong(frame: bytes, said: str) -> None:
    with pytest.raises(FrameError, match=said):
        decode_frame(frame)


@given(IDS, COUNTS, st.booleans(), st.binary(max_size=40).map(lambda data: data[: len(data) // 2 * 2]))
def test_quick_audio_frames_are_the_frames_of_the_models(utterance: str, first: int, final: bool, pcm: bytes) -> None:
    header = AudioHeader(id=utterance, first_sample=first, samples=len(pcm) // 2, final=final)
    quick = encode_audio(utterance, first, len(pcm) // 2, final=final, codec="pcm", payload=pcm)
    assert quick == encode_frame(header, pcm)


@given(IDS, COUNTS, st.booleans(), st.binary(max_size=40))
def test_what_is_no_pcm_has_its_own_length(utterance: str, samples: int, final: bool, payload: bytes) -> None:
    header = AudioHeader(id=utterance, first_sample=7, samples=samples, final=final, codec="opus")
    quick = encode_audio(utterance, 7, samples, final=final, codec="opus", payload=payload)
    assert quick == encode_frame(header, payload)
    assert decode_frame(quick) == (header, payload)


def test_a_sound_of_the_clients_own_has_no_payload() -> None:
    header = AudioHeader(id="a", first_sample=0, samples=3, codec="none")
    assert decode_frame(encode_frame(header, b""))[0] == header
    with pytest.raises(FrameError, match="announces 0 payload bytes, has 2"):
        decode_frame(encode_frame(header, b"12"))


@given(IDS, COUNTS, st.booleans(), st.lists(WORDS), st.lists(SENTENCES), st.lists(MARKS), st.binary(max_size=60))
def test_quick_track_frames_say_the_same_as_the_models(
    utterance: str,
    first: int,
    final: bool,
    words: list[WordEvent],
    sentences: list[SentenceEvent],
    marks: list[MarkEvent],
    rows: bytes,
) -> None:
    rows = rows[: len(rows) // 15 * 15]
    events = encode_events(words, sentences, marks)
    quick = encode_track(utterance, first, len(rows) // 15, 15, final=final, events=events, rows=rows)
    header, payload = decode_frame(quick)
    assert bytes(payload) == rows
    assert header == TrackHeader(
        id=utterance,
        first_frame=first,
        frames=len(rows) // 15,
        channels=15,
        final=final,
        words=tuple(words),
        sentences=tuple(sentences),
        marks=tuple(marks),
    )


@pytest.mark.parametrize("length", range(1, 9))
def test_the_payload_begins_where_samples_can_be_read_in_place(length: int) -> None:
    frame = encode_audio("x" * length, 0, 1, final=False, codec="pcm", payload=b"\x01\x02")
    assert (len(frame) - 2) % 4 == 0
