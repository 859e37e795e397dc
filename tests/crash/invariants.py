"""What must hold of an archive after any crash, by name (reliability facts, §4.1).

I1 to I3 and I5 to I7 are about one archive at any moment; I4 compares a resumed archive with one that was never
interrupted; I8 counts what the server was asked.
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sasac_crawler.archive.attachment_files import StoredFile, verify_attachments
from sasac_crawler.archive.warc_reader import read_record, warc_path
from sasac_crawler.store.grouping import MOST

Contents = dict[str, set[tuple[object, ...]]]
"""What two archives are compared by, by kind."""
STATES: Final = {"pending", "leased", "done", "excluded"}
AGAIN: Final = MOST + 2
"""Pages a kill can cost: those that wait for their commit, and the one in flight of each of the two sample sites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An archive, and what its crawls had said when the last of them ended."""

    archive: Path
    connection: sqlite3.Connection
    acknowledged: set[str]
    is_finished: bool
    """Whether the last crawl came to its own end."""


def acknowledged_once(seen: Seen) -> Iterator[str]:
    """I1: every acknowledged page is done, and an article among them is stored exactly once."""
    for key in sorted(seen.acknowledged):
        row = seen.connection.execute(
            "SELECT done_at, kind, outcome FROM frontier WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            yield f"{key} was acknowledged and is not in the frontier"
        elif row[0] is None and row[2] in (None, "ok"):
            yield f"{key} was acknowledged and is not done"
        elif row[0] is not None and row[1] == "article":
            query = "SELECT count(*) FROM appearances WHERE url = ?"
            [count] = seen.connection.execute(query, (key,)).fetchone()
            if count != 1:
                yield f"{key} was acknowledged and stands {count} times"
    yield from _twice(seen, "articles", "content_digest")
    yield from _twice(seen, "articles", "id")


def bytes_are_there(seen: Seen) -> Iterator[str]:
    """I2: every capture's bytes lie where its row says, with the same sha256."""
    rows = seen.connection.execute(
        "SELECT capture_id, warc_file, warc_offset, warc_length, payload_digest, is_revisit FROM captures"
    ).fetchall()
    folder = seen.archive / "warc"
    for capture_id, name, offset, length, digest, is_revisit in rows:
        if offset + length > warc_path(folder, name).stat().st_size:
            continue  # I5 says so
        record = read_record(folder, name, offset, length)
        if record.capture_id != capture_id:
            yield f"{name} holds {record.capture_id} where {capture_id} should be"
        if not is_revisit and f"sha256:{hashlib.sha256(record.payload).hexdigest()}" != digest:
            yield f"the payload of {capture_id} is another one"


def states_add_up(seen: Seen) -> Iterator[str]:
    """I3: every URL is in one state, no link is there without the page it was found on, no lease outlives its run."""
    states = dict(seen.connection.execute("SELECT state, count(*) FROM frontier GROUP BY state").fetchall())
    [discovered] = seen.connection.execute("SELECT count(DISTINCT key) FROM frontier").fetchone()
    if set(states) - STATES or sum(states.values()) != discovered:
        yield f"{discovered} URLs are known, the states are {states}"
    orphans = seen.connection.execute(
        "SELECT child.url FROM frontier child LEFT JOIN frontier page ON page.url = child.found_on"
        " WHERE child.found_on IS NOT NULL AND page.done_at IS NULL"
    ).fetchall()
    yield from (f"{url} was found on a page that was never stored" for (url,) in orphans)
    runs = seen.connection.execute("SELECT DISTINCT run_id FROM frontier WHERE state = 'leased'").fetchall()
    if len(runs) > (0 if seen.is_finished else 1):
        yield f"leases of {len(runs)} runs are left"


def captures_lie_within(seen: Seen) -> Iterator[str]:
    """I5: no capture's row points past the end of its file, no two share a place."""
    query = "SELECT capture_id, warc_file, warc_offset + warc_length FROM captures"
    for capture_id, name, end in seen.connection.execute(query).fetchall():
        if end > warc_path(seen.archive / "warc", name).stat().st_size:
            yield f"{capture_id} points past the end of {name}"
    yield from _twice(seen, "captures", "warc_file, warc_offset")


