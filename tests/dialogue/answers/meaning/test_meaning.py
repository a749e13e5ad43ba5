"""Embeddings through the real client library against a service on this machine, and what happens when it fails."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from fakes.embedding_service import KEY, MODEL, EmbeddingService, embedding_service
from fakes.http_stand_in import Exchange
from visavis.dialogue.answers.load import AnswerBook, parse_answers
from visavis.dialogue.answers.matcher import Matcher
from visavis.dialogue.answers.meaning.client import EmbeddingClient
from visavis.dialogue.answers.meaning.errors import EmbeddingError
from visavis.dialogue.answers.meaning.meaning import EmbeddedMeaning
from visavis.dialogue.answers.meaning.settings import EmbeddingSettings
from visavis.dialogue.answers.meaning.vector_store import VectorStore

pytestmark = pytest.mark.contract

ASKED = "这个我想寄回"
"""Shares a subject with 退货, and no word."""


@pytest.fixture
async def service() -> AsyncIterator[EmbeddingService]:
    async with embedding_service() as service:
        yield service


@pytest.fixture
async def client(service: EmbeddingService) -> AsyncIterator[EmbeddingClient]:
    client = EmbeddingClient(_settings(service))
    yield client
    await client.close()


@pytest.fixture
def book() -> AnswerBook:
    rows = ["id,question,answer", "return,怎么退货|东西想退掉,可以", "invoice,怎么开发票|要报销凭证,可以",
            "login,忘记密码了|登录失败,可以"]  # fmt: skip
    return parse_answers("\n".join(rows).encode(), "a.csv")


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def _settings(service: EmbeddingService, **more: float) -> EmbeddingSettings:
    return EmbeddingSettings.model_validate(
        {"url": service.url, "key": SecretStr(KEY), "model": MODEL, "question_s": 20.0, "file_s": 20.0, **more}
    )


async def test_what_means_the_same_is_found_without_a_common_word(client: EmbeddingClient, book: AnswerBook) -> None:
    assert Matcher(book).match_words(ASKED).kind == "none"
    meaning = EmbeddedMeaning(book, client)
    await meaning.prepare()
    matcher = Matcher(book, meaning=meaning)
    outcome = await matcher.match(ASKED)
    assert (outcome.kind, outcome.candidates[0].answer.id) == ("answer", "return")
    assert "meaning 0.9" in outcome.candidates[0].why
    assert (await matcher.match("今天吃什么好呢")).kind == "none"


async def test_the_file_s_own_question_needs_no_service(
    service: EmbeddingService, client: EmbeddingClient, book: AnswerBook
) -> None:
    meaning = EmbeddedMeaning(book, client)
    await meaning.prepare()
    asked = len(service.asked)
    outcome = await Matcher(book, meaning=meaning).match("怎么退货？")
    assert (outcome.kind, len(service.asked)) == ("answer", asked)


async def test_texts_go_in_batches_and_are_kept_on_disk(
    service: EmbeddingService, client: EmbeddingClient, tmp_path: Path
) -> None:
    rows = "\n".join(f"q{index},第{index}个退货问题,答" for index in range(23))
    book = parse_answers(f"id,question,answer\n{rows}\n".encode(), "a.csv")
    store = VectorStore(tmp_path)
    await EmbeddedMeaning(book, client, store).prepare()
    assert [len(texts) for texts in service.asked] == [10, 10, 3]
    service.asked.clear()
    again = EmbeddedMeaning(book, client, VectorStore(tmp_path))
    await again.prepare()
    assert (again.ready, service.asked) == (True, [])
    more = parse_answers(f"id,question,answer\n{rows}\nnew,新的问题,答\n".encode(), "a.csv")
    await EmbeddedMeaning(more, client, store).prepare()
    assert service.texts == ["新的问题"]


@pytest.mark.parametrize(
    ("status", "code"), [(401, "embeddings_refused"), (429, "embeddings_busy"), (500, "embeddings_failed")]
)
async def test_a_service_that_refuses_is_told_once_and_left_alone_for_a_while(
    service: EmbeddingService,
    client: EmbeddingClient,
    book: AnswerBook,
    caplog: pytest.LogCaptureFixture,
    status: int,
    code: str,
) -> None:
    caplog.set_level(logging.INFO)
    clock = Clock()
    meaning = EmbeddedMeaning(book, client, clock=clock)
    await meaning.prepare()
    matcher = Matcher(book, meaning=meaning)
    asked = len(service.asked)
    service.fail(status)
    for _ in range(3):
        assert (await matcher.match("我想退货呢")).candidates[0].why.startswith("words")
    assert len(service.asked) == asked + 1
    clock.now_s += 4000
    assert await meaning.scores(ASKED) is None
    assert len(service.asked) == asked + 2
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert [record.getMessage().startswith(code) for record in warnings] == [True]
    service.answer = None
    clock.now_s += 4000
    assert (await matcher.match(ASKED)).kind == "answer"
    assert "gives embeddings again" in caplog.text
    assert ASKED not in caplog.text
    assert KEY not in caplog.text


async def test_a_busy_service_is_left_alone_for_as_long_as_it_asks(
    service: EmbeddingService, client: EmbeddingClient, book: AnswerBook
) -> None:
    clock = Clock()
    meaning = EmbeddedMeaning(book, client, clock=clock)
    await meaning.prepare()
    service.fail(429)  # asks for 7 s
    assert await meaning.scores(ASKED) is None
    service.answer = None
    clock.now_s += 6
    assert await meaning.scores(ASKED) is None
    clock.now_s += 2
    assert await meaning.scores(ASKED) is not None


async def test_a_silent_service_does_not_hold_up_a_question(
    service: EmbeddingService, client: EmbeddingClient, book: AnswerBook
) -> None:
    meaning = EmbeddedMeaning(book, client)
    await meaning.prepare()
    service.hold()
    # Long enough to be connected: who gives up before that leaves the connection to the collector.
    hasty = EmbeddingClient(_settings(service, question_s=1.0))
    try:
        with pytest.raises(EmbeddingError, match="does not answer in time") as caught:
            await hasty.embed([ASKED], hasty.settings.question_s)
    finally:
        await hasty.close()
    assert caught.value.code == "embeddings_timeout"
    await service.server.until_idle()


@pytest.mark.parametrize(
    ("vectors", "told"),
    [
        ([], "0 vectors for 1 texts"),
        ([[1.0, 2.0], [1.0, 2.0]], "2 vectors for 1 texts"),
        ([[]], "no numbers"),
        ([[0.0, 0.0]], "zeros"),
        ([[1e39, 0.0]], "no numbers"),
        (["text"], "different lengths, or none"),
    ],
)
async def test_what_is_no_vector_is_refused(
    service: EmbeddingService, client: EmbeddingClient, vectors: list[object], told: str
) -> None:
    service.give(vectors)
    with pytest.raises(EmbeddingError, match=told) as caught:
        await client.embed([ASKED], 20.0)
    assert caught.value.code == "embeddings_garbled"
    assert ASKED not in str(caught.value)


async def test_an_answer_that_is_none_is_refused(service: EmbeddingService, client: EmbeddingClient) -> None:
    async def page(exchange: object) -> None:
        await exchange.reply(200, b"<html>Log in</html>", "text/html")  # type: ignore[attr-defined]

    service.answer = page
    with pytest.raises(EmbeddingError) as caught:
        await client.embed([ASKED], 20.0)
    assert caught.value.code in {"embeddings_garbled", "embeddings_failed"}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_no_redirection_is_followed(service: EmbeddingService, client: EmbeddingClient, status: int) -> None:
    async with embedding_service() as elsewhere:

        async def sent_on(exchange: Exchange) -> None:
            await exchange.reply(status, b"", "text/plain", {"Location": f"{elsewhere.url}/embeddings"})

        service.answer = sent_on
        with pytest.raises(EmbeddingError, match="VISAVIS_EMBEDDINGS_URL") as caught:
            await client.embed([ASKED], 20.0)
    assert caught.value.code == "embeddings_unavailable"
    assert elsewhere.asked == []


async def test_a_key_that_no_header_can_hold_is_not_quoted(service: EmbeddingService) -> None:
    client = EmbeddingClient(_settings(service).model_copy(update={"key": SecretStr(f"{KEY}密")}))
    with pytest.raises(EmbeddingError, match="no request can be sent") as caught:
        await client.embed([ASKED], 20.0)
    assert caught.value.code == "embeddings_failed"
    assert KEY not in str(caught.value)
    await client.close()


async def test_another_dimension_than_before_is_refused(
    service: EmbeddingService, client: EmbeddingClient, book: AnswerBook, caplog: pytest.LogCaptureFixture
) -> None:
    meaning = EmbeddedMeaning(book, client)
    await meaning.prepare()
    service.give([[1.0, 0.0]])
    assert await meaning.scores(ASKED) is None
    assert "a vector of 2 numbers, and before of 4" in caplog.text


async def test_a_dimension_that_was_not_asked_for_is_refused(service: EmbeddingService) -> None:
    client = EmbeddingClient(_settings(service, dimensions=3))
    with pytest.raises(EmbeddingError, match="vectors of 4 numbers instead of 3"):
        await client.embed([ASKED], 20.0)
    await client.close()


async def test_a_local_server_gets_no_key(service: EmbeddingService) -> None:
    service.key = None
    client = EmbeddingClient(_settings(service).model_copy(update={"key": SecretStr("")}))
    assert (await client.embed([ASKED], 20.0)).shape == (1, 4)
    await client.close()


async def test_nobody_there(service: EmbeddingService) -> None:
    settings = _settings(service).model_copy(update={"url": "http://127.0.0.1:9/v1"})
    client = EmbeddingClient(settings)
    with pytest.raises(EmbeddingError) as caught:
        await client.embed([ASKED], 20.0)
    assert caught.value.code == "embeddings_unavailable"
    await client.close()


async def test_a_file_that_could_not_be_prepared_is_tried_again(service: EmbeddingService, book: AnswerBook) -> None:
    client = EmbeddingClient(_settings(service, rest_s=0.01))
    failures = 0

    async def twice(exchange: object) -> None:
        nonlocal failures
        failures += 1
        if failures == 2:
            service.answer = None
        await exchange.reply(500, b"{}", "application/json")  # type: ignore[attr-defined]

    service.answer = twice
    meaning = EmbeddedMeaning(book, client)
    assert await meaning.scores(ASKED) is None
    await meaning.prepare()
    assert (meaning.ready, failures) == (True, 2)
    await client.close()


def test_settings_say_what_is_missing_and_never_the_key() -> None:
    settings = EmbeddingSettings.model_validate({"key": SecretStr(KEY)})
    assert settings.missing() == "VISAVIS_EMBEDDINGS_MODEL is not set"
    assert EmbeddingSettings.model_validate({"model": "x", "key": ""}).missing() == "VISAVIS_EMBEDDINGS_KEY is not set"
    assert EmbeddingSettings.model_validate({"model": "x", "url": "http://127.0.0.1:1/v1"}).missing() is None
    assert KEY not in repr(settings)


def test_openais_key_is_for_openais_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert EmbeddingSettings().secret == KEY
    monkeypatch.setenv("VISAVIS_EMBEDDINGS_URL", "http://bge.example/v1")
    assert (EmbeddingSettings().address, EmbeddingSettings().secret) == ("http://bge.example/v1", "")
