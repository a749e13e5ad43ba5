"""The npm package: what is in it, and that a bundler takes only what a page uses."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from example_apps import build_package

import front_end

pytestmark = pytest.mark.contract

CONSUMER = """
import { build } from '%(vite)s';
const [output] = [await build({
  root: '%(root)s', configFile: false, logLevel: 'error',
  build: { write: false, modulePreload: false, rolldownOptions: { input: '%(root)s/main.js', external: /^three/ } },
})].flat();
for (const { type, isEntry, code } of output.output) if (type === 'chunk' && isEntry) console.log(code);
"""


@pytest.fixture(scope="module")
def package() -> Path:
    return build_package()


def packed() -> dict[str, int]:
    """Paths and sizes of the files that would be published."""
    node, npm = front_end._node_and_npm()
    command = [str(node), str(npm), "pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"]
    answer = subprocess.run(command, cwd=front_end.WEB, check=True, capture_output=True, text=True).stdout
    described = json.loads(answer)
    # Newer versions of npm answer with an object by package.
    listed = described[0] if isinstance(described, list) else described["visavis"]
    return {file["path"]: file["size"] for file in listed["files"]}


def test_it_holds_the_build_and_what_a_reader_needs(package: Path) -> None:
    files = packed()
    assert {"package.json", "README.md", "LICENSE", "lib/index.js", "lib/register.js"} <= set(files)
    assert [path for path in files if not path.startswith("lib/") and "/" in path] == []
    assert [path for path in files if path.startswith("lib/") and path.endswith(".ts") and "/types/" not in path] == []
    assert len([path for path in files if re.search(r"assets/(live\.)?worklet-.*\.js$", path)]) == 2
    assert sum(files.values()) < 2_000_000


def test_every_door_of_it_is_there_with_its_types(package: Path) -> None:
    exports = json.loads((front_end.WEB / "package.json").read_text(encoding="utf-8"))["exports"]
    named = [path for door in exports.values() if isinstance(door, dict) for path in door.values()]
    assert named
    assert [path for path in named if not (front_end.WEB / path).is_file()] == []
    types = "".join(path.read_text(encoding="utf-8") for path in (package / "types").rglob("*.d.ts"))
    assert "class VisavisAvatarElement" in types
    assert re.findall(r"""from '\.[^']*\.ts'""", types) == []


USER = """
import { type AvatarFault, FrameClient, type Support } from 'visavis';
import 'visavis/element';

const avatar = document.querySelector('visavis-avatar')!;
avatar.addEventListener('sentence', ({ detail }) => detail.text.toUpperCase());
avatar.addEventListener('error', ({ detail }) => [detail.code.trim(), detail.retryable === true]);
avatar.addEventListener('click', (event) => event.clientX);
// @ts-expect-error: there is no such field.
avatar.addEventListener('word', ({ detail }) => detail.nothing);
avatar.token = async () => 'a token';
const id: string = avatar.speak('x', { emotion: 'happy' });
// @ts-expect-error: there is no such shot.
avatar.setShot('moon');
const support: Support = avatar.checkSupport();
new FrameClient(document.querySelector('iframe')!).on('word', ({ start }) => start + 1);
avatar.ready.catch((fault: AvatarFault) => [fault.code, id, support.ok]);
avatar.inner?.model?.traverse(({ name }) => name.trim());
"""
"""A host's script."""


def test_its_types_hold_with_nothing_but_what_it_brings_along(package: Path, tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    shutil.copytree(package, modules / "visavis" / "lib")
    shutil.copy(front_end.WEB / "package.json", modules / "visavis")
    locked = json.loads((front_end.WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path in (path for path, about in locked.items() if path and not about.keys() & {"dev", "devOptional"}):
        if (front_end.WEB / path).is_dir():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).symlink_to(front_end.WEB / path, target_is_directory=True)
    assert (modules / "three").is_dir()
    (tmp_path / "main.ts").write_text(USER, encoding="utf-8")
    options = {
        "target": "ES2022",
        "lib": ["ES2022", "DOM", "DOM.Iterable"],
        "module": "ESNext",
        "strict": True,
        "moduleResolution": "bundler",
        "noEmit": True,
        "types": [],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["main.ts"]}))
    node, _ = front_end._node_and_npm()
    compiler = front_end.WEB / "node_modules" / "typescript" / "bin" / "tsc"
    checked = subprocess.run([str(node), str(compiler)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


def bundled(folder: Path, code: str) -> str:
    """What a bundler makes of a page's script, without what it fetches later."""
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "visavis").symlink_to(front_end.WEB, target_is_directory=True)
    (folder / "main.js").write_text(code, encoding="utf-8")
    vite = (front_end.WEB / "node_modules" / "vite" / "dist" / "node" / "index.js").as_uri()
    script = folder / "build.mjs"
    script.write_text(CONSUMER % {"vite": vite, "root": folder.as_posix()}, encoding="utf-8")
    node, _ = front_end._node_and_npm()
    return subprocess.run([str(node), str(script)], check=True, capture_output=True, text=True).stdout


def test_a_page_that_uses_little_gets_little(package: Path, tmp_path: Path) -> None:
    code = bundled(tmp_path, "import { checkSupport } from 'visavis'; console.log(checkSupport());")
    assert "WEBGL_lose_context" in code
    assert len(code) < 2500
    assert "three" not in code
    assert "customElements" not in code


def test_the_element_waits_with_the_rest_until_it_is_on_a_page(package: Path, tmp_path: Path) -> None:
    code = bundled(tmp_path, "import 'visavis/element';")
    assert "customElements.define" in code
    assert "webglcontextlost" not in code, "the figure comes later"
    assert len(code) < 20_000
