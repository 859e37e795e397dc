"""No commit before the bytes it points at are durable, and no word that a page is safe before its commit."""

import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.errors import StoreError
from sasac_crawler.items import Outcome
from sasac_crawler.store.grouping import LONGEST
from tests.archive.small_archive import (
    SITE,
    capture,
    crawl,
    fetch,
    open_session,
    save_failure,
    take_leases,
    ticking,
)


def session_of(root: Path, *, together: int) -> ArchiveSession:
    times = ticking()
    return ArchiveSession(root, clock=lambda: next(times), together=together)


def seen_by_others(session: ArchiveSession) -> int:
    """Return how many captures a reader finds."""
    reader = sqlite3.connect(f"file:{session.folder.database}?mode=ro", uri=True)
    [count] = reader.execute("SELECT count(*) FROM captures").fetchone()
    reader.close()
    return int(count)


def with_leases(root: Path, *, together: int, articles: int = 12) -> tuple[ArchiveSession, list]:  # type: ignore[type-arg]  # leases
    """Return a session whose list is read and whose articles are leased, all of it committed."""
    alone = open_session(root)
    crawl(alone, articles=articles)
    alone.close(exit_code=0, reason="complete")
    session = session_of(root, together=together)
    session.connection.execute(
        "UPDATE frontier SET next_at = NULL, state = iif(url LIKE '%/art/%', 'pending', 'excluded')"
    )
    leases = [one for one in take_leases(session) if "/art/" in one.key]
    session.commit()
    return session, leases


def kill(session: ArchiveSession) -> None:
    """Leave a session as the end of its process does."""
    session._warcs.current()._out.file.close()  # noqa: SLF001 - there is no way to drop one
    session.connection.close()
    session._lock.release()  # noqa: SLF001 - see above


class Watched:
    """Writes down the order of syncs, rows of captures, commits and acknowledgements."""

    def __init__(self, session: ArchiveSession, monkeypatch: pytest.MonkeyPatch) -> None:
        self.events: list[str] = []
        fdatasync = os.fdatasync

        def sync(descriptor: int) -> None:
            fdatasync(descriptor)
            self.events.append("sync")

        monkeypatch.setattr(os, "fdatasync", sync)
        session.connection.set_trace_callback(self._statement)
        handler = logging.Handler()
        handler.emit = lambda record: self._said(record.getMessage())  # type: ignore[method-assign]
        self.logger = logging.getLogger("sasac_crawler.archive.session")
        self.logger.addHandler(handler)
        self.logger.setLevel(logging.INFO)
        monkeypatch.setattr(self.logger, "handlers", [handler])

    def _statement(self, statement: str) -> None:
        if statement.startswith("INSERT INTO captures"):
            self.events.append("capture")
        elif statement.startswith("COMMIT"):
            self.events.append("commit")

    def _said(self, message: str) -> None:
        if message.startswith("ack "):
            self.events.append("ack")


