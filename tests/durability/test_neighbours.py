"""Several processes on one archive: one writes, the others wait their turn or read."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sasac_crawler.samplesite import SampleServer
from tests.crash.child import Crawler, write_fast_profiles
from tests.crash.invariants import articles_of, broken_invariants
from tests.crash.reference import undisturbed

SASAC = [sys.executable, "-c", "from sasac_crawler.cli import main; main()"]
STARTS = 5


def test_of_five_simultaneous_starts_one_crawls_and_four_are_told(tmp_path: Path) -> None:
    with SampleServer() as server:
        profiles = write_fast_profiles(tmp_path / "profiles")
        crawler = Crawler(server, tmp_path / "archive", profiles)
        started = [
            subprocess.Popen(crawler.command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
            for _ in range(STARTS)
        ]
        ended = [(process.communicate(timeout=120)[1], process.returncode) for process in started]
        codes = sorted(code for _, code in ended)
        assert codes == [0, 75, 75, 75, 75]
        assert all("another run is writing" in said for said, code in ended if code == 75)
        assert broken_invariants(crawler.archive, set()) == []
        assert articles_of(crawler.archive) == articles_of(undisturbed())


def test_readers_backups_and_checks_beside_a_writer(tmp_path: Path) -> None:
    with SampleServer() as server:
        profiles = write_fast_profiles(tmp_path / "profiles")
        archive = tmp_path / "archive"
        crawler = Crawler(server, archive, profiles)
        process = subprocess.Popen(
            crawler.command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        _wait_for(archive / "sasac.db")
        copy = tmp_path / "backup"
        with _repeated(
            ["search", "国资委", "--archive", str(archive)],
            ["query", "SELECT count(*) FROM articles", "--archive", str(archive)],
            ["verify", "--archive", str(archive)],
        ) as wrong:
            backup = subprocess.run(
                [*SASAC, "backup", str(copy), "--archive", str(archive)],
                capture_output=True,
                text=True,
                check=False,
            )
            _, said = process.communicate(timeout=180)
        assert process.returncode == 0, said[-1500:]
        assert backup.returncode == 0, backup.stderr
        assert wrong == []
        assert articles_of(archive) == articles_of(undisturbed())
        restored = tmp_path / "restored"
        subprocess.run(
            [*SASAC, "restore", str(copy), "--archive", str(restored)], check=True, capture_output=True
        )
        checked = subprocess.run(
            [*SASAC, "verify", "--full", "--archive", str(restored)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_reader_that_stays_open_does_not_stop_the_writer(tmp_path: Path) -> None:
    with SampleServer() as server:
        profiles = write_fast_profiles(tmp_path / "profiles")
        crawler = Crawler(server, tmp_path / "archive", profiles)
        crawler.run(kill_after=10)
        reader = sqlite3.connect(f"file:{crawler.archive / 'sasac.db'}?mode=ro", uri=True)
        reader.execute("BEGIN")
        [before] = reader.execute("SELECT count(*) FROM articles").fetchone()
        assert crawler.run().returncode == 0
        [after] = reader.execute("SELECT count(*) FROM articles").fetchone()
        reader.close()
        assert before == after
        assert len(articles_of(crawler.archive)) > before


@contextmanager
def _repeated(*commands: list[str]) -> Iterator[list[str]]:
    """Run commands again and again, side by side, until the block ends; give what went wrong."""
    wrong: list[str] = []
    done = threading.Event()
    threads = [threading.Thread(target=_repeat, args=(done, wrong, command)) for command in commands]
    for thread in threads:
        thread.start()
    try:
        yield wrong
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _repeat(done: threading.Event, wrong: list[str], command: list[str]) -> None:
    while not done.is_set():
        ran = subprocess.run([*SASAC, *command], capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            wrong.append(f"{command[0]}: {ran.returncode} {ran.stdout[-300:]} {ran.stderr[-300:]}")


def _wait_for(database: Path) -> None:
    for _ in range(200):
        if database.exists():
            connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
            try:
                if connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'runs'").fetchone()[0]:
                    return
            except sqlite3.OperationalError:
                pass  # not yet made
            finally:
                connection.close()
        time.sleep(0.05)
