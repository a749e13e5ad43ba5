"""Flite, installed by its lock file if it is not there yet."""

import flite as flite_package
import pytest

from visavis.bench.lipsync.flite import Flite


@pytest.fixture(scope="session")
def flite() -> Flite:
    flite_package.install()
    return Flite()
