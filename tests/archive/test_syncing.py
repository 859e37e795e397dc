"""No commit before the bytes it points at are durable, whatever runs side by side."""

import errno
import os
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.archive.small_archive import crawl, open_session

Event = tuple[str, str]


class Watched:
    """A session whose syncs and commits are written down in the order they happen."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> None:
        self.events: list[Event] = []
        self._fdatasync = os.fdatasync
        self._fails = fails
        self.session = open_session(root)
        monkeypatch.setattr(os, "fdatasync", self._sync)
        self.session.connection.set_trace_callback(self._statement)

    def _sync(self, descriptor: int) -> None:
        if self._fails:
            raise OSError(errno.ENOSPC, "no space")
        time.sleep(0.02)  # longer than the statements of a page take
        self._fdatasync(descriptor)
        self.events.append(("sync", threading.current_thread().name))

    def _statement(self, statement: str) -> None:
        if statement.startswith("INSERT INTO") and "captures" in statement[:40]:
            self.events.append(("capture", ""))
        elif statement.startswith("COMMIT"):
            self.events.append(("commit", ""))


def test_every_commit_of_captures_waits_for_the_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(tmp_path, monkeypatch)
    crawl(watched.session, articles=4)
    kinds = [kind for kind, _ in watched.events]
    assert kinds.count("sync") >= 6
    unsynced = False
    for kind in kinds:
        unsynced = kind == "capture" or (unsynced and kind != "sync")
        assert not (unsynced and kind == "commit")
    # The statements are not kept waiting: that is what the thread is for.
    assert ("capture", "sync") in list(pairwise(kinds))
    assert all("warc-sync" in thread for kind, thread in watched.events if kind == "sync")
    watched.session.close(exit_code=0, reason="complete")


def test_what_could_not_be_made_durable_is_not_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(tmp_path, monkeypatch, fails=True)
    with pytest.raises(OSError, match="no space"):
        crawl(watched.session, articles=2)
    connection = watched.session.connection
    assert connection.execute("SELECT count(*) FROM captures").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM frontier WHERE state = 'done'").fetchone() == (0,)
    monkeypatch.undo()
    watched.session.close(exit_code=3, reason="no space")
