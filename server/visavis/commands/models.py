"""``visavis models``: what avatars there are, and what they look like."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from visavis.commands.failing import BadInputError, clear_errors
from visavis.headless.server_process import HeadlessError
from visavis.headless.sheet import SECTIONS, draw
from visavis.resources import ResourceMissingError, models_dir
from visavis.settings import load_settings


@click.group()
def command() -> None:
    """The avatars: list them, look at them, see what a model of your own can do.

    \b
    Examples:
      visavis models list
      visavis models inspect my_avatar.glb
      visavis models sheet mei
      visavis models sheet mei --only visemes,emotions --out lips.png
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array: the manifests.")
def list_models(as_json: bool) -> None:
    """List the avatars that the server offers, with sizes."""
    manifests = [_read(folder / "manifest.json") for folder in _folders()]
    if as_json:
        click.echo(json.dumps(manifests, ensure_ascii=False))
        return
    for manifest in manifests:
        clips = manifest.get("clips", {})
        click.echo(f"{manifest['name']:<10} {manifest.get('title', '')} {manifest.get('title_zh', '')}")
        if about := manifest.get("description"):
            click.echo(f"  {about}")
        for name, level in manifest["files"].get("levels", {}).items():
            click.echo(
                f"  {name:<7} {level['triangles']:>7,} triangles   Draco {level['draco_bytes'] / 1e6:.2f} MB   "
                f"meshopt {level['meshopt_bytes'] / 1e6:.2f} MB"
            )
        click.echo(f"  gestures: {', '.join(clips.get('gestures', [])) or 'none'}")


@command.command("sheet")
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Default: NAME_sheet.png here.")
@click.option("--level", type=click.Choice(["low", "medium", "high"]), help="Default: high up close, else medium.")
@click.option("--only", metavar="A,B,…", help=f"Some sections of: {', '.join(SECTIONS)}.")
def sheet(name: str, out: Path | None, level: str | None, only: str | None) -> None:
    """Draw every shape, mood, clip and shot of the avatar NAME into one PNG.

    A Chromium draws it, with the front end that visitors get: `python3 run.py test` installs what is needed. It takes
    about a minute.
    """
    names = [folder.name for folder in _folders()]
    if name not in names:
        raise click.BadParameter(f"no avatar {name!r}; there are: {', '.join(names)}", param_hint="NAME")
    sections = [section.strip() for section in only.split(",")] if only else []
    if unknown := [section for section in sections if section not in SECTIONS]:
        raise click.BadParameter(f"unknown {', '.join(unknown)}; known are {', '.join(SECTIONS)}", param_hint="--only")
    path = out or Path(f"{name}_sheet.png")
    try:
        with click.progressbar(range(1), label=f"drawing {name}", file=sys.stderr) as bar:

            def tell(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            made = draw(name, path, level=level or "high", sections=sections, settings={}, tell=tell)
    except HeadlessError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{made.path}: {made.facts}")


@command.command("inspect")
@click.argument("model", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def inspect(model: Path, as_json: bool) -> None:
    """Tell what the file MODEL (.glb, .vrm, .gltf) has to talk with, and what will move its mouth.

    A manifest.json beside it that names the file is read too.
    """
    from visavis.commands.model_report import report, report_text
    from visavis.rig.document import read_document
    from visavis.rig.errors import RigError
    from visavis.rig.manifest import manifest_beside
    from visavis.rig.profile import read_profile

    with clear_errors():
        try:
            profile = read_profile(read_document(model), manifest_beside(model))
        except RigError as error:
            raise BadInputError(str(error)) from None
    told = report(profile)
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else report_text(model.name, told))


def _folders() -> list[Path]:
    """Folders with a manifest, those of the operator included."""
    try:
        homes = [models_dir()]
    except ResourceMissingError as error:
        raise click.ClickException(str(error)) from None
    with clear_errors():
        extra = load_settings().models_dir
    if extra is not None:
        homes.insert(0, extra)
    found = {path.parent.name: path.parent for home in reversed(homes) for path in home.glob("*/manifest.json")}
    return [found[name] for name in sorted(found)]


def _read(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{path}: {error}") from None
    return manifest
