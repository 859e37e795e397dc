"""Files of attachments, made again from their captures while a database is being rebuilt."""

import datetime as dt
from pathlib import Path

from sasac_crawler.archive.attachment_keeper import AttachmentKeeper
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.journal import Entry
from sasac_crawler.archive.warc_reader import StoredResponse
from sasac_crawler.items import Capture, FetchedFile, ListedLink, PageRequest
from sasac_crawler.store.files import ReadFile


class FileReplay:
    """Keeps and reads files as a crawl does; a file that was lost is there again."""

    def __init__(self, warc_folder: Path) -> None:
        self._folder = ArchiveFolder(warc_folder.parent)
        self._keeper: AttachmentKeeper | None = None

    def file_of(self, fetched: FetchedFile) -> ReadFile:
        """Return a file with its text, its bytes in the archive."""
        if self._keeper is None:
            self._folder.attachments.mkdir(mode=0o750, exist_ok=True)
            self._keeper = AttachmentKeeper(self._folder)
        return self._keeper.take(fetched)

    def close(self) -> None:
        """End the child that reads."""
        if self._keeper is not None:
            self._keeper.close()


def fetched_of(
    entry: Entry,
    request: PageRequest,
    *,
    listed: ListedLink | None,
    capture: Capture,
    stored: StoredResponse,
    body: bytes,
) -> FetchedFile:
    """Return what a crawl fetched, from its entry in the journal and its capture."""
    return FetchedFile(
        site=entry["site"],
        channel=entry["channel"],
        request=request,
        url=capture.target_uri,
        seen_at=dt.datetime.fromisoformat(entry["seen_at"]),
        capture_id=capture.capture_id,
        body=body,
        content_type=stored.header("Content-Type") or "",
        content_disposition=stored.header("Content-Disposition") or "",
        is_entry=entry["is_entry"],
        listed=listed,
    )
