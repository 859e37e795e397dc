"""The year with a run every day: what the README's figures rest on."""

import os
from pathlib import Path

import pytest

from tests.year.living import live
from tests.year.measure import measure
from tests.year.script import make_year


@pytest.mark.skipif(os.environ.get("SASAC_YEAR") != "1", reason="takes six minutes or more: SASAC_YEAR=1")
def test_a_year(tmp_path: Path) -> None:
    sites = make_year(seed=1, size=400, days=365)
    days = live(sites, range(365), tmp_path)
    figures = measure(sites, days, tmp_path / "archive")
    print("\n".join(figures.lines()))
    assert len(days) == 365
    assert figures.new > 300
    assert figures.backdated > 40
    assert figures.not_found == []
    assert figures.deletions >= 40
    assert figures.unconfirmed == []
    assert figures.false_withdrawals == []
    assert figures.unseen_edits == []
    assert figures.troubles == 4
    assert figures.silent == []
    assert figures.false_alarms == []
    assert max(figures.shares) <= 0.05
