"""Jobs the worker itself refuses."""

import pytest

from visavis.tts.engine import EngineError
from visavis.tts.engines.espeak import EspeakEngine

pytestmark = pytest.mark.contract

GOOD = (
    b'{"pitch":50,"range":50,"early_piece":true,"runs":[{"voice":"en-us","table":2,"text":"hi","flags":1,"rate_wpm":150,"volume":90,'
    b'"starts":[0],"tokens":[0],"tones":[0],"weights":[2]}]}'
)


@pytest.mark.parametrize(
    "payload", [b"{", b"[]", GOOD.replace(b"en-us", b"no-such"), GOOD.replace(b'"table":2', b'"table":9')]
)
async def test_a_job_that_cannot_be_spoken_fails_alone(engine: EspeakEngine, payload: bytes) -> None:
    pool = engine._pool
    assert pool is not None
    pids = engine.worker_pids
    with pytest.raises(EngineError, match="espeak:"):
        _ = [message async for message in pool.run(payload, slack_s=0.0)]
    assert [message async for message in pool.run(GOOD, slack_s=5.0)]
    assert engine.worker_pids == pids
