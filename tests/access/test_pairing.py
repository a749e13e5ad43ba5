"""Pages of the server itself: let in by a code, known again by what they were given, and by nothing else."""

from __future__ import annotations

import pytest

from visavis.access.keys import KeyRing
from visavis.access.pairing import INVITED_S, Pairing
from visavis.access.tokens import TokenError, TokenRules, Verifier, issue
from visavis.hub.memory import MemoryHub

pytestmark = pytest.mark.unit

RULES = TokenRules()


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Ring:
    """Keys that change."""

    def __init__(self) -> None:
        self.keys = KeyRing({"one": b"1" * 32})

    def __call__(self) -> KeyRing:
        return self.keys


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def pairing(clock: Clock, ring: Ring) -> Pairing:
    return Pairing(MemoryHub(clock), ring, RULES, days=90)


async def test_a_page_is_let_in_once_by_the_code_that_it_shows(pairing: Pairing) -> None:
    invited = await pairing.invite()
    assert await pairing.approved(invited.secret) is None
    assert await pairing.approve(f" {invited.code[:5].lower()}-{invited.code[5:]}", "lobby")
    assert not await pairing.approve(invited.code, "again")
    assert await pairing.approved("another secret") is None
    assert await pairing.approved(invited.secret) == "lobby"
    assert await pairing.approved(invited.secret) is None


async def test_a_code_ends(pairing: Pairing, clock: Clock) -> None:
    invited = await pairing.invite()
    clock.now += INVITED_S
    assert not await pairing.approve(invited.code, "lobby")


async def test_a_browser_is_known_again_until_its_key_is_dropped(pairing: Pairing, ring: Ring) -> None:
    shown = pairing.remembrance("lobby")
    ring.keys = KeyRing({"two": b"2" * 32, **ring.keys.secrets})
    assert pairing.recall(shown) == "lobby"
    renewed = pairing.remembrance("lobby")
    ring.keys = KeyRing({"two": b"2" * 32})
    assert pairing.recall(renewed) == "lobby"
    with pytest.raises(TokenError):
        pairing.recall(shown)


async def test_neither_is_taken_for_the_other(pairing: Pairing, ring: Ring) -> None:
    verifier = Verifier(ring, RULES)
    token, lasts_s = pairing.token("lobby")
    told = verifier.read(token)
    assert (told.subject, told.scope, lasts_s) == ("page:lobby", "page", 600)
    with pytest.raises(TokenError):
        verifier.read(token, "host")
    with pytest.raises(TokenError):
        verifier.read(pairing.remembrance("lobby"))
    with pytest.raises(TokenError):
        pairing.recall(token)
    with pytest.raises(TokenError):
        pairing.recall(issue(ring.keys, RULES, "lobby", lasts_s=60, scope="host"))


def test_no_token_lives_longer_than_the_rules_allow(ring: Ring) -> None:
    rules = TokenRules(longest_s=60)
    token, lasts_s = Pairing(MemoryHub(), ring, rules, days=1).token("lobby")
    assert lasts_s == 60
    assert Verifier(ring, rules).read(token).subject == "page:lobby"
