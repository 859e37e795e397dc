"""The commands: what they print, and the exit code that tells the truth."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.cli.backup import backup
from sasac_crawler.cli.reindex import reindex
from sasac_crawler.cli.restore import restore
from sasac_crawler.cli.verify import verify
from sasac_crawler.errors import ArchiveLockedError, ExitCode, SasacCrawlerError
from tests.archive.small_archive import open_session

COMMANDS = {"verify": verify, "backup": backup, "restore": restore, "reindex": reindex}


def sasac(name: str, *arguments: object) -> Result:
    return CliRunner().invoke(COMMANDS[name], [str(one) for one in arguments])


def spoil(warc: Path) -> None:
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 0xFF
    warc.write_bytes(content)


@pytest.mark.parametrize("options", [(), ("--full",), ("--sample", "50%", "--seed", "3"), ("--repair",)])
def test_verify_of_a_sound_archive(folder: ArchiveFolder, options: tuple[str, ...]) -> None:
    result = sasac("verify", "--archive", folder.root, *options)
    assert result.exit_code == ExitCode.COMPLETE
    assert "all is well" in result.output
    report = json.loads(sasac("verify", "--archive", folder.root, "--json", *options).output)
    assert (report["ok"], report["exit_code"], report["captures"]) == (True, 0, 8)
    assert report["seed"] == (3 if "--seed" in options else None)


def test_verify_of_a_damaged_archive(folder: ArchiveFolder, warc: Path) -> None:
    spoil(warc)
    assert sasac("verify", "--archive", folder.root).exit_code == ExitCode.COMPLETE
    result = sasac("verify", "--archive", folder.root, "--full")
    assert result.exit_code == ExitCode.INTEGRITY
    assert f"[{warc.name} at " in result.output
    report = json.loads(sasac("verify", "--archive", folder.root, "--full", "--json").output)
    assert report["exit_code"] == ExitCode.INTEGRITY
    assert {one["file"] for one in report["findings"]} == {warc.name}


@pytest.mark.parametrize(
    ("name", "arguments", "code", "words"),
    [
        ("verify", ("--full", "--sample", "1"), ExitCode.USAGE, "leave --sample out"),
        ("verify", ("--sample", "1/100"), ExitCode.USAGE, "like 1%"),
        ("verify", ("--sample", "0"), ExitCode.USAGE, "like 1%"),
        ("verify", ("--sample", "100.1%"), ExitCode.USAGE, "like 1%"),
        ("reindex", (), ExitCode.USAGE, "say --replace"),
        ("reindex", ("--replace", "--compare"), ExitCode.USAGE, "choose one"),
    ],
)
def test_mistakes_are_one_sentence(
    folder: ArchiveFolder, name: str, arguments: tuple[str, ...], code: ExitCode, words: str
) -> None:
    error = sasac(name, "--archive", folder.root, *arguments).exception
    assert isinstance(error, SasacCrawlerError)
    assert error.exit_code == code
    assert words in str(error)


@pytest.mark.parametrize("name", ["verify", "reindex"])
def test_no_archive(name: str, tmp_path: Path) -> None:
    error = sasac(name, "--archive", tmp_path / "none").exception
    assert isinstance(error, SasacCrawlerError)
    assert "no archive" in str(error)
    assert not (tmp_path / "none").exists()


def test_backup_and_restore(folder: ArchiveFolder, tmp_path: Path) -> None:
    place, restored = tmp_path / "backup", tmp_path / "restored"
    done = json.loads(sasac("backup", place, "--archive", folder.root, "--json").output)
    assert done["captures"] == 8
    result = sasac("restore", place, "--archive", restored)
    assert result.exit_code == ExitCode.COMPLETE
    assert "8 of them read" in result.output
    error = sasac("restore", place, "--archive", restored).exception
    assert isinstance(error, SasacCrawlerError)
    assert error.exit_code == ExitCode.USAGE


def test_what_writes_waits_for_the_run_that_writes(folder: ArchiveFolder, tmp_path: Path) -> None:
    session = open_session(folder.root, days=9)
    try:
        for name, *arguments in (("verify", "--repair"), ("reindex", "--replace"), ("reindex", "--compare")):
            error = sasac(name, "--archive", folder.root, *arguments).exception
            assert isinstance(error, ArchiveLockedError)
        for name, *others in (("verify",), ("backup", tmp_path / "backup")):
            assert sasac(name, *others, "--archive", folder.root).exit_code == ExitCode.COMPLETE
    finally:
        session.close(exit_code=0, reason="complete")


def test_reindex_puts_the_old_database_aside(folder: ArchiveFolder) -> None:
    old = folder.database.read_bytes()
    result = sasac("reindex", "--archive", folder.root, "--replace")
    # The pages are made by hand and no profile knows them: said, with the exit code.
    assert result.exit_code == ExitCode.INTEGRITY
    assert "gives no record any more" in result.output
    assert (folder.root / "quarantine" / "sasac.db").read_bytes() == old
    connection = sqlite3.connect(folder.database)
    assert connection.execute("SELECT count(*) FROM captures").fetchone() == (8,)
    connection.close()


def test_reindex_without_warc_files_leaves_the_database_where_it_is(
    folder: ArchiveFolder,
) -> None:
    for path in folder.warc.iterdir():
        path.unlink()
    result = sasac("reindex", "--archive", folder.root, "--replace")
    assert isinstance(result.exception, SasacCrawlerError)
    assert folder.database.exists()
