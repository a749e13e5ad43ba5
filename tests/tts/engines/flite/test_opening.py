"""The first words of a long clause come alone; with the rest they are the whole clause, without a gap or a click."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from visavis.speech.frontend import analyse
from visavis.tts.engine import Prosody
from visavis.tts.engines.flite.clause_sound import ClauseSound, speak_clause
from visavis.tts.engines.flite.lexicon import Lexicon
from visavis.tts.engines.flite.opening import OpenedClause, is_long
from visavis.tts.engines.flite.program import Program, Runner
from visavis.tts.engines.flite.script import Clause, clauses_of

pytestmark = pytest.mark.unit

RATE_HZ = 16_000
VOICE = "kal16"
"""Is said fastest."""
LONG = (
    "Your parcel left our warehouse early this morning.",
    "The bill for this month is sixty eight dollars and fifty cents.",
    "Pam may mime more warm rhymes on a roomy new lawn.",
)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Program().runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


def clause_of(text: str) -> Clause:
    return clauses_of(analyse(text, language="en").sentences[0], Prosody())[0]


@pytest.mark.parametrize("text", LONG)
def test_both_parts_are_the_whole_clause(text: str, runner: Runner, lexicon: Lexicon) -> None:
    clause = clause_of(text)
    assert is_long(clause)
    opened = OpenedClause(clause, VOICE, RATE_HZ)
    first, rest = opened.first(runner, lexicon), opened.rest(runner, lexicon)
    whole = speak_clause(clause, VOICE, RATE_HZ, runner, lexicon)
    assert 2 <= len(first.words) <= 3
    assert 0 < len(first.samples) < len(whole.samples) / 2
    tokens = [word.token_index for word in (*first.words, *rest.words)]
    assert tokens == [word.token_index for word in whole.words]
    assert [phone.ipa for phone in (*first.phones, *rest.phones)] == [phone.ipa for phone in whole.phones]
    for part in (first, rest):
        edges = [phone.end_samples for phone in part.phones]
        assert [0, *edges[:-1]] == [phone.onset_samples for phone in part.phones]
        assert edges[-1] == len(part.samples)
    assert rest.words[0].onset_samples == 0
    assert _steepest_at_joint(first, rest) <= 1.5 * np.abs(np.diff(whole.samples.astype(np.int64))).max()


def test_a_short_clause_is_said_at_once() -> None:
    assert not is_long(clause_of("How may I help you today?"))


def _steepest_at_joint(first: ClauseSound, rest: ClauseSound) -> int:
    around = np.concatenate([first.samples[-80:], rest.samples[:160]]).astype(np.int64)
    return int(np.abs(np.diff(around)).max())
