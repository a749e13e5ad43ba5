"""A page in virtual time whose session is watched."""

from __future__ import annotations

from fakes.talking_page import TalkingPage
from visavis.session.effects import Effect
from visavis.session.events import Event
from visavis.telemetry.telemetry import SessionWatch


def watched_page(watch: SessionWatch) -> TalkingPage:
    """As a session's runner has it: every event is seen with its effects before they are carried out."""
    page = TalkingPage()
    handle = page.machine.handle

    def seen(event: Event, now: float) -> list[Effect]:
        effects = handle(event, now)
        watch.saw(event, effects)
        return effects

    page.machine.handle = seen  # type: ignore[method-assign]
    return page
