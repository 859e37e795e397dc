"""Saved pages give the records that a person read against them and signed for (``sasac sites save``)."""

from pathlib import Path

import pytest

from sasac_crawler.query.saved_page import SavedPage, read_saved_page, record_of
from sasac_crawler.sites import load_profiles, site_of_url

PAGES = [read_saved_page(path) for path in sorted(Path(__file__).parent.glob("*.json"))]


@pytest.mark.parametrize("saved", PAGES, ids=[one.name for one in PAGES])
def test_a_saved_page_gives_its_signed_record(saved: SavedPage) -> None:
    assert saved.signed_by, (
        f"{saved.name}: read the record against the page, then write your name into signed_by"
    )
    site = site_of_url(load_profiles(), saved.url)
    found = record_of(saved.page(encoding=site.encoding if site else None), site)
    assert found == dict(saved.expected)
