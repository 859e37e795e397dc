"""What ``sasac doctor`` says of a machine."""

import sqlite3
from pathlib import Path

import pytest

from sasac_crawler.cli import doctor


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ((3, 40, 1), "warning"),
        ((3, 44, 6), "ok"),
        ((3, 50, 6), "warning"),
        ((3, 51, 3), "ok"),
        ((3, 60, 0), "ok"),
    ],
)
def test_an_sqlite_with_the_wal_reset_race_is_a_warning(
    version: tuple[int, int, int], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    [check] = [one for one in doctor._sqlite() if one[0] == "SQLite"]  # noqa: SLF001 - the check itself
    assert check[-1] == said


def test_every_check_that_can_fail_has_a_remedy(tmp_path: Path) -> None:
    named = {one[0] for one in [*doctor._sqlite(), *doctor._machine(tmp_path)]}  # noqa: SLF001 - the checks themselves
    assert named - set(doctor._REMEDIES) <= {"SQLite source", "TLS library"}  # noqa: SLF001 - these two only tell
