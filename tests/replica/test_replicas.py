"""Every replica, crawled by the real command and compared record by record with its truth."""

from pathlib import Path

import pytest

from tests.replica.comparison import compare
from tests.replica.crawling import crawl
from tests.replica.model import ReplicaSite
from tests.replica.registry import all_sites
from tests.replica.server import ReplicaServer


@pytest.mark.parametrize("site", all_sites(), ids=lambda site: site.slug)
def test_a_crawl_finds_what_is_there(site: ReplicaSite, tmp_path: Path) -> None:
    with ReplicaServer([site]) as server:
        done = crawl(site, server, tmp_path)
    assert "Traceback" not in done.stderr, done.stderr
    result = compare(tmp_path / "archive", site)
    assert result.differences == [], "\n".join(result.differences)
    assert result.links_expected > 0
    assert result.bodies_compared > 0