@pytest.mark.parametrize("together", [1, 5])
def test_bytes_before_records_and_records_before_the_word(
    together: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, leases = with_leases(tmp_path, together=together)
    watched = Watched(session, monkeypatch)
    for lease in leases:
        fetch(session, lease)
    session.commit()
    unsynced = uncommitted = 0
    for event in watched.events:
        if event == "capture":
            unsynced, uncommitted = unsynced + 1, uncommitted + 1
        elif event == "sync":
            unsynced = 0
        elif event == "commit":
            assert not unsynced
            uncommitted = 0
        else:
            assert not uncommitted
    assert watched.events.count("ack") == watched.events.count("capture") == len(leases) == 12
    assert watched.events.count("commit") == -(-12 // together)
    session.close(exit_code=0, reason="complete")


def test_others_see_a_group_when_it_is_full_and_not_before(tmp_path: Path) -> None:
    session, leases = with_leases(tmp_path, together=5)
    before = seen_by_others(session)
    found = []
    for lease in leases:
        fetch(session, lease)
        found.append(seen_by_others(session) - before)
    assert found == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10]
    session.close(exit_code=0, reason="complete")
    assert len(verify_archive(ArchiveFolder(tmp_path), full=True).findings) == 0


def test_a_group_that_waits_is_committed_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [100.0]
    session, leases = with_leases(tmp_path, together=50)
    monkeypatch.setattr(session._group, "_clock", lambda: moments[0])  # noqa: SLF001 - no test waits
    before = seen_by_others(session)
    fetch(session, leases[0])
    session.commit_due()
    assert seen_by_others(session) == before
    moments[0] += LONGEST
    session.commit_due()
    assert seen_by_others(session) == before + 1
    session.close(exit_code=0, reason="complete")


def test_trouble_of_a_host_is_committed_at_once(tmp_path: Path) -> None:
    session, leases = with_leases(tmp_path, together=50)
    save_failure(session, leases[0], Outcome.RATE_LIMITED, capture_id=None)
    reader = sqlite3.connect(f"file:{session.folder.database}?mode=ro", uri=True)
    [held] = reader.execute("SELECT count(*) FROM hosts WHERE next_at IS NOT NULL").fetchone()
    reader.close()
    assert held == 1
    session.close(exit_code=0, reason="complete")


def test_a_page_that_fails_goes_back_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session, leases = with_leases(tmp_path, together=50)
    before = seen_by_others(session)
    fetch(session, leases[0])
    with monkeypatch.context() as patched:
        patched.setattr(session.pages.frontier, "finish", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            fetch(session, leases[1])
    fetch(session, leases[2])
    session.close(exit_code=1, reason="a bug")
    connection = sqlite3.connect(session.folder.database)
    [captures] = connection.execute("SELECT count(*) FROM captures").fetchone()
    done = {
        key
        for (key,) in connection.execute("SELECT key FROM frontier WHERE state = 'done' AND kind = 'article'")
    }
    connection.close()
    assert captures == before + 2
    assert done == {leases[0].key, leases[2].key}


@contextmanager
def no_durable_bytes(monkeypatch: pytest.MonkeyPatch, code: int, words: str) -> Iterator[None]:
    """Let every attempt to make a WARC's bytes durable fail."""

    def fail(_: int) -> None:
        raise OSError(code, words)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdatasync", fail)
        yield


def test_what_could_not_be_made_durable_is_not_committed_and_nothing_rests_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, leases = with_leases(tmp_path, together=3)
    before = seen_by_others(session)
    with no_durable_bytes(monkeypatch, errno.ENOSPC, "no space"):
        fetch(session, leases[0])
        fetch(session, leases[1])
        with pytest.raises(OSError, match="no space"):
            fetch(session, leases[2])
    # The disk has room again; but what would come now was found on pages that are not stored.
    with pytest.raises(StoreError, match="nothing more is written"):
        fetch(session, leases[3])
    session.close(exit_code=3, reason="no space")
    assert seen_by_others(session) == before
    again = session_of(tmp_path, together=3)
    assert {one.key for one in take_leases(again)} >= {one.key for one in leases}
    again.close(exit_code=0, reason="complete")


def test_a_single_page_that_could_not_be_made_durable_keeps_no_other_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, leases = with_leases(tmp_path, together=1)
    before = seen_by_others(session)
    with no_durable_bytes(monkeypatch, errno.EIO, "bad block"), pytest.raises(OSError, match="bad block"):
        fetch(session, leases[0])
    fetch(session, leases[1])
    assert seen_by_others(session) == before + 1
    session.close(exit_code=0, reason="complete")


def test_a_session_that_is_dropped_loses_no_more_than_its_group(tmp_path: Path) -> None:
    session, leases = with_leases(tmp_path, together=5)
    before = seen_by_others(session)
    for lease in leases[:8]:
        fetch(session, lease)
    capture(session, leases[8], body=b"never stored")
    kill(session)
    again = session_of(tmp_path, together=5)
    assert seen_by_others(again) == before + 5
    left = {one.key for one in again.pages.frontier.lease(SITE, run_id="x", now=again.now(), count=99)}
    assert left >= {one.key for one in leases[5:]}
    again.close(exit_code=0, reason="complete")
