"""A conversation of which a test writes the other side, while the real server speaks it.

Stands in the page's websocket: what a server that converses adds to the wire is made up here; the answers' speech comes
from the real server, and everything else passes as it is.
"""

from __future__ import annotations

import json
import re
import struct
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

from demo_page import SPEECH_TIMEOUT_MS, DemoPage

DIALOGUE = {
    "name": {"zh": "小维", "en": "Vivi"},
    "languages": ["zh", "en"],
    "openings": {"zh": "您好，请问有什么可以帮您？", "en": "Hello, how can I help?"},
    "suggestions": {"zh": ["运费多少？", "怎么退货？"], "en": ["How much is shipping?"]},
    "question_chars": 500,
}
HEARING = {"languages": ["zh", "en"], "interim": True, "seconds": 60}

Message = dict[str, Any]
SENT_S = 20.0
LISTENS_MS = 60_000
"""A page fetches its voice activity detection, and a machine with one core to spare compiles it."""


class ScriptedDialogue:
    """Answers each ``ask`` with ``answer``: the clauses to say. ``heard`` has what the page sent, but for sound."""

    def __init__(
        self,
        page: Page,
        answer: Callable[[str], list[str]] = lambda text: [f"您问的是：{text}"],
        *,
        hears: bool = False,
    ) -> None:
        self.heard: list[Message] = []
        self.samples: dict[str, int] = {}
        """Samples that came of the visitor's speech, by turn."""
        self.finished: set[str] = set()
        """Turns whose speech came to its end."""
        self.nothing_interrupts = False
        """Whatever is said is told to be no interruption."""
        self._visited = page
        self._answer = answer
        self._hearing = HEARING if hears else None
        self._page: WebSocketRoute
        self._server: WebSocketRoute
        self._clauses: dict[str, int] = {}
        page.route_web_socket(re.compile("/v1/session"), self._open)

    def tell(self, **message: Any) -> None:
        """Say something to the page."""
        self._page.send(json.dumps(message))

    def say(self, turn: str, clauses: list[str]) -> None:
        """Have the real server speak an answer's clauses."""
        self.tell(type="turn_state", state="speaking", id=turn)
        self._clauses[turn] = len(clauses)
        for number, clause in enumerate(clauses):
            self._server.send(json.dumps({"type": "speak", "id": f"{turn}.{number}", "text": clause}))

    def of_type(self, kind: str) -> list[Message]:
        """What the page sent of one kind."""
        return [message for message in self.heard if message["type"] == kind]

    def sent(self, kind: str, count: int = 1, **fields: Any) -> list[Message]:
        """What the page has sent of one kind with these fields, once there are ``count``: a message of the page may
        reach the test a little later than what the page tells when it is asked."""
        found: list[Message] = []

        def enough() -> bool:
            found[:] = [message for message in self.of_type(kind) if fields.items() <= message.items()]
            return len(found) >= count

        self.until(enough)
        return found

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until the condition is true, while messages come and go."""
        deadline = time.monotonic() + SENT_S
        while not true():
            if time.monotonic() > deadline:
                raise TimeoutError(f"the page has sent {self.heard[-10:]}, and speech of {self.samples}")
            self._visited.wait_for_timeout(20)

    def _open(self, page: WebSocketRoute) -> None:
        self._page = page
        self._server = page.connect_to_server()
        page.on_message(self._from_page)
        self._server.on_message(self._from_server)

    def _from_page(self, data: str | bytes) -> None:
        if isinstance(data, bytes):
            (length,) = struct.unpack("<I", data[:4])
            header = json.loads(data[4 : 4 + length])
            if header["id"] not in self.samples:
                self._server.send(data)
                return
            assert header["first_sample"] == self.samples[header["id"]], "no gap"
            self.samples[header["id"]] += header["samples"]
            if header["final"]:
                self.finished.add(header["id"])
                if self.nothing_interrupts:
                    self.tell(type="go_on", id=header["id"])
            return
        message = json.loads(data)
        self.heard.append(message)
        match message["type"]:
            case "ask":
                self.tell(type="turn_state", state="thinking", id=message["id"])
                self.say(message["id"], self._answer(message["text"]))
            case "listen_start":
                self.samples[message["id"]] = 0
            case "heard_text" | "listen_cancel" | "turn_timing":
                pass
            case "playback" if "." in message["id"] and message["state"] in ("ended", "interrupted"):
                self._server.send(data)
                self._heard_out(message)
            case _:
                self._server.send(data)

    def _heard_out(self, report: Message) -> None:
        turn, _, number = report["id"].rpartition(".")
        stopped = report["state"] == "interrupted"
        if turn not in self._clauses or not (stopped or int(number) + 1 == self._clauses[turn]):
            return
        del self._clauses[turn]
        self.tell(
            type="turn_end",
            id=turn,
            source="model",
            answer_id=None,
            interrupted=stopped,
            heard="您问的" if stopped else "alles",
            metrics={"ttfa_ms": 12.0, "e2e_latency_ms": 40.0},
        )
        self.tell(type="turn_state", state="idle", id=None)

    def _from_server(self, data: str | bytes) -> None:
        if isinstance(data, bytes):
            self._page.send(data)
            return
        message = json.loads(data)
        if message["type"] == "welcome":
            message["describe"]["dialogue"] = DIALOGUE
            message["describe"]["hearing"] = self._hearing
        if message["type"] == "utterance_start" and "." in message["id"]:
            message["turn"] = message["id"].rpartition(".")[0]
        self._page.send(json.dumps(message))


def hears(demo: DemoPage, state: str, count: int = 1) -> None:
    """Wait until the page has told that often that it hears in this state."""
    demo.wait_until(
        "([state, count]) => heardEvents.filter(({ name, detail }) => name === 'hearing' && detail.state === state)"
        ".length >= count",
        [state, count],
        LISTENS_MS,
    )


def has_answered(demo: DemoPage, words: int) -> None:
    """Wait until so many words of answers were said. What greets a visitor at the first gesture is none."""
    demo.wait_until(
        "words => heardEvents.filter(({ name, detail }) => name === 'word' && detail.id.includes('.')).length >= words",
        words,
        SPEECH_TIMEOUT_MS,
    )
