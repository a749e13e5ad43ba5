"""``visavis token``: keys for session tokens, and tokens."""

from __future__ import annotations

import datetime as dt
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from visavis.access.keys import KeyFileError, add_key, drop_key, read_keys
from visavis.commands.failing import BadInputError, clear_errors
from visavis.settings import load_settings

_UNITS = {"s": 1, "m": 60, "h": 3600}
_ASKED_WITHIN_S = 10.0
_LASTS = re.compile(r"(\d{1,6})([smh])")


@contextmanager
def _clear_key_errors() -> Iterator[None]:
    try:
        yield
    except KeyFileError as error:
        raise BadInputError(str(error)) from None


@click.group()
def command() -> None:
    """Make keys for session tokens, and tokens.

    A server whose VISAVIS_TOKEN_KEYS names a file of keys serves only who shows a token: a page in its first message,
    a program in the header 'Authorization: Bearer'. Your own backend signs them with the same file; the security page
    of the documentation has it in Python and in Node. 'issue' is for trying, and for scripts.

    \b
    Examples:
      visavis token key keys.json                            a file of keys, or one more key in it
      visavis serve --token-keys keys.json                   a server that asks for tokens
      visavis token issue keys.json --subject visitor-17     ten minutes for one visitor
      visavis token issue keys.json --subject shop --host    for a backend that drives pages by REST
      visavis token pair keys.json K7QF3-MXPA2               let a kiosk or the demo page in that shows this code
      visavis token drop keys.json 2026-11-29                what this key signed is refused from now on
    """


@command.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--id", "kid", metavar="NAME", help="The key's id.  [default: today's date]")
def key(file: Path, kid: str | None) -> None:
    """Put a new key in front of FILE's, or begin the file.

    The first key signs, all of them are accepted; a server that runs reads the file anew within seconds. Drop the old
    key when the tokens that it signed have ended.
    """
    name = kid or dt.datetime.now(dt.UTC).date().isoformat()
    with _clear_key_errors():
        count = add_key(file, name)
    click.echo(f"{file}: key {name!r} signs, {count} accepted. Only you may read the file; keep it so.")


@command.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("kid", metavar="ID")
def drop(file: Path, kid: str) -> None:
    """Take the key ID out of FILE: what it signed is refused from then on."""
    with _clear_key_errors():
        count = drop_key(file, kid)
    click.echo(f"{file}: {count} left")


@command.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--subject", required=True, help="Whom it is for: limits count under this name. No personal data.")
@click.option("--lasts", default="10m", show_default=True, metavar="TIME", help="How long it is good: 90s, 10m or 1h.")
@click.option("--host", is_flag=True, help="For a backend: it may redeem pages' one-time codes too.")
@click.option("--once", is_flag=True, help="Good for one session only.")
def issue(file: Path, subject: str, lasts: str, host: bool, once: bool) -> None:
    """Print a token, signed with FILE's first key.

    Issuer, audience and the longest life are those of the settings VISAVIS_TOKEN_ISSUER, VISAVIS_TOKEN_AUDIENCE and
    VISAVIS_TOKEN_MAX_S.
    """
    # The library for tokens is loaded only where it is needed.
    from visavis.access.tokens import Scope, TokenRules
    from visavis.access.tokens import issue as issued

    match = _LASTS.fullmatch(lasts)
    if match is None:
        raise BadInputError(f"--lasts {lasts!r} is no time such as 90s, 10m or 1h")
    lasts_s = int(match[1]) * _UNITS[match[2]]
    with clear_errors(), _clear_key_errors():
        settings = load_settings()
        if not 0 < lasts_s <= settings.token_max_s:
            text = f"--lasts {lasts}: a server takes tokens of 1 to {settings.token_max_s:g} s (VISAVIS_TOKEN_MAX_S)"
            raise BadInputError(text)
        rules = TokenRules(settings.token_issuer, settings.token_audience, settings.token_max_s)
        scope: Scope = "host" if host else "page"
        click.echo(issued(read_keys(file), rules, subject, lasts_s=lasts_s, scope=scope, once=once))


@command.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("code")
@click.option("--name", default="page", show_default=True, help="Under which the page is counted, such as lobby.")
@click.option("--server", metavar="URL", help="Where the server answers.  [default: by VISAVIS_PORT, on this machine]")
def pair(file: Path, code: str, name: str, server: str | None) -> None:
    """Let a page of the server itself in, a kiosk or the demo page, that shows CODE.

    FILE holds the keys of that server. The browser is known again for VISAVIS_PAIRED_DAYS after its last visit. Type
    what you see on the display in front of you: whoever sends you a code may be somebody else.
    """
    from visavis.access.tokens import TokenRules
    from visavis.access.tokens import issue as issued

    with clear_errors(), _clear_key_errors():
        settings = load_settings()
        root = (server or f"http://127.0.0.1:{settings.port}").rstrip("/")
        if not root.startswith(("http://", "https://")):
            raise BadInputError(f"--server {root!r} is no address such as https://avatar.example")
        rules = TokenRules(settings.token_issuer, settings.token_audience, settings.token_max_s)
        token = issued(read_keys(file), rules, "visavis token pair", lasts_s=min(60, rules.longest_s), scope="host")
    request = urllib.request.Request(
        f"{root}/v1/pages/approve",
        json.dumps({"code": code, "name": name}).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_ASKED_WITHIN_S):
            click.echo(f"the page is let in as {name!r}")
    except urllib.error.HTTPError as error:
        raise BadInputError(f"{root} refuses: {_told(error)}") from None
    except OSError as error:
        raise click.ClickException(f"{root} does not answer: {error}") from None


def _told(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["message"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {error.code}"
