"""``sasac show urn:uuid:…``: the page as it was captured, e.g. the first that shows what an alarm says."""

import sys
from pathlib import Path
from typing import Final

import click

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.errors import UsageError
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.captured_page import capture_of_id

PREFIX: Final = "urn:uuid:"


def show_capture(archive: Path, capture_id: str) -> None:
    """Write the bytes of a page to standard output, and what it is to standard error.

    Raises:
        UsageError: the archive has no such capture.
        IntegrityError: its bytes are not the ones that were stored.
    """
    with Archive(archive) as opened:
        found = capture_of_id(opened.db, ArchiveFolder(archive).warc, capture_id)
    if found is None:
        message = f"the archive has no capture {capture_id!r}; `sasac report` and `sasac show ID` name them"
        raise UsageError(message)
    capture, page = found
    place = f"{capture.warc_file} at {capture.warc_offset}"
    click.echo(
        f"{capture.target_uri} · {capture.captured_at.isoformat()} · {capture.status} · {place}", err=True
    )
    sys.stdout.buffer.write(page)
