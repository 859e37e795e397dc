"""A slip of our own code is an outcome and an exit code, never a page that is silently left."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from scrapy.http import HtmlResponse, Request

from sasac_crawler.items import ListPage, Outcome, PageFailure
from sasac_crawler.spiders.loader import spider_class
from tests.spiders.answers import answer, profile

LIST = "<html><body><ul><li><a href='/a.html' title='通知'>通知</a> 2021-02-24</li></ul></body></html>"


def _response() -> HtmlResponse:
    one = answer("/col/col1201/index.html", LIST, kind="list")
    meta = {
        "lease": one.lease,
        "captured_at": one.seen_at,
        "capture_id": one.capture_id,
        "first": None,
        "pages": {},
    }
    return HtmlResponse(
        one.url, body=one.body, request=Request(one.url, meta=meta), headers=dict(one.headers)
    )


def _items(given: Iterator[Any] | AsyncIterator[Any]) -> list[Any]:
    async def collect(items: AsyncIterator[Any]) -> list[Any]:
        return [item async for item in items]

    return asyncio.run(collect(given)) if isinstance(given, AsyncIterator) else list(given)


@pytest.mark.parametrize("kind", ["parse_list", "parse_article", "parse_part"])
def test_an_exception_of_a_reader_is_the_outcome_bug(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "a slip"
        raise ZeroDivisionError(message)

    for name in ("parse_list_page", "parse_article", "page_of"):
        monkeypatch.setattr(f"sasac_crawler.spiders.reading.{name}", broken)
    [item] = _items(getattr(spider_class(profile())(), kind)(_response()))
    assert isinstance(item, PageFailure)
    assert (item.outcome, item.detail) == (Outcome.BUG, "ZeroDivisionError: a slip")
    assert item.capture_id == "urn:uuid:1"


def test_a_page_that_is_read_is_its_item() -> None:
    [item] = _items(spider_class(profile())().parse_list(_response()))
    assert isinstance(item, ListPage)
