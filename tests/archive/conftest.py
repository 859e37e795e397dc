"""A small archive, made once and copied for every test that changes it."""

import shutil
from pathlib import Path

import pytest

from sasac_crawler.archive.folder import ArchiveFolder
from tests.archive.small_archive import make_archive


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("pristine") / "archive")


@pytest.fixture
def folder(pristine: Path, tmp_path: Path) -> ArchiveFolder:
    shutil.copytree(pristine, tmp_path / "archive")
    return ArchiveFolder(tmp_path / "archive")


@pytest.fixture
def warc(folder: ArchiveFolder) -> Path:
    return min(folder.warc.glob("*.warc.gz"))
