"""A slip of our own code is an outcome and an exit code, never a page that is silently left."""

import datetime as dt
from dataclasses import replace
from importlib.resources import files

import pytest
from scrapy.http import HtmlResponse, Request

from sasac_crawler.items import ListPage, Outcome, PageFailure, PageRequest
from sasac_crawler.sites.loading import parse_profile
from sasac_crawler.spiders.loader import spider_class
from sasac_crawler.store.leases import Lease

PROFILE = files("sasac_crawler.samplesite").joinpath("profiles", "jiangdong.toml").read_text("utf-8")
URL = "http://gzw.jiangdong.test/col/col1201/index.html"


def _response() -> HtmlResponse:
    lease = Lease(
        key=URL, request=PageRequest(url=URL), kind="list", site="jiangdong", channel="col1201",
        page_number=1, tries=1, listed=None,
    )  # fmt: skip
    body = "<html><body><ul><li><a href='/a.html' title='通知'>通知</a> 2021-02-24</li></ul></body></html>".encode()
    moment = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    request = Request(URL, meta={"lease": lease, "captured_at": moment, "capture_id": "urn:uuid:1"})
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    return HtmlResponse(URL, body=body, request=request, headers=headers)


@pytest.mark.parametrize("kind", ["parse_list", "parse_article"])
def test_an_exception_of_a_reader_is_the_outcome_bug(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "a slip"
        raise ZeroDivisionError(message)

    for name in ("parse_list_page", "parse_article"):
        monkeypatch.setattr(f"sasac_crawler.spiders.base.{name}", broken)
    profile = replace(parse_profile(PROFILE, file="jiangdong.toml"))
    [item] = getattr(spider_class(profile)(), kind)(_response())
    assert isinstance(item, PageFailure)
    assert (item.outcome, item.detail) == (Outcome.BUG, "ZeroDivisionError: a slip")
    assert item.capture_id == "urn:uuid:1"


def test_a_page_that_is_read_is_its_item() -> None:
    [item] = spider_class(parse_profile(PROFILE, file="jiangdong.toml"))().parse_list(_response())
    assert isinstance(item, ListPage)
