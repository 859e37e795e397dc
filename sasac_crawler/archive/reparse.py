"""``sasac reparse``: today's rules over every capture: a diff first, and only if asked the store.

Applied, a reading that differs becomes a further *epoch* of its look; the state it takes the place of
stays as a version with cause ``rules``. Progress is committed with the rows, so a run that was
interrupted goes on where it stopped; a reading that is worse (no article any more) changes nothing.
"""

import hashlib
import multiprocessing
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from sasac_crawler.archive.reparse_looks import BATCH, looks_after
from sasac_crawler.archive.rereading import Look, Reread, reread
from sasac_crawler.hidden_imports import load
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.articles import ArticleTable
from sasac_crawler.store.near_duplicates import compare_waiting
from sasac_crawler.store.observations import ObservationTable
from sasac_crawler.store.search import index_waiting
from sasac_crawler.store.transaction import transaction

_MOST_EXAMPLES: Final = 3
_AHEAD: Final = 64
"""Batches that are on their way on a cluster."""
_RULE_PACKAGES: Final = ("normalize", "parse", "sites", "vocab")


@dataclass(slots=True, kw_only=True)
class FieldChanges:
    """How one field of one site would change."""

    count: int = 0
    examples: list[tuple[str, str, str]] = field(default_factory=list)
    """``(url, before, after)``, a few."""


@dataclass(slots=True, kw_only=True)
class ReparseReport:
    """What today's rules make of an archive."""

    looks: int = 0
    """Captures read."""

    differing: int = 0
    """Of these, read otherwise than before."""

    applied: int = 0
    """Of these, written."""

    fields: dict[tuple[str, str], FieldChanges] = field(default_factory=dict)
    """By site and field."""

    worse: Counter[str] = field(default_factory=Counter)
    """By site: articles that today's rules do not read as articles any more; left as they are."""

    worse_examples: list[str] = field(default_factory=list)

    unknown: Counter[str] = field(default_factory=Counter)
    """By site: captures that were not read, because no profile of the site was given."""

    def add(self, one: Reread) -> None:
        """Count one reading."""
        self.looks += 1
        if one.is_of_unknown_site:
            self.unknown[one.look.site] += 1
        elif one.problem is not None and one.look.known is not None:
            self.worse[one.look.site] += 1
            if len(self.worse_examples) < _MOST_EXAMPLES:
                self.worse_examples.append(one.problem)
        self.differing += bool(one.differences)
        for name, (before, after) in one.differences.items():
            changes = self.fields.setdefault((one.look.site, name), FieldChanges())
            changes.count += 1
            if len(changes.examples) < _MOST_EXAMPLES:
                changes.examples.append((one.look.url, before, after))


def compare_rules(
    db: Database,
    warc_folder: Path,
    *,
    profiles: Mapping[str, SiteProfile],
    jobs: int = 1,
    progress: Callable[[int], None] = lambda _: None,
) -> ReparseReport:
    """Read every capture by today's rules and report the differences; nothing is written.

    Args:
        db: the archive, open for reading.
        warc_folder: its ``warc`` folder.
        profiles: today's profiles.
        jobs: worker processes.
        progress: told how many looks are done.
    """
    report = ReparseReport()
    for batch in _reread_all(looks_after(db, after=("", "")), warc_folder, profiles, jobs):
        for one in batch:
            report.add(one)
        progress(report.looks)
    return report


def apply_rules(
    db: Database,
    warc_folder: Path,
    *,
    profiles: Mapping[str, SiteProfile],
    jobs: int = 1,
    pool: Executor | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> ReparseReport:
    """Read every capture by today's rules and store what differs; go on where an earlier try stopped.

    Args:
        db: the archive, open for writing; the caller holds its lock.
        warc_folder: its ``warc`` folder.
        profiles: today's profiles.
        jobs: worker processes.
        pool: who reads instead, e.g. a cluster; it must see the ``warc`` folder under the same path.
        progress: told how many looks are done.
    """
    report = ReparseReport()
    edition = rules_edition()
    after = _progress_of(db, edition)
    for batch in _reread_all(looks_after(db, after=after), warc_folder, profiles, jobs, pool):
        with transaction(db.conn):
            for one in batch:
                report.add(one)
                report.applied += _store(db, one)
            last = batch[-1].look
            db.execute(
                "INSERT INTO reparses (edition, url, seen_at) VALUES (?, ?, ?) ON CONFLICT (edition)"
                " DO UPDATE SET url = excluded.url, seen_at = excluded.seen_at",
                (edition, last.url, last.seen_at),
            )
        progress(report.looks)
    with transaction(db.conn):
        db.execute("DELETE FROM reparses WHERE edition = ?", (edition,))
        index_waiting(db.conn)
    for _ in compare_waiting(db.conn):
        pass
    return report


@cache
def rules_edition() -> str:
    """Return a digest of everything that decides how a page is read: code, profiles and tables."""
    digest = hashlib.sha256()
    for package in _RULE_PACKAGES:
        for name, content in sorted(_sources(files("sasac_crawler").joinpath(package), package)):
            digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()[:16]


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        path = f"{name}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _sources(entry, path)
        elif entry.is_file():
            yield path, entry.read_bytes()


def _store(db: Database, one: Reread) -> bool:
    if one.appearance is None or not one.differences:
        return False
    url = one.appearance.article.url
    epoch = ObservationTable(db.conn).epoch_of(url, one.look.seen_at) + 1
    ArticleTable(db).save(one.appearance, epoch=epoch)
    return True


def _reread_all(
    looks: Iterable[Look],
    warc_folder: Path,
    profiles: Mapping[str, SiteProfile],
    jobs: int,
    pool: Executor | None = None,
) -> Iterator[list[Reread]]:
    """Yield batches in order; with several jobs a few batches are on their way at any time."""
    batches = _batches(looks)
    work = partial(_reread_batch, warc_folder=warc_folder, profiles=dict(profiles))
    if pool is not None:
        yield from _in_order(pool, work, batches, ahead=_AHEAD)
        return
    if jobs <= 1:
        yield from (work(batch) for batch in batches)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=load, initargs=(__name__,)) as own:
        yield from _in_order(own, work, batches, ahead=2 * jobs)


def _in_order(
    pool: Executor,
    work: Callable[[list[Look]], list[Reread]],
    batches: Iterable[list[Look]],
    *,
    ahead: int,
) -> Iterator[list[Reread]]:
    waiting: deque[Future[list[Reread]]] = deque()
    for batch in batches:
        waiting.append(pool.submit(work, batch))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _reread_batch(
    looks: list[Look], *, warc_folder: Path, profiles: Mapping[str, SiteProfile]
) -> list[Reread]:
    return [reread(look, warc_folder, profiles) for look in looks]


def _batches(looks: Iterable[Look]) -> Iterator[list[Look]]:
    iterator = iter(looks)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _progress_of(db: Database, edition: str) -> tuple[str, str]:
    row = db.execute("SELECT url, seen_at FROM reparses WHERE edition = ?", (edition,)).fetchone()
    return (row[0], row[1]) if row else ("", "")
