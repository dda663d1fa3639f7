"""Settings for all tests: no screen, no stray settings of the person who runs them, no slow-machine deadlines."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("gilder", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile("search", settings.get_profile("gilder"), derandomize=False)
settings.load_profile(os.environ.get("GILDER_EXAMPLES", "gilder"))


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, data and caches of a test live in a folder of its own."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("GILDER_DATA", str(home / "gilder"))


@pytest.fixture
def shared_articles() -> Path:
    """The folder of real articles beside the checkout; skips where it is missing."""
    shared = os.environ.get("GILDER_SHARED") or Path(__file__).parents[2] / "shared"
    folder = Path(shared) / "articles"
    if not folder.is_dir():
        pytest.skip("the folder shared/articles is not beside this checkout")
    return folder
