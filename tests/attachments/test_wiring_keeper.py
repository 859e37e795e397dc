"""Whatever reading does to the child, the bytes stay and the process can end."""

import datetime as dt
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from sasac_crawler.archive.attachment_keeper import AttachmentKeeper
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.attachments import Limits, TextExtractor
from sasac_crawler.errors import StoreError
from sasac_crawler.items import FetchedFile, PageRequest
from tests.attachments import making

URL = "http://x.test/a.pdf"


def fetched(body: bytes) -> FetchedFile:
    return FetchedFile(
        site="x",
        channel="c",
        request=PageRequest(url=URL),
        url=URL,
        seen_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        capture_id=None,
        body=body,
    )


@pytest.fixture
def folder(tmp_path: Path) -> ArchiveFolder:
    made = ArchiveFolder(tmp_path / "archive")
    made.create()
    return made


def stop_child(extractor: TextExtractor) -> None:
    """Make the child hang, as a file could."""
    assert extractor.pid is not None
    os.kill(extractor.pid, signal.SIGSTOP)


def test_a_child_that_hangs_costs_its_time_and_the_next_one_reads_the_file(folder: ArchiveFolder) -> None:
    extractor = TextExtractor(Limits(wall_seconds=1.0))
    keeper = AttachmentKeeper(folder, extractor=extractor)
    keeper.take(fetched(making.pdf("第一份")))
    stop_child(extractor)
    file = keeper.take(fetched(making.pdf("第二份")))
    keeper.close()
    assert (file.found.outcome.value, file.found.text) == ("extracted", "第二份")


def test_a_file_no_child_can_read_is_kept_with_that_outcome(folder: ArchiveFolder) -> None:
    keeper = AttachmentKeeper(folder, extractor=TextExtractor(Limits(wall_seconds=0.0)))
    file = keeper.take(fetched(making.pdf("办法")))
    keeper.close()
    assert (file.found.outcome.value, file.index_text) == ("extractor_failed", "")
    assert (folder.attachments / file.path).read_bytes() == making.pdf("办法")


def test_an_interrupt_ends_a_reading_at_once_and_the_file_is_not_called_unreadable(
    folder: ArchiveFolder,
) -> None:
    extractor = TextExtractor(Limits(wall_seconds=60.0))
    keeper = AttachmentKeeper(folder, extractor=extractor)
    keeper.take(fetched(making.pdf("第一份")))
    stop_child(extractor)
    threading.Timer(0.3, keeper.interrupt).start()
    started = time.monotonic()
    with pytest.raises(StoreError, match="asked again"):
        keeper.take(fetched(making.pdf("第二份")))
    assert time.monotonic() - started < 5
    keeper.close()
    assert len(list(folder.attachments.rglob("*.pdf"))) == 2
