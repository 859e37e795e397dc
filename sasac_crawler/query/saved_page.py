"""A page kept as a test: its bytes with their headers, and the record a person signed for.

``NAME.http`` is the answer as RFC 9112 writes it, the content encodings undone; ``NAME.json`` says where
and when it came from, who read it, and what it must give.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sasac_crawler.errors import NotAnArticleError, UsageError
from sasac_crawler.items import Article
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import Page, read_page
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.records import printed_iso

_END_OF_HEAD: Final = b"\r\n\r\n"
_TRANSPORT_HEADERS: Final = frozenset(
    ("content-encoding", "transfer-encoding", "content-length", "connection")
)
RECORD_FIELDS: Final = (
    "title", "date_published", "source_raw", "source_name", "document_number", "index_number", "editor",
    "attachments", "body_text",
)  # fmt: skip
"""What a signed record states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One saved page and what is to come of it."""

    name: str
    url: str
    seen_at: dt.datetime
    signed_by: str | None
    """Who read the expected record against the page; ``None`` until somebody has."""

    expected: Mapping[str, Any]
    """Fields of ``RECORD_FIELDS``, or ``{"not_an_article": reason}``."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)

    def page(self, *, encoding: str | None = None) -> Page:
        """Return the page as a crawl would read it."""
        content_type = next((value for name, value in self.headers if name.lower() == "content-type"), None)
        return read_page(
            self.body, url=self.url, seen_at=self.seen_at, content_type=content_type, encoding=encoding
        )


def record_of(page: Page, site: SiteProfile | None) -> dict[str, Any]:
    """Return what today's rules read from a page, in the form of an expected record."""
    try:
        scraped = parse_article(page, site=site)
    except NotAnArticleError as error:
        return {"not_an_article": str(error)}
    article = normalize_article(strip_article(scraped), site=site)
    return {name: _plain(article, name) for name in RECORD_FIELDS}


def write_saved_page(folder: Path, saved: SavedPage) -> tuple[Path, Path]:
    """Write the two files of a saved page and return their paths.

    Raises:
        UsageError: one of them is there already; a signed record is never written over.
    """
    folder.mkdir(parents=True, exist_ok=True)
    answer, record = folder / f"{saved.name}.http", folder / f"{saved.name}.json"
    for path in (answer, record):
        if path.exists():
            message = f"{path} is there already; remove it or give --name"
            raise UsageError(message)
    head = [f"HTTP/1.1 {saved.status}", *(f"{name}: {value}" for name, value in _kept(saved.headers))]
    answer.write_bytes("\r\n".join(head).encode("latin-1") + _END_OF_HEAD + saved.body)
    facts = {
        "url": saved.url,
        "seen_at": saved.seen_at.isoformat(),
        "signed_by": saved.signed_by,
        "expected": dict(saved.expected),
    }
    record.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return answer, record


def read_saved_page(record: Path) -> SavedPage:
    """Read a saved page by the path of its ``.json``."""
    facts = json.loads(record.read_text("utf-8"))
    head, _, body = record.with_suffix(".http").read_bytes().partition(_END_OF_HEAD)
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return SavedPage(
        name=record.stem,
        url=facts["url"],
        seen_at=dt.datetime.fromisoformat(facts["seen_at"]),
        signed_by=facts["signed_by"],
        expected=facts["expected"],
        status=int(first.split()[1]),
        headers=tuple((name, value.strip()) for name, _, value in pairs),
        body=body,
    )


def _kept(headers: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in _TRANSPORT_HEADERS]


def _plain(article: Article, name: str) -> Any:  # noqa: ANN401 - JSON
    if name == "date_published":
        return printed_iso(article)
    if name == "attachments":
        return [one.url for one in article.attachments]
    return getattr(article, name)
