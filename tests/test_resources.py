"""Data is found in a checkout and in an installed package, and its absence says what to do."""

from pathlib import Path

import pytest

from visavis import resources

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parent.parent


def test_a_checkout_uses_its_own_data() -> None:
    assert resources.viseme_maps_dir() == ROOT / "viseme_maps"
    assert resources.models_dir() == ROOT / "models" / "glb"


def test_an_installed_package_uses_the_data_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = tmp_path / "_data"
    for relative in ("viseme_maps", "models/glb", "web/dist"):
        (bundled / relative).mkdir(parents=True)
    (bundled / "web/dist/index.html").touch()
    monkeypatch.setattr(resources, "_BUNDLED_DIR", bundled)

    assert resources.viseme_maps_dir() == bundled / "viseme_maps"
    assert resources.models_dir() == bundled / "models/glb"
    assert resources.web_dist_dir() == bundled / "web/dist"


def test_a_front_end_without_its_page_counts_as_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "web/dist").mkdir(parents=True)
    monkeypatch.setattr(resources, "_BUNDLED_DIR", tmp_path / "_data")
    monkeypatch.setattr(resources, "_CHECKOUT_DIR", tmp_path)

    with pytest.raises(resources.ResourceMissingError) as raised:
        resources.web_dist_dir()

    assert str(tmp_path / "web/dist") in str(raised.value)
    assert "python3 run.py build" in str(raised.value)