def database_is_sound(seen: Seen) -> Iterator[str]:
    """I6: ``integrity_check`` and ``foreign_key_check`` find nothing."""
    [verdict] = seen.connection.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        yield f"integrity_check: {verdict}"
    yield from (f"foreign key {row}" for row in seen.connection.execute("PRAGMA foreign_key_check"))


def files_are_whole(seen: Seen) -> Iterator[str]:
    """I7: every attachment's row has its file, whole; after a crawl that ended there is no other."""
    rows = seen.connection.execute("SELECT sha256, size, path FROM files").fetchall()
    expected = [StoredFile(sha256=sha256, size=size, path=path) for sha256, size, path in rows]
    wrong = {"missing", "changed"} | ({"extra", "unfinished"} if seen.is_finished else set())
    for one in verify_attachments(seen.archive / "attachments", expected):
        if one.problem in wrong:
            yield f"{one.path} is {one.problem}"


INVARIANTS: Final[dict[str, Callable[[Seen], Iterator[str]]]] = {
    "I1": acknowledged_once,
    "I2": bytes_are_there,
    "I3": states_add_up,
    "I5": captures_lie_within,
    "I6": database_is_sound,
    "I7": files_are_whole,
}


def broken_invariants(archive: Path, acknowledged: set[str], *, is_finished: bool = False) -> list[str]:
    """Return what does not hold of one archive, each as one line that begins with its name."""
    connection = sqlite3.connect(f"file:{archive / 'sasac.db'}?mode=ro", uri=True)
    try:
        seen = Seen(
            archive=archive, connection=connection, acknowledged=acknowledged, is_finished=is_finished
        )
        return [f"{name}: {line}" for name, check in INVARIANTS.items() for line in check(seen)]
    finally:
        connection.close()


def resumed_differently(archive: Path, wanted: Contents) -> list[str]:
    """I4: after a resume to the end there are the articles, URLs and files of an uninterrupted crawl."""
    found = contents_of(archive)
    return [
        f"I4: {len(wanted[kind] - found[kind])} {kind} missing, {len(found[kind] - wanted[kind])} too many"
        for kind in wanted
        if found[kind] != wanted[kind]
    ]


def articles_of(archive: Path) -> set[tuple[object, ...]]:
    """Return ``(url, content digest)`` of every appearance."""
    return contents_of(archive)["articles"]


def contents_of(archive: Path) -> Contents:
    """Return what two archives are compared by: articles, URLs with how they ended, files."""
    queries = {
        "articles": "SELECT p.url, a.content_digest FROM appearances p JOIN articles a ON a.id = p.article_id",
        "URLs": "SELECT key, kind, state, outcome FROM frontier",
        "files": "SELECT url, sha256 FROM attachment_fetches",
    }
    connection = sqlite3.connect(f"file:{archive / 'sasac.db'}?mode=ro", uri=True)
    try:
        return {kind: set(connection.execute(query).fetchall()) for kind, query in queries.items()}
    finally:
        connection.close()


def asked_too_often(archive: Path, asked: Counter[str], *, kills: int) -> list[str]:
    """I8: no more is fetched again for a kill than one commit holds and is in flight. Lists are asked by every run.

    Args:
        archive: the archive of all the crawls.
        asked: how often each path was asked by them, both sites together.
        kills: how many of them were killed.
    """
    connection = sqlite3.connect(f"file:{archive / 'sasac.db'}?mode=ro", uri=True)
    try:
        rows = connection.execute("SELECT key FROM frontier WHERE kind <> 'list'").fetchall()
    finally:
        connection.close()
    paths = {"/" + url.partition("://")[2].partition("/")[2].partition("?")[0] for (url,) in rows}
    again = sum(asked[path] - 1 for path in paths if asked[path] > 1)
    return [f"I8: {again} pages were fetched again after {kills} kills"] if again > AGAIN * kills else []


def _twice(seen: Seen, table: str, columns: str) -> Iterator[str]:
    rows = seen.connection.execute(
        f"SELECT {columns}, count(*) FROM {table} GROUP BY {columns} HAVING count(*) > 1"  # noqa: S608 - fixed names
    ).fetchall()
    yield from (f"{table} {row} stands more than once" for row in rows)
