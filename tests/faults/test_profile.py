"""The profile of the synthetic site is one the project reads."""

from pathlib import Path

import pytest

from sasac_crawler.sites.loading import load_profiles
from tests.faults.profile import HOST, write_profile


@pytest.mark.parametrize("mode", ["", "unverified", "legacy_reneg", "tls10"])
def test_the_profile_is_read(tmp_path: Path, mode: str) -> None:
    write_profile(tmp_path / "sites", 45, floor=20, tls_mode=mode)
    profile = load_profiles([tmp_path / "sites"])["fault_test"]
    assert (profile.hosts, profile.platform) == ((HOST,), "trs_wcm")
    [channel] = profile.channels
    assert channel.url == f"{'https' if mode else 'http'}://{HOST}/site/45/index.html"
    assert channel.floor == 20
    assert profile.tls.mode == (mode or "strict")
