"""Challenge pages and soft 404s are told from pages, and pages that look like them from neither."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from sasac_crawler.errors import NotAnArticleError
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.challenge import challenge_marker
from sasac_crawler.parse.page import read_page
from sasac_crawler.parse.shells import redirect_target, soft_404_marker

FOLDER = Path(__file__).parents[1] / "faults/challenges"
SEEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SPECIMENS: list[dict[str, Any]] = json.loads((FOLDER / "index.json").read_text("utf-8"))


def _stored_as_article(specimen: dict[str, Any]) -> bool:
    """Walk the way of an answer: middleware, outcomes, reader."""
    body = (FOLDER / specimen["body"]).read_bytes()
    headers: dict[str, str] = {}
    for name, value in specimen["headers"]:
        headers[name.lower()] = "; ".join(filter(None, (headers.get(name.lower()), value)))
    if challenge_marker(specimen["status"], headers, body) or specimen["status"] not in range(200, 300):
        return False
    page = read_page(
        body,
        url="http://www.sasac.test/a/t20240507_1.html",
        seen_at=SEEN,
        content_type=headers.get("content-type"),
    )
    if soft_404_marker(body, page.text) or redirect_target(body, page.text, url=page.url):
        return False
    try:
        parse_article(page, site=None)
    except NotAnArticleError:
        return False
    return True


def test_there_are_enough_of_each_kind() -> None:
    kinds = [one["expected"] for one in SPECIMENS]
    assert len(kinds) - kinds.count("article") >= 40
    assert kinds.count("article") >= 20


@pytest.mark.parametrize("specimen", SPECIMENS, ids=[one["label"] for one in SPECIMENS])
def test_only_articles_are_stored_as_articles(specimen: dict[str, Any]) -> None:
    assert _stored_as_article(specimen) == (specimen["expected"] == "article")
