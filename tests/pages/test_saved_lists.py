"""List pages of other makes than the replicas give the rows and the next page that a person read from them.

They were written before any reader saw them, in styles the replicas do not use: cards, definition lists,
rows parted by ``br``, dates in two pieces, lists without dates.
"""

import datetime as dt
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sasac_crawler.parse.listing import parse_list_page
from sasac_crawler.parse.page import read_page
from sasac_crawler.sites import Channel, SiteProfile

RECORDS = sorted((Path(__file__).parent / "lists").glob("*.json"))


@pytest.mark.parametrize("record", RECORDS, ids=[one.stem for one in RECORDS])
def test_a_saved_list_gives_its_signed_rows(record: Path) -> None:
    facts = json.loads(record.read_text("utf-8"))
    head, _, body = record.with_suffix(".http").read_bytes().partition(b"\r\n\r\n")
    url, host = facts["url"], urlsplit(facts["url"]).hostname or ""
    channel = Channel(id="list", name_zh="列表", category="notice", url=url)
    site = SiteProfile(
        slug="test", name_zh="测试", name_short="测试", name_en="Test", level="city", hosts=(host,),
        platform=facts["platform"], channels=(channel,),
    )  # fmt: skip
    page = read_page(
        body,
        url=url,
        seen_at=dt.datetime.fromisoformat(facts["seen_at"]),
        content_type=head.decode().partition("Content-Type: ")[2],
    )
    found = parse_list_page(page, site=site, channel=channel, page_number=facts["page_number"])
    assert facts["signed_by"]
    assert facts["expected"] == {
        "links": [
            [one.url, one.title, (one.date_raw or "").strip("[]()（） ") or None] for one in found.links
        ],
        "next": [one.url for one in found.next_pages],
        "total_pages": found.total_pages,
        "total_items": found.total_items,
    }
