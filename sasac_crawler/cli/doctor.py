"""``sasac doctor``: is this machine fit to crawl, and is the archive fit to be written to?"""

import os
import platform
import shutil
import sqlite3
import ssl
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

import click
from packaging.requirements import Requirement

from sasac_crawler import __version__
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.cli.options import archive_option, print_json, print_table
from sasac_crawler.errors import ExitCode
from sasac_crawler.store.connection import SAFE_SQLITE

_FREE_SPACE_FLOOR = 2 << 30
Check = tuple[str, str, str, str]

_INSTALL: Final = "install sasac-crawler again with pip into an environment of its own."
_REMEDIES: Final = {
    "Python": "install Python 3.11 or later, and make the environment again with it.",
    "SQLite": (
        "earlier ones can damage a database that two processes write at once, unless the distribution mended it; here"
        " one process writes, so nothing needs to be done. A Python built with a later SQLite ends the warning."
    ),
    "SQLite FTS5": "search needs it; use a Python whose SQLite has it (Debian's and python.org's do).",
    "archive": "let this user write there, or name another folder with --archive.",
    "free space": "make room, or move the archive; a crawl stops before the disk is full.",
    "database mode": "others can read or write the database: chmod o-rwx sasac.db",
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@archive_option
def doctor(*, as_json: bool, archive: Path) -> None:
    """Print versions, SQLite, free space and permissions, and every floor that is missed.

    Exit code 0 if all is well or only a warning, 4 if a floor is missed.

    Example: sasac doctor
    """
    checks = [*_packages(), *_sqlite(), *_machine(archive)]
    columns = ("what", "found", "wanted", "verdict")
    if as_json:
        print_json([dict(zip(columns, check, strict=True)) for check in checks])
    else:
        print_table(columns, checks)
        for what, *_, verdict in checks:
            if verdict != "ok":
                click.echo(f"{what}: {_REMEDIES.get(what, _INSTALL)}")
    if any(verdict == "missed" for *_, verdict in checks):
        raise SystemExit(ExitCode.BAD_CONFIGURATION)


def _packages() -> list[Check]:
    checks: list[Check] = [("sasac_crawler", __version__, "", "ok"), _python()]
    for text in requires("sasac-crawler") or ():
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            found = "absent"
        ok = found != "absent" and requirement.specifier.contains(found, prereleases=True)
        checks.append((requirement.name, found, str(requirement.specifier), "ok" if ok else "missed"))
    return checks


def _python() -> Check:
    ok = sys.version_info >= (3, 11)
    return ("Python", platform.python_version(), ">=3.11", "ok" if ok else "missed")


def _sqlite() -> list[Check]:
    connection = sqlite3.connect(":memory:")
    try:
        source = connection.execute("SELECT sqlite_source_id()").fetchone()[0]
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    finally:
        connection.close()
    found = sqlite3.sqlite_version_info
    safe = any(found[:2] == floor[:2] and found >= floor for floor in SAFE_SQLITE) or found > SAFE_SQLITE[0]
    fts5 = "ENABLE_FTS5" in options
    return [
        # The number cannot tell what a distribution has back-ported: a warning, and one writer always.
        ("SQLite", sqlite3.sqlite_version, ">=3.51.3 (WAL-reset)", "ok" if safe else "warning"),
        ("SQLite source", source[:40], "", "ok"),
        ("SQLite FTS5", "yes" if fts5 else "no", "yes", "ok" if fts5 else "missed"),
        ("TLS library", ssl.OPENSSL_VERSION, "", "ok"),
    ]


def _machine(archive: Path) -> list[Check]:
    place = next(path for path in (archive.absolute(), *archive.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    writable = os.access(place, os.W_OK)
    checks: list[Check] = [
        ("archive", str(archive), "writable", "ok" if writable else "missed"),
        ("free space", f"{free >> 20} MB", ">=2048 MB", "ok" if free >= _FREE_SPACE_FLOOR else "missed"),
    ]
    database = ArchiveFolder(archive).database
    if database.exists():
        mode = database.stat().st_mode & 0o777
        checks.append(("database mode", oct(mode), "not for others", "warning" if mode & 0o007 else "ok"))
    return checks
