"""``sasac cluster reparse``: the pure readers over every capture, on a cluster: to Parquet, or into the store."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import fsspec
from distributed import Client
from sqlite_utils import Database

from sasac_crawler.archive.reparse import ReparseReport, apply_rules
from sasac_crawler.archive.reparse_looks import looks_after
from sasac_crawler.archive.rereading import Look, reread
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.records import record_of

_ROWS: Final = 500
"""Looks a task reads and a file holds."""
_AHEAD: Final = 64
_NUMBERS: Final = frozenset(("is_reprint",))


@dataclass(slots=True, kw_only=True)
class ParquetReport:
    """What was written."""

    files: int = 0
    rows: int = 0
    unread: int = 0
    """Captures that gave no article."""


def reparse_to_parquet(
    client: Client, db: Database, warc_folder: Path, out: str, *, profiles: Mapping[str, SiteProfile]
) -> ParquetReport:
    """Read every capture by today's rules and write the records, one row a look, to Parquet files.

    Args:
        client: of the cluster; its workers see ``warc_folder`` under the same path.
        db: the archive, open for reading.
        warc_folder: its ``warc`` folder.
        out: URL of a folder; ``part-00001.parquet`` and on are written, the same every time.
        profiles: today's profiles.
    """
    report = ParquetReport()
    [shared] = client.scatter([dict(profiles)], broadcast=True)
    waiting: deque[Any] = deque()
    for number, looks in enumerate(_chunks(looks_after(db, after=("", ""))), start=1):
        target = f"{out.rstrip('/')}/part-{number:05}.parquet"
        waiting.append(client.submit(write_part, looks, str(warc_folder), target, shared, pure=False))
        if len(waiting) > _AHEAD:
            _count(report, waiting.popleft().result())
    while waiting:
        _count(report, waiting.popleft().result())
    return report


def reparse_into_store(
    client: Client, db: Database, warc_folder: Path, *, profiles: Mapping[str, SiteProfile]
) -> ReparseReport:
    """Read every capture by today's rules on a cluster and store what differs, as ``sasac reparse --apply`` does."""
    return apply_rules(db, warc_folder, profiles=profiles, pool=client.get_executor())


def write_part(
    looks: list[Look], warc_folder: str, target: str, profiles: Mapping[str, SiteProfile]
) -> tuple[int, int]:
    """Read looks and write their records to one Parquet file; return how many were read and how many not."""
    import pyarrow as pa  # noqa: PLC0415 - an extra, on the worker
    from pyarrow import parquet  # noqa: PLC0415

    rows = list(_rows(looks, Path(warc_folder), profiles))
    if rows:
        schema = pa.schema(
            [pa.field(name, pa.int64() if name in _NUMBERS else pa.string()) for name in sorted(rows[0])]
        )
        with fsspec.open(target, "wb", auto_mkdir=True) as stream:
            parquet.write_table(pa.Table.from_pylist(rows, schema=schema), stream, compression="zstd")
    return len(rows), len(looks) - len(rows)


def _rows(
    looks: Iterable[Look], warc_folder: Path, profiles: Mapping[str, SiteProfile]
) -> Iterator[dict[str, Any]]:
    for look in looks:
        appearance = reread(look, warc_folder, profiles).appearance
        if appearance is not None:
            yield record_of(appearance.article)["row"] | {
                "seen_at": look.seen_at,
                "capture_id": look.capture_id,
                "warc_file": look.response[0],
            }


def _chunks(looks: Iterable[Look]) -> Iterator[list[Look]]:
    iterator = iter(looks)
    while chunk := list(islice(iterator, _ROWS)):
        yield chunk


def _count(report: ParquetReport, done: tuple[int, int]) -> None:
    report.files += bool(done[0])
    report.rows += done[0]
    report.unread += done[1]
