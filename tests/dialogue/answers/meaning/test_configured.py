"""Embeddings as the environment asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from fakes.embedding_service import KEY, MODEL, embedding_service
from visavis.dialogue.answers.live import LiveAnswers
from visavis.dialogue.answers.meaning.configured import configured_meaning
from visavis.dialogue.answers.meaning.settings import EmbeddingSettings

pytestmark = pytest.mark.contract


def test_without_a_model_there_are_none(caplog: pytest.LogCaptureFixture) -> None:
    assert configured_meaning(None, EmbeddingSettings()) is None
    assert caplog.text == ""


def test_what_lacks_is_told(caplog: pytest.LogCaptureFixture) -> None:
    settings = EmbeddingSettings.model_validate({"model": "x", "key": ""})
    assert configured_meaning(None, settings) is None
    assert "VISAVIS_EMBEDDINGS_KEY is not set" in caplog.text


async def test_a_live_file_is_found_by_meaning_as_soon_as_its_vectors_are_there(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,question,answer\nreturn,怎么退货|想退掉,可以\nbill,开发票|报销凭证,可以\n", "utf-8")
    async with embedding_service() as service:
        settings = EmbeddingSettings.model_validate(
            {"url": service.url, "key": SecretStr(KEY), "model": MODEL, "question_s": 20.0}
        )
        maker = configured_meaning(tmp_path / "cache", settings)
        assert maker is not None
        prepared = []

        async def note(book: object) -> None:
            prepared.append(book)

        live = LiveAnswers(path, meaning=maker, changed=note, poll_s=3600.0)
        await live.start()
        await live.prepared()
        assert (await live.match("这个要寄回")).candidates[0].answer.id == "return"
        assert prepared == [live.book]
        await live.close()
        await maker.close()
    assert (tmp_path / "cache" / "embeddings" / "embeddings.sqlite3").is_file()
