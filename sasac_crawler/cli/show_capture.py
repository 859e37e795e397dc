"""``sasac show urn:uuid:…``: the page as it was captured, e.g. the first that shows what an alarm says."""

import sys
from pathlib import Path
from typing import Final

import click

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.payload import decoded_payload
from sasac_crawler.archive.warc_reader import read_record
from sasac_crawler.errors import UsageError
from sasac_crawler.store.connection import open_reader

PREFIX: Final = "urn:uuid:"
_PLACE: Final = "SELECT warc_file, warc_offset, warc_length FROM captures"


def show_capture(archive: Path, capture_id: str) -> None:
    """Write the bytes of a page to standard output, and what it is to standard error.

    Raises:
        UsageError: the archive has no such capture.
        IntegrityError: its bytes are not the ones that were stored.
    """
    folder = ArchiveFolder(archive)
    connection = open_reader(folder.database).conn
    try:
        row = connection.execute(
            "SELECT url, captured_at, status, payload_digest, is_revisit FROM captures WHERE capture_id = ?",
            (capture_id,),
        ).fetchone()
        if row is None:
            message = (
                f"the archive has no capture {capture_id!r}; `sasac report` and `sasac show ID` name them"
            )
            raise UsageError(message)
        url, captured_at, status, digest, is_revisit = row
        place = connection.execute(f"{_PLACE} WHERE capture_id = ?", (capture_id,)).fetchone()
        # The same bytes as before are kept once.
        kept = connection.execute(
            f"{_PLACE} WHERE payload_digest = ? AND NOT is_revisit LIMIT 1", (digest,)
        ).fetchone()
    finally:
        connection.close()
    response = read_record(folder.warc, *place)
    payload = read_record(folder.warc, *kept).payload if is_revisit and kept else response.payload
    click.echo(f"{url} · {captured_at} · {status} · {place[0]} at {place[1]}", err=True)
    sys.stdout.buffer.write(decoded_payload(payload, response.headers, url=url))
