"""The year with a run every fortnight, on small sites: what the README's figures rest on, in miniature."""

import os
from pathlib import Path

import pytest

from tests.year.living import live
from tests.year.measure import measure
from tests.year.script import make_year

STEP = 14


@pytest.mark.skipif(os.environ.get("SASAC_YEAR") != "1", reason="takes a minute or more: SASAC_YEAR=1")
def test_a_year(tmp_path: Path) -> None:
    sites = make_year(seed=2, size=16, days=365, step=STEP, pace=0.3)
    days = live(sites, range(0, 365, STEP), tmp_path)
    figures = measure(sites, days, tmp_path / "archive", step=STEP)
    print("\n".join(figures.lines()))
    assert figures.new > 60
    assert figures.backdated > 10
    assert figures.not_found == []
    assert figures.deletions >= 2
    assert figures.unconfirmed == []
    assert figures.false_withdrawals == []
    assert figures.unseen_edits == []
    assert figures.troubles == 4
    assert figures.silent == []
    assert figures.false_alarms == []
