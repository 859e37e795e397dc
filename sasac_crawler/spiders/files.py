"""Answers that are files: what they are is told by their bytes."""

from io import BytesIO
from typing import Final

from sasac_crawler.attachments import Kind, check_kind, file_name, find_kind
from sasac_crawler.items import FetchedFile, Outcome, PageFailure
from sasac_crawler.parse.page import read_page
from sasac_crawler.spiders.answers import OK, Answer, failure_of, unreadable, unusable

FILE_TIMEOUT: Final = 120.0
"""Seconds for the whole exchange: files are larger than pages."""
_PAGES: Final = frozenset((Kind.HTML, Kind.TEXT, Kind.EMPTY, Kind.UNKNOWN))
_NO_FILES: Final = frozenset((Kind.HTML, Kind.EMPTY))


def file_in_place_of_page(answer: Answer) -> FetchedFile | None:
    """Return the file that came where a list promised an article, or ``None`` if it is no file."""
    if answer.status not in OK or find_kind(BytesIO(answer.body)) in _PAGES:
        return None
    return _fetched(answer, is_entry=True)


def read_file(answer: Answer) -> FetchedFile | PageFailure:
    """Return the file that was asked for, or why it is none: a page saying no comes with status 200, too."""
    kind = find_kind(BytesIO(answer.body))
    if answer.status not in OK or kind in _NO_FILES or _is_note(kind, answer):
        return unreadable(answer) or _refusal(answer)
    return _fetched(answer, is_entry=answer.lease.listed is not None)


def _is_note(kind: Kind, answer: Answer) -> bool:
    """Return whether plain text came where the name promises another kind of file."""
    return kind is Kind.TEXT and bool(check_kind(kind, name=file_name(url=answer.url)))


def _refusal(answer: Answer) -> PageFailure:
    content_type = answer.header("content-type")
    page = read_page(answer.body, url=answer.url, seen_at=answer.seen_at, content_type="text/html")
    found = unusable(answer, page)
    if found is not None and found.outcome in (Outcome.SOFT_404, Outcome.MOVED):
        return found
    detail = f"The bytes are a page or a note, not a file (Content-Type {content_type or 'absent'})."
    return failure_of(answer, Outcome.NOT_A_FILE, detail)


def _fetched(answer: Answer, *, is_entry: bool) -> FetchedFile:
    lease = answer.lease
    return FetchedFile(
        site=lease.site,
        channel=lease.channel,
        request=lease.request,
        url=answer.url,
        seen_at=answer.seen_at,
        capture_id=answer.capture_id,
        body=answer.body,
        content_type=answer.header("content-type"),
        content_disposition=answer.header("content-disposition"),
        is_entry=is_entry,
        listed=lease.listed,
    )
