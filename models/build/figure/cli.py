"""The command that builds the figure and everything that is shipped with it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from figure import anatomy, assemble, licence, manifest, shapes

_ABOUT = """\
Builds pip, the light figure: a small stylised helper with 52 ARKit morph targets, 15 visemes, a skeleton and clips.

Files written:
  pip.glb           the model, Draco (what the player loads)
  pip_meshopt.glb   the same, meshopt
  movement.glb      the clips of the body alone, on bare bones
  mouth.glb         the talking clips alone, on stand-in meshes
  pip_jaw.glb       a variant without morph targets: only the jaw bone moves the mouth
  pip_still.glb     a variant with neither morph targets nor jaw: a drawn mouth grows and shrinks
  manifest.json, LICENSE
"""
_USE = """\
Examples:
  python models/build/figure                     rebuild models/glb/pip
  python models/build/figure --out /tmp/pip      build elsewhere, to compare
  python models/build/figure --plain             also write pip_plain.glb, uncompressed, to look into

The result is the same to the byte on every run. Needs: pip install --require-hashes -r models/build/requirements.txt
"""
_HOME = Path(__file__).resolve().parents[2] / "glb" / "pip"


def files(assembly: assemble.Assembly, *, plain: bool = False) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of every GLB."""
    makers: dict[str, Callable[[], bytes]] = {
        "pip.glb": lambda: assembly.model("draco"),
        "pip_meshopt.glb": lambda: assembly.model("meshopt"),
        "movement.glb": assembly.movement,
        "mouth.glb": assembly.mouth,
        "pip_jaw.glb": assembly.with_jaw,
        "pip_still.glb": assembly.still,
    }
    if plain:
        makers["pip_plain.glb"] = lambda: assembly.model("plain")
    for name, make in makers.items():
        yield name, make()


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="figure", description=_ABOUT, epilog=_USE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--out", type=Path, default=_HOME, metavar="FOLDER", help="where to write (default: models/glb/pip)"
    )
    parser.add_argument("--plain", action="store_true", help="also write pip_plain.glb, without compression")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)

    print("shaping the figure …")
    figure = anatomy.build()
    for name, part in figure.parts.items():
        print(f"  {name:<9} {part.size:>5} vertices {len(part.triangles):>5} triangles")
    print("shaping the morph targets …")
    targets = shapes.build(figure)
    for name, named in targets.items():
        print(f"  {name:<9} {len(named):>5} targets")
    print("shading it and teaching it to move …")
    assembly = assemble.Assembly(figure, targets)
    for name, mesh in assembly.meshes.items():
        print(f"  {name:<10} {mesh.size:>5} vertices {len(mesh.triangles):>5} triangles {len(mesh.targets):>3} targets")
    print(f"writing {chosen.out} …")
    sizes = {}
    for name, data in files(assembly, plain=chosen.plain):
        (chosen.out / name).write_bytes(data)
        sizes[name] = len(data)
        print(f"  {name:<16} {len(data) / 1000:>7.1f} kB")
    text = json.dumps(manifest.describe(assembly, sizes), indent=2, ensure_ascii=False)
    (chosen.out / "manifest.json").write_text(text + "\n", encoding="utf-8")
    (chosen.out / "LICENSE").write_text(licence.TEXT, encoding="utf-8")
    return 0
