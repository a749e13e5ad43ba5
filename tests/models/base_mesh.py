"""The data that people are built from, for tests that build some of it anew."""

import pytest


def base_mesh():
    """The source of bodies, or a skip: a test fetches nothing from the network."""
    from human import source

    found = source.cached()
    if found is None:
        pytest.skip("the base mesh (48 MB) has not been fetched: run python models/build once")
    return found
