"""The rows every page leaves, whatever came of it: its captures and its doubts."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlite_utils import Database

from sasac_crawler.items import Capture, Issue, Outcome
from sasac_crawler.store.hosts import HostTable
from sasac_crawler.store.runs import RunCounts

if TYPE_CHECKING:
    import sqlite3


class PageRows:
    """Tables ``captures`` and ``issues`` in one run. Methods open no transactions."""

    def __init__(self, db: Database, *, run_id: str, counts: RunCounts) -> None:
        self._connection: sqlite3.Connection = db.conn
        self._hosts = HostTable(db.conn)
        self._run_id = run_id
        self._counts = counts

    def save_captures(self, captures: Sequence[Capture], outcome: Outcome | None) -> None:
        """Note the exchanges that led to an outcome; ``None``: nothing was concluded from them."""
        self._connection.executemany(
            "INSERT INTO captures (capture_id, url, method, captured_at, status, payload_digest,"
            " warc_file, warc_offset, warc_length, is_revisit, outcome, run_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    one.capture_id,
                    one.target_uri,
                    one.method,
                    one.captured_at.isoformat(),
                    one.status,
                    one.payload_digest,
                    one.warc_file,
                    one.warc_offset,
                    one.warc_length,
                    int(one.is_revisit),
                    outcome.value if outcome else None,
                    self._run_id,
                )
                for one in captures
            ],
        )
        for host in {urlsplit(one.target_uri).hostname or "" for one in captures} - {""}:
            self._hosts.answered(host)

    def earlier_capture(self, url: str, payload_digest: str) -> Capture | None:
        """Return the capture of the same payload at the same URL, if there is one."""
        row = self._connection.execute(
            "SELECT capture_id, url, captured_at, method, status, payload_digest, warc_file,"
            " warc_offset, warc_length FROM captures"
            " WHERE url = ? AND payload_digest = ? AND NOT is_revisit LIMIT 1",
            (url, payload_digest),
        ).fetchone()
        if row is None:
            return None
        names = (
            "capture_id",
            "target_uri",
            "captured_at",
            "method",
            "status",
            "payload_digest",
            "warc_file",
            "warc_offset",
            "warc_length",
        )
        values = dict(zip(names, row, strict=True))
        values["captured_at"] = dt.datetime.fromisoformat(values["captured_at"])
        return Capture(**values)

    def payload_digest(self, capture_id: str) -> str | None:
        """Return the digest of what a capture holds or points to, or ``None`` if there is no such capture."""
        row = self._connection.execute(
            "SELECT payload_digest FROM captures WHERE capture_id = ?", (capture_id,)
        ).fetchone()
        return row[0] if row else None

    def replace_issues(  # noqa: PLR0913 - the columns of the table
        self,
        url: str,
        issues: Iterable[Issue],
        *,
        site: str,
        channel: str | None,
        capture_id: str | None,
        now: dt.datetime,
        article_id: str | None = None,
    ) -> None:
        """Keep the doubts about a page as they stand now; one that is an article's place says so."""
        found = tuple(issues)
        self._counts.count_issues(site, (issue.code for issue in found))
        self._connection.execute("DELETE FROM issues WHERE url = ?", (url,))
        if found and article_id is None:
            article_id = self._article_at(url)
        self._connection.executemany(
            "INSERT INTO issues (url, article_id, site, channel, code, field, message, evidence, capture_id, run_id,"
            " first_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    url,
                    article_id,
                    site,
                    channel,
                    issue.code,
                    issue.field,
                    issue.message,
                    json.dumps(issue.evidence, ensure_ascii=False),
                    capture_id,
                    self._run_id,
                    now.isoformat(),
                )
                for issue in found
            ],
        )

    def _article_at(self, url: str) -> str | None:
        row = self._connection.execute("SELECT article_id FROM appearances WHERE url = ?", (url,)).fetchone()
        return row[0] if row else None
