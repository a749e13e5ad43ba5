"""Opens what a server shares with others, by its settings: the hub, the keys, the limits."""

from __future__ import annotations

import importlib.util
import logging
from dataclasses import dataclass

from visavis.access.bindings import Bindings
from visavis.access.conversations import Conversations
from visavis.access.key_watch import KeyWatch
from visavis.access.pairing import Pairing
from visavis.access.presence import Presence
from visavis.access.rates import Rates, RateTable
from visavis.access.tokens import TokenRules, Verifier
from visavis.hub.hub import Hub, HubError
from visavis.hub.memory import MemoryHub
from visavis.settings import Settings, SettingsError
from visavis.transport.site import Site

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shared:
    """The site, and what must be closed with it."""

    site: Site
    keys: KeyWatch | None

    async def close(self) -> None:
        """Give everything back."""
        if self.keys is not None:
            await self.keys.close()
        await self.site.hub.close()


async def open_shared(settings: Settings) -> Shared:
    """Everything by the settings. Raises :class:`SettingsError` for a Redis server that does not answer at the start:
    one that goes away later costs the relay, one that never was there is a mistake."""
    hub = _hub(settings)
    try:
        await hub.open()
    except HubError as error:
        await hub.close()
        raise SettingsError(f"VISAVIS_REDIS_URL: {error}") from None
    keys = None if settings.token_keys is None else KeyWatch(settings.token_keys)
    verifier = pairing = None
    if keys is not None:
        keys.start()
        rules = TokenRules(settings.token_issuer, settings.token_audience, settings.token_max_s)
        verifier = Verifier(keys.ring, rules)
        pairing = Pairing(hub, keys.ring, rules, settings.paired_days)
    table = RateTable(
        sessions=settings.sessions_per_minute,
        characters=settings.chars_per_minute,
        upload_kb=round(1000 * settings.upload_mb_per_minute),
        commands=settings.commands_per_minute,
        questions=settings.questions_per_minute,
    )
    site = Site(
        hub,
        Rates(hub, table),
        Bindings(hub),
        Presence(settings.sessions_per_address),
        verifier,
        settings.anonymous,
        Conversations(hub) if settings.dialogue else None,
        pairing,
    )
    if settings.workers > 1 and settings.redis_url is None:
        logger.warning(
            "%d workers share no relay and count limits each for itself: VISAVIS_REDIS_URL", settings.workers
        )
    return Shared(site, keys)


def _hub(settings: Settings) -> Hub:
    if settings.redis_url is None:
        return MemoryHub()
    if importlib.util.find_spec("redis") is None:
        raise SettingsError("VISAVIS_REDIS_URL needs a library: pip install 'visavis[redis]'")
    from visavis.hub.redis_hub import RedisHub

    return RedisHub(settings.redis_url.get_secret_value())
