"""phonemizer on the library that speaks."""

import subprocess
import sys
from pathlib import Path

import espeakng_loader
import pytest

from visavis.speech.phonemizer_backend import configure, phonemize

pytestmark = pytest.mark.contract


def test_it_is_the_wheel_s_library() -> None:
    configure()
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    assert Path(EspeakWrapper.library()) == Path(espeakng_loader.get_library_path())
    assert EspeakWrapper().version >= (1, 52)


def test_mandarin_english_and_others() -> None:
    assert phonemize("ni3 hao3", "zh") == "nˈi2 χˈɑu2"
    assert phonemize("你好", "zh").replace("ˈ", "") == "ni2χɑu2"
    assert phonemize("Hello, papa!", "en") == "həlˈoʊ pˈɑːpə"
    assert phonemize("bonjour", "fr") == "bɔ̃ʒˈuʁ"
    assert phonemize(" \n ", "en") == ""
    assert "\n" not in phonemize("one\ntwo", "en")


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(ValueError, match="'tlh-x'"):
        phonemize("Qapla", "tlh-x")


def test_importing_it_does_not_import_phonemizer() -> None:
    code = "import visavis.speech.phonemizer_backend, sys; print('phonemizer' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": ":".join(sys.path)}, timeout=60
    )
    assert done.stdout.strip() == "False"
