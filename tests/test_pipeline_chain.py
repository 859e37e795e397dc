"""Scrapy wires pipelines by string; no type checker sees a swapped pair, so this test does."""

from itertools import pairwise
from typing import Any, get_args, get_type_hints

import pytest
from scrapy.utils.misc import load_object

from sasac_crawler import settings
from sasac_crawler.items import Appearance, Article, ScrapedArticle


def _hints(path: str) -> dict[str, Any]:
    return get_type_hints(load_object(path).process_item)


def _in_order() -> list[str]:
    return sorted(settings.ITEM_PIPELINES, key=lambda path: settings.ITEM_PIPELINES[path])


def _fits(paths: list[str]) -> bool:
    hints = [_hints(path) for path in paths]
    return all(before["return"] == after["item"] for before, after in pairwise(hints))


def test_each_pipeline_takes_what_the_one_before_returns() -> None:
    assert _fits(_in_order())


@pytest.mark.parametrize("at", [0, 1, 2])
def test_two_neighbours_swapped_do_not_fit(at: int) -> None:
    paths = _in_order()
    paths[at], paths[at + 1] = paths[at + 1], paths[at]
    assert not _fits(paths)


def test_the_chain_begins_with_what_is_printed_and_ends_with_what_is_stored() -> None:
    paths = _in_order()
    assert ScrapedArticle in get_args(_hints(paths[0])["item"])
    assert Article in get_args(_hints(paths[1])["return"])
    assert Appearance in get_args(_hints(paths[-1])["return"])
