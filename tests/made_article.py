"""An article of the made-up site, as a store is given it."""

import datetime as dt
from typing import Any

from sasac_crawler.items import Article, PageRequest
from sasac_crawler.normalize.digest import content_digest
from sasac_crawler.normalize.script import to_hans

_BEIJING = dt.timezone(dt.timedelta(hours=8))


def made_article(url: str, *, title: str, body: str, seen_at: dt.datetime, **fields: Any) -> Article:
    """Return an article in the printed script, seen at a moment.

    Args:
        url: its address.
        title: its headline.
        body: its text.
        seen_at: when it was fetched (aware).
        fields: what it says besides, or otherwise.
    """
    values: dict[str, Any] = {
        "request": PageRequest(url=url),
        "site": "sasac_test",
        "channel": "n1",
        "capture_id": None,
        "date_published": dt.datetime(2021, 2, 24, tzinfo=_BEIJING),
        "date_precision": "day",
        "source_name": "省国资委",
        "script": "Hans",
    } | fields
    title_hans, body_hans = to_hans(title), to_hans(body)
    return Article(
        url=url,
        seen_at=seen_at,
        title=title,
        body_text=body,
        title_hans=title_hans,
        body_hans=body_hans,
        language="zh-Hans-CN",
        content_digest=content_digest(title_hans, body_hans),
        **values,
    )
