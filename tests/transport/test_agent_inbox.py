"""What an agent has sent of one turn is bounded in every respect, and its end counts all the same."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from visavis.access.agent_channels import AgentChannels
from visavis.dialogue.model.acts import ActReader
from visavis.hub.memory import MemoryHub
from visavis.protocol.agent import AgentBegin, AgentHandover, AgentLimits, AgentSay, AgentShow, AgentWelcome
from visavis.protocol.server import ShownButton
from visavis.session.conversation import MOST_SHOWN
from visavis.transport.agent_envelopes import Attach, FromAgent, Piece, SoundPiece
from visavis.transport.agent_inbox import MOST_BLOCKS, MOST_PIECES, Inbox
from visavis.transport.agent_line import AgentLine, AgentOffer
from visavis.tts.sound import SoundBudget

pytestmark = pytest.mark.unit

LIMITS = AgentLimits(message_bytes=65536, turn_chars=1000, audio_seconds=1, first_seconds=5, next_seconds=5)
BUDGET = 8_000_000
NUMBERS = count()


def sound(size: int = 2, *, text: str = "", last: bool = True, final: bool = False, block: str = "") -> SoundPiece:
    name = block or f"b{next(NUMBERS)}"
    return SoundPiece(turn="v1", block=name, sample_rate_hz=8000, text=text, pcm=bytes(size), last=last, final=final)


def said() -> Piece:
    return AgentSay(turn="v1", text="")


def shown() -> Piece:
    return AgentShow(turn="v1", buttons=(ShownButton(title="x" * 50, say="y" * 50),))


def handed_over() -> Piece:
    return AgentHandover(turn="v1", reason="x")


class Line:
    """A session's end of the line, with an agent that has begun something that has to wait."""

    def __init__(self) -> None:
        welcome = AgentWelcome(
            protocol_version="1.4",
            server_version="",
            session_id="",
            name={},
            languages=("en",),
            emotions=(),
            gestures=(),
            limits=LIMITS,
        )
        self.budget = SoundBudget(BUDGET)
        self.line = AgentLine(AgentChannels(MemoryHub()), AgentOffer(welcome, ActReader(())), self.budget)
        self.hear(Attach(answers="agent"))
        self.hear(AgentBegin(turn="v1"))

    def hear(self, message: Attach | AgentBegin | Piece) -> None:
        self.line._heard(FromAgent(agent="a1", message=message).model_dump_json())

    @property
    def inbox(self) -> Inbox:
        return self.line._inboxes["v1"]

    @property
    def waiting(self) -> int:
        return self.inbox._items.qsize()


@pytest.mark.parametrize(
    ("make", "most"),
    [
        (said, MOST_PIECES),
        (handed_over, MOST_PIECES),
        (shown, MOST_SHOWN),
        (sound, MOST_BLOCKS),
        (lambda: sound(text="x" * 100), 10),
    ],
)
def test_what_waits_does_not_grow_beyond_its_bound(make: Callable[[], Piece], most: int) -> None:
    line = Line()
    for _ in range(MOST_PIECES + 10):
        line.hear(make())
    assert line.waiting == most


@pytest.mark.parametrize("last", [AgentSay(turn="v1", text="x" * 2000, final=True), sound(text="x" * 2000, final=True)])
def test_what_is_refused_ends_its_turn_all_the_same(last: Piece) -> None:
    line = Line()
    line.hear(last)
    assert line.inbox.complete
    assert line.inbox.characters == 0
    assert line.budget.taken_bytes == 0


def test_a_block_that_was_begun_has_an_end_though_there_is_no_room() -> None:
    line = Line()
    line.hear(sound(block="b", last=False))
    for _ in range(MOST_PIECES):
        line.hear(said())
    line.hear(sound(block="b", last=False))
    assert line.waiting == MOST_PIECES
    line.hear(sound(block="b", last=True))
    assert line.waiting == MOST_PIECES + 1
    assert line.inbox.open_block is None


def test_the_sound_of_one_agent_leaves_room_for_that_of_others() -> None:
    line = Line()
    for _ in range(BUDGET // 100_000):
        line.hear(sound(100_000))
    assert 0 < line.budget.taken_bytes <= BUDGET // 8
    line.line._close("v1")
    assert line.budget.taken_bytes == 0
