"""The form of sound that client and server agree on."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.session_fixtures import DESCRIBE
from visavis.protocol.client import Codecs, Hello, Speak
from visavis.protocol.codecs import Codec
from visavis.protocol.server import Welcome
from visavis.session.effects import Effect, Send, StartUtterance
from visavis.session.events import Received
from visavis.session.machine import Identity, SessionMachine

pytestmark = pytest.mark.unit

Wants = tuple[Codec, ...]


def say(machine: SessionMachine, message: Any) -> list[Effect]:
    return machine.handle(Received(message), 100.0)


def greeted(can: Wants, wants: Wants | None) -> SessionMachine:
    machine = SessionMachine(Identity("s1", "9.9", codecs=can), DESCRIBE)
    hello = Hello(protocol_version="1.2") if wants is None else Hello(protocol_version="1.2", codecs=wants)
    [effect] = say(machine, hello)
    assert isinstance(effect, Send)
    assert isinstance(effect.message, Welcome)
    assert effect.message.codecs == can
    return machine


def codec_of_speech(machine: SessionMachine) -> Codec:
    [start] = say(machine, Speak(id="a", text="hi"))
    assert isinstance(start, StartUtterance)
    return start.codec


@pytest.mark.parametrize(
    ("can", "wants", "agreed"),
    [
        (("opus", "pcm"), ("opus", "pcm"), "opus"),
        (("opus", "pcm"), ("pcm", "opus"), "opus"),
        (("opus", "pcm"), ("pcm",), "pcm"),
        (("opus", "pcm"), None, "pcm"),
        (("pcm", "opus"), ("opus", "pcm"), "pcm"),
        (("pcm", "opus"), ("opus",), "opus"),
        (("pcm",), ("opus",), "pcm"),
        (("pcm",), ("none", "opus"), "pcm"),
    ],
)
def test_the_servers_order_counts_among_what_the_client_wants(can: Wants, wants: Wants | None, agreed: Codec) -> None:
    assert codec_of_speech(greeted(can, wants)) == agreed


@pytest.mark.parametrize(("before", "after"), [("pcm", "opus"), ("opus", "pcm")])
def test_a_client_may_change_its_mind(before: Codec, after: Codec) -> None:
    machine = greeted(("opus", "pcm"), (before,))
    assert say(machine, Codecs(codecs=(after,))) == []
    assert codec_of_speech(machine) == after
