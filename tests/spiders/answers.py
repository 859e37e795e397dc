"""Answers of a made-up site, as they come to whoever reads them."""

import datetime as dt
from importlib.resources import files
from typing import Final

from sasac_crawler.items import PageRequest
from sasac_crawler.sites import SiteProfile
from sasac_crawler.sites.loading import parse_profile
from sasac_crawler.spiders.answers import Answer
from sasac_crawler.store.leases import Kind, Lease

HOST: Final = "http://gzw.jiangdong.test"
_SENTENCE: Final = (
    "省国资委召开专题会议，研究部署下半年国有企业改革深化提升行动重点任务，有关负责同志参加会议。"
)


def profile() -> SiteProfile:
    """Return the profile of the site."""
    text = files("sasac_crawler.samplesite").joinpath("profiles", "jiangdong.toml").read_text("utf-8")
    return parse_profile(text, file="jiangdong.toml")


def article_html(number: int) -> str:
    """Return an article page."""
    return (
        f"<html><head><meta charset='utf-8'><title>改革深化提升行动第{number}次推进会</title></head><body>"
        f"<h1>改革深化提升行动第{number}次推进会</h1><div class='info'>发布时间：2026-03-0{number % 9 + 1} 来源：山东省国资委</div>"
        f"<div class='TRS_Editor'><p>第{number}次。{_SENTENCE}</p><p>{_SENTENCE * 2}</p></div></body></html>"
    )


def answer(path: str, body: str, *, kind: Kind = "article", status: int = 200) -> Answer:
    """Return the answer to a URL of the site."""
    request = PageRequest(url=HOST + path)
    lease = Lease(
        key=request.url, request=request, kind=kind, site="jiangdong", channel="col1201",
        page_number=1, tries=1, listed=None,
    )  # fmt: skip
    content = body.encode()
    return Answer(
        lease=lease,
        url=request.url,
        status=status,
        headers={"content-type": "text/html; charset=utf-8", "content-length": str(len(content))},
        body=content,
        seen_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        capture_id="urn:uuid:1",
    )


def article(number: int) -> Answer:
    """Return the answer that holds an article."""
    return answer(f"/art/2026/3/1/art_1201_{number}.html", article_html(number))
