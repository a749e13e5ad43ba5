"""Sound of agents on its way in: gathered, in order, bounded, and ended where it is given up."""

from __future__ import annotations

import pytest

from visavis.protocol.agent import AgentAudio
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader, TrackHeader
from visavis.protocol.framing import encode_frame
from visavis.transport.agent_envelopes import SoundPiece
from visavis.transport.agent_sound import AgentSound, SoundError

pytestmark = pytest.mark.unit

RATE_HZ = 8000
FRAME = 160
"""Samples of 20 ms."""


def block(name: str = "b1", **fields: object) -> AgentAudio:
    return AgentAudio.model_validate({"turn": "t1", "id": name, "sample_rate_hz": RATE_HZ, **fields})


def frame(first: int, samples: int = FRAME, *, name: str = "b1", final: bool = False, codec: str = "pcm") -> bytes:
    header = AudioHeader.model_validate(
        {"id": name, "first_sample": first, "samples": samples, "final": final, "codec": codec}
    )
    return encode_frame(header, bytes(2 * samples))


def pieces(sound: AgentSound, count: int, *, final: bool = True) -> list[SoundPiece]:
    came = [sound.frame(frame(FRAME * at, final=final and at + 1 == count)) for at in range(count)]
    return [piece for piece in came if piece is not None]


def test_small_frames_are_gathered_and_the_last_comes_at_once() -> None:
    sound = AgentSound(10.0)
    sound.begin(block(text="hello", language="en", emotion="happy", final=True))
    came = pieces(sound, 23)
    assert [(len(piece.pcm) // 2, piece.last, piece.final) for piece in came] == [
        (1600, False, False),
        (1600, False, False),
        (480, True, True),
    ]
    assert {(piece.turn, piece.block, piece.text, piece.language, piece.emotion) for piece in came} == {
        ("t1", "b1", "hello", "en", "happy")
    }


def test_an_empty_last_frame_ends_a_block_and_the_next_may_begin() -> None:
    sound = AgentSound(10.0)
    sound.begin(block())
    [piece] = pieces(sound, 10, final=False)
    assert not piece.last
    ending = sound.frame(frame(1600, 0, final=True))
    assert ending is not None
    assert (ending.pcm, ending.last, ending.final) == (b"", True, False)
    sound.begin(block("b2"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", ErrorCode.BINARY_UNEXPECTED),
        (b"\xff\xff\xff\xff", ErrorCode.BINARY_UNEXPECTED),
        (frame(0, name="b9"), ErrorCode.BINARY_UNEXPECTED),
        (frame(0, codec="opus"), ErrorCode.BINARY_UNEXPECTED),
        (encode_frame(TrackHeader(id="b1", first_frame=0, frames=0, channels=15), b""), ErrorCode.BINARY_UNEXPECTED),
    ],
)
def test_what_is_no_sound_of_the_block_changes_nothing(data: bytes, code: ErrorCode) -> None:
    sound = AgentSound(10.0)
    sound.begin(block())
    with pytest.raises(SoundError) as refused:
        sound.frame(data)
    assert (refused.value.code, refused.value.ending) == (code, None)
    assert len(pieces(sound, 10)) == 1


@pytest.mark.parametrize(
    ("first", "samples", "code"), [(FRAME, FRAME, ErrorCode.AUDIO_INVALID), (0, 8001, ErrorCode.AUDIO_TOO_LONG)]
)
def test_a_gap_or_too_much_ends_the_block_and_what_follows_of_it_is_passed_over(
    first: int, samples: int, code: ErrorCode
) -> None:
    sound = AgentSound(1.0)
    sound.begin(block(final=True))
    with pytest.raises(SoundError) as refused:
        sound.frame(frame(first, samples))
    assert refused.value.code is code
    assert refused.value.ending is not None
    assert (refused.value.ending.last, refused.value.ending.final) == (True, True)
    assert sound.frame(frame(0, final=True)) is None
    sound.begin(block("b2"))


def test_one_block_comes_after_the_other() -> None:
    sound = AgentSound(10.0)
    sound.begin(block())
    with pytest.raises(SoundError, match="'b1' has not come to its end"):
        sound.begin(block("b2"))
    assert sound.frame(frame(0, name="b2")) is None, "its frames are under way"
    assert sound.frame(frame(0, final=True)) is not None
    assert sound.give_up() is None


def test_a_block_that_was_left_unfinished_is_given_up_for_one_of_another_turn() -> None:
    sound = AgentSound(10.0)
    sound.begin(block())
    assert sound.frame(frame(0)) is None
    ending = sound.begin(block("b2", turn="t2", final=True))
    assert ending is not None
    assert (ending.turn, ending.block, len(ending.pcm), ending.last) == ("t1", "b1", 2 * FRAME, True)
    assert sound.frame(frame(FRAME)) is None, "more of the old one is still under way"
    piece = sound.frame(frame(0, name="b2", final=True))
    assert piece is not None
    assert (piece.turn, piece.block, piece.last) == ("t2", "b2", True)


def test_a_block_without_sound_is_no_block() -> None:
    sound = AgentSound(10.0)
    sound.begin(block(text="hello", final=True))
    with pytest.raises(SoundError, match="'b1' holds no sound") as refused:
        sound.frame(frame(0, 0, final=True))
    assert refused.value.code is ErrorCode.AUDIO_INVALID
    assert refused.value.ending is not None
    assert (refused.value.ending.last, refused.value.ending.final) == (True, True)
    sound.begin(block("b2"))


@pytest.mark.parametrize(("text", "kept"), [("😂", ""), (" … ", ""), ("嗯", "嗯"), ("5!", "5!")])
def test_a_text_without_a_letter_says_nothing_of_a_sound(text: str, kept: str) -> None:
    sound = AgentSound(10.0)
    sound.begin(block(text=text))
    piece = sound.frame(frame(0, final=True))
    assert piece is not None
    assert piece.text == kept
