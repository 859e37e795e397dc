"""Addresses that are twins of each other, and addresses that only look it."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from sasac_crawler.normalize.identity import document_key
from sasac_crawler.sites import SiteProfile, load_profiles

PROFILES = Path(str(files("sasac_crawler.samplesite").joinpath("profiles")))

TWINS = [
    # A document of the n-series under two nodes.
    ("http://www.x.test/n2588025/n2588129/c14159097/content.html", "http://www.x.test/n4470048/c14159097/content.html"),
    # Scheme, default port, case of the host, fragment.
    ("http://www.x.test/art/2021/2/24/art_1_2.html", "https://WWW.X.TEST:443/art/2021/2/24/art_1_2.html#top"),
    # Hosts for telephones.
    ("http://www.x.test/n1/c10001/content.html", "http://wap.x.test/n1/n2/c10001/content.html"),
    ("http://www.x.test/a.html", "http://m.x.test/a.html"),
    # Copies for telephones of TRS and NFCMS.
    ("http://www.x.test/tzgg/202405/t20240507_1.html", "http://www.x.test/tzgg/202405/t20240507_1_ext.html"),
    ("http://www.x.test/gkmlpt/content/4/4069/post_4069119.html", "http://www.x.test/gkmlpt/content/4/4069/mpost_4069119.html"),
    # The host the site had before, and its host for telephones.
    ("http://www.x.test/a.html", "http://gzw.old.test/a.html"),
    ("http://www.x.test/a.html", "http://wap.gzw.old.test/a.html"),
    # The page of a folder.
    ("http://www.x.test/tzgg/1/", "http://www.x.test/tzgg/1/index.html"),
]  # fmt: skip
STRANGERS = [
    ("http://www.x.test/n1/c10001/content.html", "http://www.x.test/n1/c10002/content.html"),
    ("http://www.x.test/a.html", "http://www.y.test/a.html"),
    ("http://www.x.test/a.html", "http://maps.x.test/a.html"),
    ("http://www.x.test/t20240507_1.html", "http://www.x.test/t20240507_1_2.html"),
    ("http://www.x.test/show.jsp?id=1", "http://www.x.test/show.jsp?id=2"),
    ("http://www.x.test/tzgg/index.html", "http://www.x.test/tzgg/index_1.html"),
]


@pytest.fixture(scope="module")
def site() -> SiteProfile:
    return replace(
        next(iter(load_profiles([PROFILES]).values())),
        hosts=("www.x.test",),
        historic_hosts=("gzw.old.test",),
    )


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_twins_are_one_document(site: SiteProfile, one: str, other: str) -> None:
    assert document_key(one, site) == document_key(other, site)


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_others_are_not(site: SiteProfile, one: str, other: str) -> None:
    assert document_key(one, site) != document_key(other, site)
