"""Answers that are files: what they are is told by their bytes."""

from io import BytesIO
from typing import TYPE_CHECKING, Final

from scrapy.http import Response

from sasac_crawler.attachments import Kind, check_kind, file_name, find_kind
from sasac_crawler.items import FetchedFile, Outcome, PageFailure
from sasac_crawler.parse.page import read_page
from sasac_crawler.spiders.outcomes import failure_of, seen_at, unreadable, unusable

if TYPE_CHECKING:
    from sasac_crawler.store.leases import Lease

FILE_TIMEOUT: Final = 120.0
"""Seconds for the whole exchange: files are larger than pages."""
_PAGES: Final = frozenset((Kind.HTML, Kind.TEXT, Kind.EMPTY, Kind.UNKNOWN))
_NO_FILES: Final = frozenset((Kind.HTML, Kind.EMPTY))
_OK: Final = range(200, 300)


def file_in_place_of_page(response: Response) -> FetchedFile | None:
    """Return the file that came where a list promised an article, or ``None`` if it is no file."""
    if response.status not in _OK or find_kind(BytesIO(response.body)) in _PAGES:
        return None
    return _fetched(response, is_entry=True)


def read_file(response: Response) -> FetchedFile | PageFailure:
    """Return the file that was asked for, or why it is none: a page saying no comes with status 200, too."""
    kind = find_kind(BytesIO(response.body))
    if response.status not in _OK or kind in _NO_FILES or _is_note(kind, response):
        return unreadable(response) or _refusal(response)
    lease: Lease = response.meta["lease"]
    return _fetched(response, is_entry=lease.listed is not None)


def _is_note(kind: Kind, response: Response) -> bool:
    """Return whether plain text came where the name promises another kind of file."""
    return kind is Kind.TEXT and bool(check_kind(kind, name=file_name(url=response.url)))


def _refusal(response: Response) -> PageFailure:
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    page = read_page(response.body, url=response.url, seen_at=seen_at(response), content_type="text/html")
    found = unusable(response, page)
    if found is not None and found.outcome in (Outcome.SOFT_404, Outcome.MOVED):
        return found
    detail = f"The bytes are a page or a note, not a file (Content-Type {content_type or 'absent'})."
    return failure_of(response, Outcome.NOT_A_FILE, detail)


def _fetched(response: Response, *, is_entry: bool) -> FetchedFile:
    lease: Lease = response.meta["lease"]
    return FetchedFile(
        site=lease.site,
        channel=lease.channel,
        request=lease.request,
        url=response.url,
        seen_at=seen_at(response),
        capture_id=response.meta.get("capture_id"),
        body=response.body,
        content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
        content_disposition=(response.headers.get("Content-Disposition") or b"").decode("latin-1"),
        is_entry=is_entry,
        listed=lease.listed,
    )
