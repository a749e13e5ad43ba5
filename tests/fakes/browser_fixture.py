"""The browser's own voice for the contract test: it is planned, and says nothing."""

from __future__ import annotations

from fakes.engines import Fixture, local
from visavis.tts.engines.browser import BrowserEngine

FIXTURE = Fixture(local(BrowserEngine), voice_en="browser:en-US", voice_zh="browser:zh-CN", silent=True)
