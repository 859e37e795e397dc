"""Joining archives: any order, any repetition, any grouping gives the same rows."""

import datetime as dt
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import permutations
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from sasac_crawler.items import (
    Appearance,
    Article,
    Capture,
    Issue,
    Outcome,
    PageFailure,
    PageRequest,
)
from sasac_crawler.normalize.digest import content_digest
from sasac_crawler.normalize.identity import document_key
from sasac_crawler.store.alarms import accept_alarm, open_alarms
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.hosts import RobotsCopy
from sasac_crawler.store.join_ranks import BY_URL, JOINED_TABLES, OBSERVATIONS, WORKED_OUT
from sasac_crawler.store.joining import join
from sasac_crawler.store.near_duplicates import compare_waiting
from sasac_crawler.store.pages import PageStore
from sasac_crawler.store.runs import RunCounts, end_run, start_run
from sasac_crawler.store.search import index_waiting
from sasac_crawler.store.transaction import transaction
from tests.migrated import migrated

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
URLS = (
    "http://www.sasac.test/n1/n2/c14159097/content.html",
    "http://www.sasac.test/n3/c14159097/content.html",  # the same document under another node
    "http://gzw.jiangdong.test/art/2021/2/24/art_1_2.html",
)
TEXTS = ("省国资委召开全面深化改革领导小组会议。" * 3, "省国资委召开专题会议，部署下半年工作。" * 3)
KINDS = ("article", "article", "article", "doubtful", "gone", "timeout", "listed")
EXAMPLES = 300 if os.environ.get("SASAC_FULL_JOIN") else 10
MACHINE_S_OWN = {one.table: one.left_out for one in JOINED_TABLES} | {"articles": ("seq",), "issues": ("id",)}
"""Numbers SQLite gave out in the order rows came, and what belongs to a process."""
NOT_COMPARED = {"near_sketches", "near_pairs", "near_waiting", "sqlite_sequence", "_sqlite_migrations"}

Look = tuple[int, int, int, str]  # url, hour, text, what came of it


def archives() -> st.SearchStrategy[list[list[Look]]]:
    """Several archives, each some looks; one look at one URL at one time says one thing."""
    look = st.tuples(
        st.integers(0, len(URLS) - 1),
        st.integers(0, 60),
        st.integers(0, len(TEXTS) - 1),
        st.sampled_from(KINDS),
    )
    every = st.lists(look, min_size=2, max_size=8, unique_by=lambda one: one[1])
    return every.flatmap(
        lambda looks: st.lists(st.integers(0, 2), min_size=len(looks), max_size=len(looks)).map(
            lambda owners: [[x for x, o in zip(looks, owners, strict=True) if o == n] for n in range(3)]
        )
    )


@contextmanager
def new_database(path: Path) -> Iterator[Database]:
    """Copy a migrated database and open it, without the waits for the disk."""
    with closing(migrated().conn) as template, closing(sqlite3.connect(path)) as copy:
        template.backup(copy)
    with closing(open_writer(path).conn) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        yield Database(connection)
        connection.execute("PRAGMA journal_mode = DELETE")


def fill(path: Path, looks: Sequence[Look], *, name: str) -> None:
    with new_database(path) as db:
        connection: sqlite3.Connection = db.conn
        counts = RunCounts()
        with transaction(connection):
            start_run(connection, f"run-{name}", now=START, software="test")
        pages = PageStore(db, run_id=f"run-{name}", counts=counts)
        for number, look in enumerate(sorted(looks, key=lambda one: one[1])):
            _look(pages, connection, look, name=f"{name}-{number}", number=number)
        with transaction(connection):
            end_run(connection, f"run-{name}", now=START, exit_code=0, reason="complete", counts=counts)


