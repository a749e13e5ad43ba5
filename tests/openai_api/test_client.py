"""The client library against a server on this machine: what it sends, and to whom."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import openai
import pytest
from pydantic import SecretStr

from fakes.http_stand_in import Exchange, Handler, HttpStandIn, http_stand_in
from visavis.bounded_errors import bound_answer
from visavis.openai_api.client import ApiClient
from visavis.openai_api.settings import ApiSettings

pytestmark = pytest.mark.contract

KEY = "sk-test-0123456789"
MODELS = b'{"object": "list", "data": []}'


class Server:
    def __init__(self) -> None:
        self.heads: list[dict[str, str]] = []
        self.status, self.headers = 200, dict[str, str]()

    async def handle(self, exchange: Exchange) -> None:
        self.heads.append(exchange.headers)
        await exchange.reply(self.status, MODELS, "application/json", self.headers)


@asynccontextmanager
async def client_for(server: HttpStandIn, secret: str = KEY, **options: Any) -> AsyncIterator[ApiClient]:
    client = ApiClient(ApiSettings(url=f"{server.url}/v1", key=SecretStr(secret), model="m"), **options)
    await asyncio.to_thread(client.load)
    try:
        yield client
    finally:
        await client.close()


async def test_the_key_is_sent_and_no_key_is_not() -> None:
    service = Server()
    async with http_stand_in(service.handle) as server:
        for secret in (KEY, ""):
            async with client_for(server, secret) as client:
                _ = await client.api.models.list(**client.options())
    assert [head.get("authorization") for head in service.heads] == [f"Bearer {KEY}", None]


async def test_only_openai_learns_whose_customer_we_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-ours")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-ours")
    service = Server()
    async with http_stand_in(service.handle) as server:
        for field in ("url", "openai_url"):
            client = ApiClient(ApiSettings.model_validate({field: f"{server.url}/v1", "key": SecretStr(KEY)}))
            client.load()
            _ = await client.api.models.list(**client.options())
            await client.close()
    told = [(head.get("openai-organization"), head.get("openai-project")) for head in service.heads]
    assert told == [(None, None), ("org-ours", "proj-ours")]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirection_is_followed(status: int) -> None:
    here, elsewhere = Server(), Server()
    async with http_stand_in(elsewhere.handle) as other, http_stand_in(here.handle) as server:
        here.status, here.headers = status, {"Location": f"{other.url}/v1/models"}
        async with client_for(server) as client:
            with pytest.raises(openai.APIStatusError) as caught:
                await client.api.models.list(**client.options())
    assert caught.value.status_code == status
    assert (len(here.heads), elsewhere.heads) == (1, [])


async def test_it_does_not_try_again_by_itself() -> None:
    service = Server()
    service.status = 500
    async with http_stand_in(service.handle) as server, client_for(server) as client:
        with pytest.raises(openai.InternalServerError):
            await client.api.models.list(**client.options())
    assert len(service.heads) == 1


async def test_a_silent_service_is_left() -> None:
    async def silent(exchange: Exchange) -> None:
        await exchange.until_gone()

    async with http_stand_in(silent) as server, client_for(server, read_s=0.2) as client:
        with pytest.raises(openai.APITimeoutError):
            await client.api.models.list(**client.options())
        await server.until_idle()


def endless(status: int) -> Handler:
    async def answer(exchange: Exchange) -> None:
        await exchange.begin(status, "application/json")
        while True:
            await exchange.chunk(b" " * 65_536)

    return answer


@pytest.mark.parametrize("status", [200, 500])
async def test_what_never_ends_is_left(status: int) -> None:
    async with asyncio.timeout(20), http_stand_in(endless(status)) as server:
        async with client_for(server, bound=bound_answer) as client:
            with pytest.raises((openai.OpenAIError, ValueError)):
                await client.api.models.list(**client.options())
        await server.until_idle()


async def test_what_is_sent_is_in_no_log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("openai"), "level", logging.DEBUG)
    service = Server()
    async with http_stand_in(service.handle) as server:
        with caplog.at_level(logging.DEBUG):
            async with client_for(server) as client:
                _ = await client.api.models.list(extra_body={"said": "my pin is 1234"}, **client.options())
    assert len(service.heads) == 1
    assert not [record for record in caplog.records if record.name.startswith("openai")]
    assert "my pin" not in caplog.text


async def test_it_is_loaded_once_and_closed_though_it_never_was() -> None:
    client = ApiClient(ApiSettings(url="http://127.0.0.1:9/v1"))
    await client.close()
    assert not client.loaded
    await asyncio.gather(*(asyncio.to_thread(client.load) for _ in range(4)))
    api = client.api
    client.load()
    assert client.loaded
    assert client.api is api
    await client.close()
    assert api.is_closed()
