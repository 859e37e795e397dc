"""A site that answers only inside China is asked only there: a real scheduler, workers in threads of this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, Scheduler, SpecCluster, Worker, get_worker

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.cluster import running
from sasac_crawler.cluster.tasks import SiteResult, SiteTask
from sasac_crawler.sites import SiteProfile, load_profiles
from tests.cluster.rig import PROFILES

SITES = 6


def say_where(task: SiteTask) -> SiteResult:
    """Stand in for the crawl: the worker's name is the reason."""
    return SiteResult(site=task.profile.slug, digest="", exit_code=0, reason=str(get_worker().name), slices=1)


@contextmanager
def client_of(**workers: dict[str, Any]) -> Iterator[Client]:
    spec = {
        name: {"cls": Worker, "options": {"nthreads": 1, "dashboard": False, **options}}
        for name, options in workers.items()
    }
    scheduler = {"cls": Scheduler, "options": {"protocol": "inproc://", "dashboard": False}}
    with SpecCluster(workers=spec, scheduler=scheduler) as cluster, Client(cluster) as client:
        client.wait_for_workers(len(workers))
        yield client


@pytest.fixture
def profiles(monkeypatch: pytest.MonkeyPatch) -> list[SiteProfile]:
    """Give sites of which every other one stands in China."""
    monkeypatch.setattr(running, "crawl_site", say_where)
    monkeypatch.setattr(running, "merge_stored", lambda *_, **__: 0)
    made_up = load_profiles((PROFILES,))["jiangdong"]
    return [
        replace(made_up, slug=f"site{number}", vantage=(None, "cn")[number % 2]) for number in range(SITES)
    ]


def asked(client: Client, profiles: list[SiteProfile], folder: Path, **options: Any) -> dict[str, Any]:
    found = running.crawl_cluster(
        client, profiles, ArchiveFolder(folder), storage="", options={}, checkpoint=1, **options
    )
    return {one.site: one for one in found}


@pytest.mark.filterwarnings("ignore")  # Dask's own
def test_a_site_with_a_vantage_goes_only_to_workers_that_offer_it(
    profiles: list[SiteProfile], tmp_path: Path
) -> None:
    with client_of(abroad={}, inside={"resources": {"cn": 1}}) as client:
        outcomes = asked(client, profiles, tmp_path)
    assert len(outcomes) == SITES
    assert {outcomes[one.slug].reason for one in profiles if one.vantage} == {"inside"}


@pytest.mark.filterwarnings("ignore")  # Dask's own
def test_without_such_a_worker_the_site_is_not_asked_and_said_to_be_left_out(
    profiles: list[SiteProfile], tmp_path: Path
) -> None:
    with client_of(abroad={}) as client:
        outcomes = asked(client, profiles, tmp_path)
        anywhere = asked(client, profiles, tmp_path, anywhere=True)
    for profile in profiles:
        outcome = outcomes[profile.slug]
        if profile.vantage:
            assert (outcome.verdict, outcome.exit_code) == ("not asked", 20)
            assert "no worker offers --resources cn=1" in outcome.reason
        else:
            assert (outcome.verdict, outcome.reason) == ("merged", "abroad")
    assert {one.reason for one in anywhere.values()} == {"abroad"}