def _look(pages: PageStore, connection: sqlite3.Connection, look: Look, *, name: str, number: int) -> None:
    url, hour, text, kind = look
    now = START + dt.timedelta(hours=hour)
    request = PageRequest(url=URLS[url])
    site = URLS[url].split(".")[1]
    with transaction(connection):
        pages.frontier.discover(request, kind="article", site=site, channel="tzgg", now=now)
    if kind == "listed":
        robots = RobotsCopy(outcome="ok", body=name.encode(), fetched_at=now)
        pages.save_robots(f"{site}.test", robots, ())
        return
    with transaction(connection):
        connection.execute(
            "UPDATE frontier SET state = 'leased', tries = tries + 1 WHERE key = ?", (request.url,)
        )
    capture = Capture(
        capture_id=f"urn:{name}", target_uri=request.url, captured_at=now, method="GET", status=200,
        payload_digest=f"sha256:{name}", warc_file=f"run-{name}.warc.gz", warc_offset=number * 100,
        warc_length=100, is_revisit=False,
    )  # fmt: skip
    if kind in ("gone", "timeout"):
        failure = PageFailure(
            site=site, channel="tzgg", request=request, seen_at=now,
            outcome=Outcome.GONE if kind == "gone" else Outcome.TIMEOUT, detail=kind,
            capture_id=capture.capture_id if kind == "gone" else None,
        )  # fmt: skip
        pages.save_failure(failure, [capture] if kind == "gone" else ())
        return
    issue = (Issue(code="no_date", message=f"{name} has no date"),) if kind == "doubtful" else ()
    article = Article(
        url=request.url, request=request, site=site, channel="tzgg", capture_id=capture.capture_id,
        seen_at=now, title="省国资委召开会议", body_text=TEXTS[text], title_hans="省国资委召开会议",
        body_hans=TEXTS[text], script="Hans", language="zh-Hans-CN", issues=issue,
        content_digest=content_digest("省国资委召开会议", TEXTS[text]), document=document_key(request.url),
    )  # fmt: skip
    pages.save_appearance(Appearance(article=article, same_text_as=None), [capture])


@contextmanager
def filled(every: Sequence[Sequence[Look]]) -> Iterator[list[Path]]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.db" for number in range(len(every))]
        for number, (path, looks) in enumerate(zip(paths, every, strict=True)):
            fill(path, looks, name=str(number))
        yield paths


def joined(folder: Path, paths: Sequence[Path], *, name: str) -> Path:
    target = folder / f"{name}.db"
    with new_database(target) as db:
        for path in paths:
            join(db, path)
        with transaction(db.conn):
            index_waiting(db.conn)
        for _ in compare_waiting(db.conn):
            pass
    return target


def state(path: Path) -> dict[str, list[str]]:
    found = {}
    with closing(sqlite3.connect(path)) as connection:
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_fts*'"
        ):
            if table in NOT_COMPARED:
                continue
            columns = [
                row[1]
                for row in connection.execute(f"PRAGMA table_info({table})")
                if row[1] not in MACHINE_S_OWN.get(table, ())
            ]
            rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()  # noqa: S608 - fixed names
            found[table] = sorted(repr(dict(zip(columns, row, strict=True))) for row in rows)
        ids = connection.execute(
            "SELECT a.id FROM articles a JOIN articles_fts f ON f.rowid = a.seq"
        ).fetchall()
        found["articles_fts"] = sorted(repr(one) for one in ids)
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()
    return found


@settings(max_examples=EXAMPLES)
@given(every=archives(), data=st.data())
def test_any_order_and_any_repetition_gives_the_same_archive(
    every: list[list[Look]], data: st.DataObject
) -> None:
    with filled(every) as paths:
        wanted = state(joined(paths[0].parent, paths, name="wanted"))
        other = [*data.draw(st.permutations(paths)), *data.draw(st.lists(st.sampled_from(paths), max_size=2))]
        assert state(joined(paths[0].parent, other, name="other")) == wanted


