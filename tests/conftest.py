"""Rules for every test: each module names its category, and measurements run only when they are asked for."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest

CATEGORIES = frozenset({"unit", "contract", "browser", "bench"})
# What is learnt of voices while testing is not for the user's own folder.
DATA_DIR = os.environ["VISAVIS_DATA_DIR"] = tempfile.mkdtemp(prefix="visavis-test-data-")
# Nor is what engines say, and no test hears what another one kept.
os.environ["VISAVIS_CACHE_DISK_MB"] = "0"
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
BENCH_DIR = Path(__file__).parent / "bench"

# How long an example takes tells of the machine, not of the code.
UNHURRIED = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
# Drawn anew each time, examples would find a mistake, or be refused as too many, in a run that changed nothing. They
# are the same ones until somebody hunts for others: pytest --hypothesis-profile=hunt tests/session
hypothesis.settings.register_profile("visavis", UNHURRIED, derandomize=True)
hypothesis.settings.register_profile("hunt", UNHURRIED, max_examples=2000)
hypothesis.settings.load_profile("visavis")

# Results of the checks before pytest exist only when run.py started it.
collect_ignore = [] if "VISAVIS_CHECKS" in os.environ else ["test_checks.py"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    unmarked = {str(item.path) for item in items if not CATEGORIES & {mark.name for mark in item.iter_markers()}}
    if unmarked:
        names = ", ".join(sorted(unmarked))
        raise pytest.UsageError(f"no category (pytestmark = pytest.mark.{'|'.join(sorted(CATEGORIES))}) in: {names}")
    # Playwright runs an event loop in this thread from its first test on: tests with loops of their own come before.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if not _bench_wanted(config):
        benches = [item for item in items if item.get_closest_marker("bench")]
        items[:] = [item for item in items if not item.get_closest_marker("bench")]
        config.hook.pytest_deselected(items=benches)


def _bench_wanted(config: pytest.Config) -> bool:
    """Asked for by ``-m bench`` or by naming a file under tests/bench."""
    named = [Path(argument.split("::")[0]).resolve() for argument in config.args]
    return "bench" in config.option.markexpr or any(path.is_relative_to(BENCH_DIR) for path in named)
