"""The demo's archive, to be read."""

from pathlib import Path

import pytest

from tests.made_archive import demo_archive


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_archive(tmp_path_factory)