# A host of which one archive knows nothing but that a page is gone, and another nothing but a timeout.
@example(every=[[(0, 0, 0, "article")], [(0, 4, 0, "gone")], [(0, 5, 0, "timeout")]])
@settings(max_examples=EXAMPLES)
@given(every=archives())
def test_any_grouping_gives_the_same_archive(every: list[list[Look]]) -> None:
    with filled(every) as paths:
        folder = paths[0].parent
        wanted = state(joined(folder, paths, name="wanted"))
        some = joined(folder, paths[1:], name="some")
        assert state(joined(folder, [some, paths[0]], name="grouped")) == wanted
        again = joined(folder, [paths[2], some, paths[0], some], name="again")
        assert state(again) == wanted


@settings(max_examples=EXAMPLES)
@given(every=archives())
def test_archives_of_different_pages_join_to_what_one_machine_would_have(every: list[list[Look]]) -> None:
    looks = [look for one in every for look in one]
    by_site: dict[str, list[Look]] = {}
    for look in looks:
        by_site.setdefault(URLS[look[0]].split("/")[2], []).append(look)
    with filled([*by_site.values(), looks]) as paths:
        parts = state(joined(paths[0].parent, paths[:-1], name="parts"))
        whole = state(paths[-1])
    for table in ("articles", "appearances", "article_versions"):
        assert _without_captures(parts[table]) == _without_captures(whole[table])
    for counted in ("frontier", "hosts"):
        assert len(parts[counted]) == len(whole[counted])


def _without_captures(rows: Sequence[str]) -> list[str]:
    """Captures are named by the archive here, and so differ."""
    return sorted(row.partition("'capture_id'")[0] for row in rows)


def test_an_archive_joined_with_itself_is_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    looks: list[Look] = [(0, 1, 0, "article"), (0, 5, 1, "doubtful"), (1, 9, 0, "gone"), (2, 3, 1, "timeout")]
    fill(path, looks, name="a")
    before = state(path)
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    with closing(open_writer(path).conn) as connection:
        report = join(Database(connection), copy)
    assert report.rows == 0
    assert state(path) == before


def test_alarms_join_in_any_order_and_the_first_open_one_speaks(tmp_path: Path) -> None:
    """Two machines raised the same alarm; later it was over on one of them."""
    told = (
        ("first", "run-a", "2026-01-01", None),
        ("second", "run-b", "2026-01-02", None),
        ("first-later", "run-a", "2026-01-01", "2026-01-05"),
    )
    for name, run, since, ended in told:
        with new_database(tmp_path / f"{name}.db") as db:
            db.conn.execute(
                "INSERT INTO alarms (site, channel, kind, field, cause, since, raised_run, raised_at, ended_at,"
                " first_url, expected, found) VALUES ('jiangdong', '', 'fill', 'title', '', ?, ?, ?, ?, '', '', '')",
                (since, run, since, ended),
            )
    first, second, later = (tmp_path / f"{name}.db" for name, *_ in told)
    for both in ([first, second], [second, first]):
        with closing(sqlite3.connect(joined(tmp_path, both, name=f"both-{both[0].stem}"))) as connection:
            assert [one.since for one in open_alarms(connection)] == ["2026-01-01"]
    states = []
    for number, order in enumerate(permutations((first, second, later))):
        path = joined(tmp_path, [*order, order[0]], name=f"all{number}")
        states.append(state(path))
        with closing(sqlite3.connect(path)) as connection:
            [still] = open_alarms(connection)
            assert still.since == "2026-01-02"
            assert accept_alarm(connection, still.id, now=START)
            assert not open_alarms(connection)
    assert all(one == states[0] for one in states)


def test_every_table_is_either_joined_or_worked_out() -> None:
    with closing(migrated().conn) as connection:
        rows = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_fts' AND name NOT GLOB '*_fts_*'"
        ).fetchall()
    known = {one.table for one in (*JOINED_TABLES, OBSERVATIONS)} | WORKED_OUT | {BY_URL, "sqlite_sequence"}
    assert {name for (name,) in rows} - known == set()
