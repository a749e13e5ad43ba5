"""``visavis serve``."""

from __future__ import annotations

import asyncio
import http.client
import os
import socket
import threading
import time
import webbrowser
from typing import Any

import click

from visavis.access.exposure import exposure
from visavis.commands.failing import clear_errors
from visavis.settings import Settings, SettingsError, environment_of, load_settings

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
READY_TIMEOUT_S = 120.0
PING_S = 20.0
"""A peer that is gone without a word is noticed after at most twice this."""
SOCKET_BYTES = 1 << 20
"""A longer websocket message ends the connection; one over ``message_bytes`` is refused and the session goes on."""


@click.command()
@click.option("--host", help="Address to listen on; 0.0.0.0 for every network.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [default: 8080]")
@click.option("--workers", type=int, help="Server processes.  [default: 1]")
@click.option("--engines", metavar="NAMES", help="Engines to start, with commas; * for all.  [default: flite,espeak]")
@click.option("--models-dir", metavar="DIR", help="A folder with more avatars, one folder each.")
@click.option("--allowed-origins", metavar="ORIGINS", help="Other sites whose pages may use this server, with commas.")
@click.option("--token-keys", metavar="FILE", help="Ask for session tokens, signed with the keys of this file.")
@click.option("--anonymous", is_flag=True, default=None, help="Let everybody in without a token.")
@click.option("--max-sessions", type=int, help="Sessions of one worker at a time.  [default: 500]")
@click.option(
    "--log-level", type=click.Choice(["critical", "error", "warning", "info", "debug"]), help="[default: info]"
)
@click.option("--open", "open_page", is_flag=True, help="Open the demo page in the browser when it is ready.")
def command(open_page: bool, **given: Any) -> None:
    """Start the server: the demo page, the avatars, sessions and REST.

    Every option can also be given as an environment variable, for example VISAVIS_PORT; there are more settings than
    options, see the operations page of the documentation.

    \b
    Examples:
      visavis serve --open
      visavis serve --host 0.0.0.0 --port 80 --workers 4 --token-keys keys.json
      visavis serve --allowed-origins https://shop.example
    """
    with clear_errors():
        settings = load_settings(**given)
        _run(settings, open_page)


def _run(settings: Settings, open_page: bool) -> None:
    import uvicorn

    from visavis.chosen_engines import load_all_engines
    from visavis.telemetry.exposition import shared_by

    _check_address(settings)
    refused = exposure(settings.host, settings.token_keys, anonymous=settings.anonymous)
    if refused is not None:
        raise click.ClickException(refused)
    # What is wrong with either is told here, in a line; a worker would show a traceback.
    load_all_engines(settings)
    asyncio.run(_check_shared(settings))
    # The workers, and a reloaded module, read the same settings.
    os.environ.update(environment_of(settings))
    threading.Thread(target=_tell_when_ready, args=(settings, open_page), daemon=True).start()
    with shared_by(settings.workers):
        uvicorn.run(
            "visavis.app:create_app",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            **server_options(settings),
        )


def _check_address(settings: Settings) -> None:
    """A taken port is told before anything starts; else whoever holds it would be taken for us and called ready."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        text = f"cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}"
        raise click.ClickException(text) from None


async def _check_shared(settings: Settings) -> None:
    from visavis.transport.desk import check_desk
    from visavis.transport.kiosk import KioskFileError, read_kiosk
    from visavis.transport.shared import open_shared

    try:
        read_kiosk(settings.kiosk)
    except KioskFileError as error:
        raise SettingsError(f"VISAVIS_KIOSK: {error}") from None
    check_desk(settings)
    shared = await open_shared(settings)
    await shared.close()


def server_options(settings: Settings) -> dict[str, Any]:
    """How uvicorn is to serve: what sessions were measured with."""
    from uvicorn.config import LOGGING_CONFIG

    level = settings.log_level.upper()
    ours = {"handlers": ["default"], "level": level, "propagate": False}
    return {
        # Not even our debug level reaches the socket library: it would log every message, and so what visitors say.
        "log_level": "info" if settings.log_level == "debug" else settings.log_level,
        "log_config": {**LOGGING_CONFIG, "loggers": {**LOGGING_CONFIG["loggers"], "visavis": ours}},
        "access_log": settings.log_level == "debug",
        "http": "visavis.transport.http_protocol:BoundedHttpProtocol",
        "ws": "websockets-sansio",
        # Sound does not shrink, and trying doubles the cost of a message.
        "ws_per_message_deflate": False,
        "ws_max_size": SOCKET_BYTES,
        "ws_ping_interval": PING_S,
        "ws_ping_timeout": PING_S,
        "timeout_graceful_shutdown": 5,
        "server_header": False,
    }


def _tell_when_ready(settings: Settings, open_page: bool) -> None:
    host = WILDCARDS.get(settings.host, settings.host)
    deadline = time.monotonic() + READY_TIMEOUT_S
    while not _answers(host, settings.port):
        if time.monotonic() > deadline:
            return
        time.sleep(0.05)
    url = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/"
    click.echo(f"visavis is ready: {url}")
    if open_page:
        webbrowser.open(url)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
