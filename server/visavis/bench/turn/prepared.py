"""Waits until a server has spoken its approved answers in advance, as far as that can be seen from outside."""

from __future__ import annotations

import time
import urllib.request
from typing import Final

from prometheus_client.parser import text_string_to_metric_families

from visavis.headless.server_process import HeadlessError, RunningServer

PREPARED_S: Final = 180.0
AT_REST_S: Final = 2.0


def until_prepared(server: RunningServer) -> None:
    """Until engines have been given no sentence for a while. Raises :class:`HeadlessError`."""
    deadline = time.monotonic() + PREPARED_S
    count, since = -1.0, time.monotonic()
    while time.monotonic() - since < AT_REST_S:
        if time.monotonic() > deadline:
            raise HeadlessError(f"the approved answers were not spoken in advance within {PREPARED_S:.0f} s")
        time.sleep(0.2)
        now = _sentences_said(server)
        if now != count:
            count, since = now, time.monotonic()


def _sentences_said(server: RunningServer) -> float:
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=20) as answer:
        families = text_string_to_metric_families(answer.read().decode())
    return sum(
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == "visavis_engine_ttfb_seconds_count"
    )
