"""Archives to read from: the demo's, crawled once for all tests, and small ones put together by hand."""

import datetime as dt
import fcntl
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.items import Appearance
from sasac_crawler.normalize.identity import document_key
from sasac_crawler.store.articles import ArticleTable
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.transaction import transaction
from tests.made_article import made_article

if TYPE_CHECKING:
    from sqlite_utils import Database

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
DEMO_SECONDS = 120


def demo_archive(factory: pytest.TempPathFactory) -> Path:
    """Return the archive of ``sasac demo``, made by the first worker that asks; never to be written to."""
    shared = factory.getbasetemp()
    if shared.name.startswith("popen-"):
        shared = shared.parent
    archive = shared / "demo-archive"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (archive / "made").exists():
            command = [
                sys.executable,
                "-c",
                "from sasac_crawler.cli import main; main()",
                "demo",
                "--archive",
                str(archive),
            ]
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=DEMO_SECONDS, check=False, cwd=shared
            )
            assert done.returncode == 0, done.stderr
            (archive / "made").touch()
    return archive


class MadeArchive:
    """An archive made by hand: articles as if they were read, places as if they were found gone."""

    def __init__(self, root: Path) -> None:
        folder = ArchiveFolder(root)
        folder.create()
        self.root = root
        self.db: Database = open_writer(folder.database)
        self.db.execute("PRAGMA synchronous = OFF")
        migrate(self.db)
        self.db.table("sites").insert({"slug": "sasac_test", "name_zh": "测试国资委", "iso_3166_2": "CN-JD"})
        self._captures = 0

    def run(self, name: str, *, days: int = 0) -> None:
        """Note that a run was begun and ended."""
        moment = NOW + dt.timedelta(days=days)
        self.db.table("runs").insert(
            {"run_id": name, "started": moment.isoformat(), "ended": (moment + dt.timedelta(hours=1)).isoformat(),
             "pid": 1, "software": "test"}
        )  # fmt: skip

    def save(self, url: str, *, title: str, body: str, days: float = 0, **fields: Any) -> str:
        """Store what a page said on a day; return the id of the article."""
        moment = NOW + dt.timedelta(days=days)
        article = made_article(
            url, title=title, body=body, seen_at=moment, capture_id=self._capture(url, moment), **fields
        )
        with transaction(self.db.conn):
            stored = ArticleTable(self.db).save(Appearance(article=article, same_text_as=None))
        return stored.article_id

    def withdraw(self, url: str, *, days: float) -> None:
        """Find a page gone on a day and two days later."""
        with transaction(self.db.conn):
            for later in (0, 2):
                ArticleTable(self.db).note_gone(
                    url,
                    document=document_key(url),
                    seen_at=NOW + dt.timedelta(days=days + later),
                    capture_id=None,
                )

    def close(self) -> Path:
        """Close the database; return the folder."""
        self.db.conn.close()
        return self.root

    def _capture(self, url: str, moment: dt.datetime) -> str:
        self._captures += 1
        name = f"urn:uuid:{self._captures:08}"
        self.db.table("captures").insert(
            {"capture_id": name, "url": url, "method": "GET", "captured_at": moment.isoformat(), "status": 200,
             "payload_digest": f"sha256:{self._captures:064x}", "warc_file": "x.warc.gz",
             "warc_offset": self._captures, "warc_length": 1, "is_revisit": 0,
             "run_id": self._run_at(moment), "outcome": "ok"}
        )  # fmt: skip
        return name

    def _run_at(self, moment: dt.datetime) -> str:
        """Return the last run that was begun by then; make one if there is none."""
        rows = list(
            self.db.query(
                "SELECT run_id FROM runs WHERE started <= ? ORDER BY started DESC LIMIT 1",
                [moment.isoformat()],
            )
        )
        if not rows:
            self.run("run-0")
            return "run-0"
        return str(rows[0]["run_id"])
