"""``sasac query`` cannot write, cannot reach other files, and ends."""

import sqlite3
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.cli import cli
from sasac_crawler.errors import QueryError, StoreError
from sasac_crawler.query.sql import run_query
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.migrations import migrate


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = ArchiveFolder(tmp_path / "archive")
    folder.create()
    db = open_writer(folder.database)
    migrate(db)
    db.table("sites").insert({"slug": "shandong", "name_zh": "山东省国资委"})
    db.conn.close()
    return folder.root


def test_a_select_gives_columns_and_rows(archive: Path) -> None:
    columns, rows = run_query(archive, "SELECT slug, name_zh FROM sites")
    assert (columns, rows) == (("slug", "name_zh"), [("shandong", "山东省国资委")])


def test_what_a_spreadsheet_would_run_is_text_in_csv(archive: Path) -> None:
    sql = """SELECT '=1+1' AS a, '＋86"x' AS b, -5 AS c, '5%' AS d, NULL AS e, '' AS f, '@某人' AS g"""
    asked = ["query", sql, "--format", "csv", "--archive", str(archive)]
    assert CliRunner().invoke(cli, asked).stdout == """a,b,c,d,e,f,g\n'=1+1,"'＋86""x",-5,5%,,,'@某人\n"""
    assert (
        CliRunner().invoke(cli, [*asked, "--csv-raw"]).stdout
        == """a,b,c,d,e,f,g\n=1+1,"＋86""x",-5,5%,,,@某人\n"""
    )


def test_full_text_and_json_and_common_table_expressions_work(archive: Path) -> None:
    assert run_query(archive, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH '\"国资\"'")[1] == [
        (0,)
    ]
    assert run_query(
        archive, "WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<5) SELECT sum(i) FROM n"
    )[1] == [(15,)]
    assert run_query(archive, "SELECT value FROM json_each('[1,2]')")[1] == [(1,), (2,)]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO sites (slug) VALUES ('x')",
        "UPDATE sites SET name_zh = ''",
        "DELETE FROM sites",
        "DROP TABLE sites",
        "CREATE TABLE t (x)",
        "CREATE TEMP TABLE t (x)",
        "ATTACH 'other.db' AS other",
        "VACUUM INTO 'copy.db'",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA table_info(sites)",
        "SELECT load_extension('x')",
        "SELECT writefile('x', 'y')",
        "SELECT readfile('/etc/hostname')",
        "SELECT printf('%.*c', 900000000, 'x')",
        "SELECT zeroblob(900000000)",
        "SELECT hex(randomblob(40000000))",
        "BEGIN",
        "SELECT 1; DELETE FROM sites",
        "SELECT slug FROM nowhere",
        "SELEKT",
        "",
    ],
)
def test_everything_but_one_select_is_refused_in_one_sentence(archive: Path, sql: str) -> None:
    before = sorted(archive.rglob("*"))
    if sql:
        with pytest.raises(QueryError) as caught:
            run_query(archive, sql)
        assert "\n" not in str(caught.value)
    else:
        assert run_query(archive, sql) == ((), [])
    assert [
        path for path in archive.rglob("*") if path not in before and not path.name.endswith(("-wal", "-shm"))
    ] == []
    connection = sqlite3.connect(archive / "sasac.db")
    assert connection.execute("SELECT name_zh FROM sites").fetchall() == [("山东省国资委",)]
    connection.close()


def test_an_endless_query_is_stopped_in_time(archive: Path) -> None:
    started = time.monotonic()
    with pytest.raises(QueryError, match=r"took longer than 0\.5 s"):
        run_query(
            archive, "WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n", timeout=0.5
        )
    assert time.monotonic() - started < 2.1


def test_too_many_rows_are_an_error_not_a_cut(archive: Path) -> None:
    with pytest.raises(QueryError, match="more than 3 rows"):
        run_query(
            archive, "WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<9) SELECT i FROM n", limit=3
        )


def test_no_archive_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no archive at"):
        run_query(tmp_path, "SELECT 1")
