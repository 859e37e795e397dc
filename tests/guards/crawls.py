"""One crawl of the fault server as a process of its own, and what came of it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from sasac_crawler.archive.compare import compare_databases
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.reindex import reindex
from sasac_crawler.archive.verify import verify_archive
from tests.faults.client import FaultServer

FULL = os.environ.get("SASAC_FULL_FAULTS") == "1"
"""Whether every scenario is played; else those are left out that end as another one does."""
HOST = "faults.test"
RUN = [sys.executable, "-W", "error", "-c", "from sasac_crawler.cli import main; main()"]
PROFILE = """
slug = "faults"
name_zh = "故障服务器"
name_short = "故障"
name_en = "The fault server"
level = "city"
platform = "trs_wcm"
hosts = ["faults.test"]

[politeness]
delay = 0.001
timeout = {timeout}

[[channels]]
id = "list"
name_zh = "列表"
category = "news"
url = "http://faults.test{path}"
floor = {floor}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """How a crawl ended, and its archive."""

    returncode: int
    stderr: str
    archive: Path
    stdout: str = ""

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(f"file:{self.archive / 'sasac.db'}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    @property
    def outcomes(self) -> dict[str, str]:
        """Path -> outcome of every URL that was tried."""
        rows = self.rows("SELECT url, outcome FROM frontier WHERE outcome IS NOT NULL")
        return {str(url).removeprefix(f"http://{HOST}"): str(outcome) for url, outcome in rows}

    def orphans(self) -> list[str]:
        """Response records of the WARC files without a row."""
        known = {row[0] for row in self.rows("SELECT capture_id FROM captures")}
        found = []
        for file in sorted((self.archive / "warc").glob("*.warc.gz")):
            with file.open("rb") as stream:
                found += [
                    record.rec_headers["WARC-Target-URI"]
                    for record in ArchiveIterator(stream)
                    if record.rec_type in ("response", "revisit")
                    and record.rec_headers["WARC-Record-ID"].strip("<>") not in known
                ]
        return found

    def make_due(self) -> None:
        """Let all waits be over: what was postponed may be asked by the next crawl."""
        connection = sqlite3.connect(self.archive / "sasac.db")
        with connection:
            connection.execute("UPDATE frontier SET next_at = NULL WHERE state = 'pending'")
            connection.execute("UPDATE hosts SET next_at = NULL")
        connection.close()

    @property
    def texts(self) -> dict[str, str]:
        """Path -> text of every article."""
        rows = self.rows("SELECT url, body_text FROM articles")
        return {str(url).removeprefix(f"http://{HOST}"): str(text) for url, text in rows}

    @property
    def verdict(self) -> str:
        """How the site fared in the last run; the health report says the same."""
        [(verdict,)] = self.rows(
            "SELECT verdict FROM run_sites JOIN runs USING (run_id) WHERE site = 'faults'"
            " ORDER BY started DESC LIMIT 1"
        )
        report = json.loads((self.archive / "health.json").read_text("utf-8"))
        assert report["sites"]["faults"]["verdict"] == verdict
        return str(verdict)

    @property
    def titles(self) -> set[str]:
        return {str(row[0]) for row in self.rows("SELECT title FROM articles")}


def command(  # noqa: PLR0913 - what a crawl can be told
    server: FaultServer,
    folder: Path,
    *,
    path: str,
    floor: int = 1,
    timeout: float = 20.0,
    options: tuple[str, ...] = (),
    profile: str = PROFILE,
) -> list[str]:
    """Write a profile for one list of the fault server; return the command that crawls it."""
    profiles = folder / "profiles"
    profiles.mkdir(exist_ok=True, parents=True)
    (profiles / "faults.toml").write_text(profile.format(path=path, floor=floor, timeout=timeout), "utf-8")
    return [
        *RUN, "crawl", "faults", "--sites-dir", str(profiles), "--archive", str(folder / "archive"),
        "--resolve", server.resolve_entry(HOST), "--patience", "0", *options,
    ]  # fmt: skip


def crawl(  # noqa: PLR0913 - what a crawl can be told
    server: FaultServer,
    folder: Path,
    *,
    path: str,
    floor: int = 1,
    timeout: float = 20.0,
    options: tuple[str, ...] = (),
    profile: str = PROFILE,
) -> Crawl:
    """Crawl one list of the fault server and all it leads to."""
    started = command(
        server, folder, path=path, floor=floor, timeout=timeout, options=options, profile=profile
    )
    return run(started, folder / "archive")


def run(started: list[str], archive: Path, **environment: str) -> Crawl:
    """Run a crawl to its end; whatever happened, it must not die of an exception or leave a file open."""
    done = subprocess.run(
        started,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"COLUMNS": "200"} | environment,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert "ResourceWarning" not in done.stderr, done.stderr
    return Crawl(returncode=done.returncode, stderr=done.stderr, stdout=done.stdout, archive=archive)


def assert_rebuildable(done: Crawl, folder: Path) -> None:
    """Check an archive in full, and that its WARC files alone give the same database again."""
    original, alone = ArchiveFolder(done.archive), ArchiveFolder(folder / "alone")
    assert list(verify_archive(original, full=True).findings) == []
    shutil.copytree(original.warc, alone.warc)
    report = reindex(alone, alone.database, profiles={})
    assert report.problems == []
    compared = compare_databases(original.database, alone.database)
    assert {one.table: one.example for one in compared if not one.is_equal} == {}
