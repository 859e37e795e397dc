"""A fetched file -> bytes that are safe, then its text: the one place both come from.

Keeping comes first; reading happens in a child process and may take a minute. Whatever reading does, the
file stays. Any thread may ask; one file is taken at a time.
"""

import os
import signal
from threading import Lock
from typing import Final

from sasac_crawler.archive.attachment_files import AttachmentFiles, StoredFile
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.attachments import ExtractedText, Outcome, TextExtractor, file_name, find_kind
from sasac_crawler.errors import IntegrityError, StoreError
from sasac_crawler.items import Appearance, AttachmentLink, Candidate, FetchedFile, ScrapedArticle
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.normalize.script import to_hans
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.crash_points import crash_point
from sasac_crawler.store.files import ReadFile
from sasac_crawler.store.search import search_form, tokens

LARGEST_FILE: Final = 64 << 20
"""Bytes; a larger file is not fetched."""
_PIECE: Final = 1 << 20
_TRIES: Final = 2


class AttachmentKeeper:
    """Writes the files of one archive and has them read, one at a time."""

    def __init__(self, folder: ArchiveFolder, *, extractor: TextExtractor | None = None) -> None:
        """Take an archive whose folders are made; the caller holds its lock.

        Args:
            folder: the archive.
            extractor: what reads the files; the usual one if not given. ``close`` ends it.
        """
        self._files = AttachmentFiles(folder.attachments, largest=LARGEST_FILE)
        self._extractor = extractor or TextExtractor()
        self._lock = Lock()
        self._is_closed = False

    def take(self, fetched: FetchedFile) -> ReadFile:
        """Write a file under the name of its bytes, durably, and return it with its text or why there is none.

        Raises:
            IntegrityError: it is too large, or other bytes lie under the name.
            StoreError: the archive is being closed.
        """
        name = file_name(url=fetched.request.url, content_disposition=fetched.content_disposition)
        with self._lock:
            stored = self._keep(fetched.body)
            crash_point("after_file_kept")
            found = self._read(stored, name=name, content_type=fetched.content_type)
        text_hans = search_form(to_hans(found.text))
        return ReadFile(
            sha256=stored.sha256,
            size=stored.size,
            path=stored.path,
            name=name,
            found=found,
            text_hans=text_hans,
            index_text=" ".join(sorted(tokens(text_hans))),
        )

    def interrupt(self) -> None:
        """End a reading that is under way, from another thread: the process is about to end."""
        self._is_closed = True
        pid = self._extractor.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """End the child."""
        self.interrupt()
        with self._lock:
            self._extractor.close()

    def _keep(self, body: bytes) -> StoredFile:
        with self._files.begin() as incoming:
            for start in range(0, len(body), _PIECE):
                if not incoming.write(body[start : start + _PIECE]):
                    message = f"a file of {len(body)} bytes is larger than any that is kept"
                    raise IntegrityError(message)
            return incoming.keep(find_kind(incoming.stream).value)

    def _read(self, stored: StoredFile, *, name: str, content_type: str) -> ExtractedText:
        """Read a file; a child that died is given one more chance: it may not have been this file's fault."""
        for _ in range(_TRIES):
            found = self._extractor.extract(self._files.path_of(stored), name=name, content_type=content_type)
            if self._is_closed:
                message = "the archive is being closed; the file is asked again"
                raise StoreError(message)
            if found.outcome is not Outcome.EXTRACTOR_FAILED:
                break
        return found


def entry_of(fetched: FetchedFile, *, site: SiteProfile | None) -> Appearance | None:
    """Return the article that a file is where a list names it like one, or ``None``."""
    if not fetched.is_entry:
        return None
    article = normalize_article(strip_article(scraped_entry(fetched)), site=site)
    return Appearance(article=article, same_text_as=None)


def scraped_entry(fetched: FetchedFile) -> ScrapedArticle:
    """Return the article that a file is which a list names like one: the list's title, no text of a page.

    Example:
        >>> import datetime as dt
        >>> from sasac_crawler.items import ListedLink, PageRequest
        >>> url = "http://x.test/P0202.pdf"
        >>> entry = scraped_entry(FetchedFile(site="x", channel="c", request=PageRequest(url=url), url=url,
        ...     seen_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), capture_id=None, body=b"",
        ...     listed=ListedLink(url=url, title="国企改革办法", date_raw="2021-02-24")))
        >>> entry.title, entry.body_text, entry.attachments[0].name
        ('国企改革办法', '', 'P0202.pdf')
    """
    listed, candidates = fetched.listed, []
    name = file_name(url=fetched.request.url, content_disposition=fetched.content_disposition)
    if listed is not None:
        inferred = listed.date_inferred
        date_rule = "list:year_inferred" if inferred else "list"
        candidates.append(Candidate(field="title", raw=listed.title, rule="list"))
        if inferred or listed.date_raw:
            date = inferred or listed.date_raw or ""
            candidates.append(Candidate(field="date_published", raw=date, rule=date_rule))
    return ScrapedArticle(
        url=fetched.url,
        request=fetched.request,
        site=fetched.site,
        channel=fetched.channel,
        capture_id=fetched.capture_id,
        seen_at=fetched.seen_at,
        title=listed.title if listed is not None else name,
        body_text="",
        date_published_raw=(listed.date_inferred or listed.date_raw) if listed is not None else None,
        attachments=(AttachmentLink(url=fetched.request.url, name=name, kind="document"),),
        listed=listed,
        candidates=tuple(candidates),
    )
