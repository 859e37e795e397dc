"""Which files of an article are fetched, by whom, how often, and what is to be doubted about them."""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sasac_crawler.attachments import Outcome as Reading
from sasac_crawler.items import Article, AttachmentLink, Issue, Outcome, PageRequest
from sasac_crawler.normalize.digest import significant_text
from sasac_crawler.parse.attachments import DOCUMENT_PATH, DOWNLOAD_SCRIPT

if TYPE_CHECKING:
    from sasac_crawler.store.files import ReadFile
    from sasac_crawler.store.frontier import Frontier
    from sasac_crawler.store.leases import Kind

_OFF_HOST: Final = "The file lies on a host that is not the site's."

_LOOKS: Final = 3
_FIRST_WAIT: Final = dt.timedelta(hours=1)
_NO_DOUBT: Final = (Reading.EXTRACTED, Reading.NO_TEXT_LAYER, Reading.NO_EXTRACTOR)
"""Outcomes that say something of the kind of file and not of this one."""


def kind_of_entry(url: str) -> "Kind":
    """Return whether an entry of a list is to be read as an article or kept as a file.

    Example:
        >>> kind_of_entry("http://x.test/202405/P020240507.pdf")
        'attachment'
        >>> kind_of_entry("http://x.test/202405/t20240507_1.html")
        'article'
    """
    return (
        "attachment" if DOCUMENT_PATH.search(urlsplit(url).path) or DOWNLOAD_SCRIPT.search(url) else "article"
    )


def wanted_links(article: Article) -> tuple[AttachmentLink, ...]:
    """Return the links of an article whose files are fetched: documents, or pictures that are all it has."""
    documents = tuple(link for link in article.attachments if link.kind == "document")
    pictures = tuple(link for link in article.attachments if link.kind == "image")
    return documents if documents or not pictures or significant_text(article.body_hans) else pictures


def discover_files(frontier: "Frontier", article: Article, *, hosts: Collection[str]) -> None:
    """Note the files of an article; those on hosts that are not the site's are not asked.

    Args:
        frontier: where they are noted.
        article: the article, in one place.
        hosts: the site's own.
    """
    for link in wanted_links(article):
        request, is_own = PageRequest(url=link.url), (urlsplit(link.url).hostname or "") in hosts
        is_new = frontier.discover(
            request,
            kind="attachment",
            site=article.site,
            channel=article.channel,
            now=article.seen_at,
            found_on=article.url,
        )
        if is_new and not is_own:
            frontier.exclude(request, outcome=Outcome.OFFSITE, detail=_OFF_HOST)
        elif not is_new and is_own:
            frontier.take_over(request, site=article.site, channel=article.channel, found_on=article.url)


def next_file_look(outcome: Reading, *, seen_at: dt.datetime, tries: int) -> dt.datetime | None:
    """Return when a file is fetched again, or ``None`` if it is done: whole, or looked at three times.

    Example:
        >>> monday = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
        >>> next_file_look(Reading.DAMAGED, seen_at=monday, tries=1).isoformat()
        '2026-11-23T01:00:00+00:00'
    """
    if outcome is not Reading.DAMAGED or tries >= _LOOKS:
        return None
    wait: dt.timedelta = _FIRST_WAIT * 2 ** max(tries - 1, 0)
    return seen_at + wait


def file_doubts(file: "ReadFile") -> tuple[Issue, ...]:
    """Return what is to be doubted about a file: its kind, its text, and why there is none."""
    found = file.found
    if found.outcome in _NO_DOUBT:
        return found.issues
    message = f"The file gave no text: {(found.detail or found.outcome.value).rstrip('.')}."
    code = f"file_{found.outcome.value}"
    return (*found.issues, Issue(code=code, message=message, field="attachments", evidence=(file.name,)))
