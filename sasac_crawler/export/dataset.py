"""An export, whole: what is selected, in a form, at a place."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from sqlite_utils import Database

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.errors import StoreError, UsageError
from sasac_crawler.export.arrow_source import ArrowSource
from sasac_crawler.export.csv_rows import CsvRows
from sasac_crawler.export.datapackage import write_datapackage
from sasac_crawler.export.hugging_face import write_hugging_face
from sasac_crawler.export.jsonl import JsonLines
from sasac_crawler.export.parquet import Parquet
from sasac_crawler.export.summary import summarise
from sasac_crawler.export.target import drafted
from sasac_crawler.export.wacz import write_wacz
from sasac_crawler.export.writing import Progress, RowFile, WrittenFile, write_partitions, write_sums
from sasac_crawler.query.reading import Reader
from sasac_crawler.query.selection import Selection, checked
from sasac_crawler.store.connection import open_reader
from sasac_crawler.store.schema_version import refuse_newer

Form = Literal["jsonl", "csv", "parquet", "datapackage", "hf", "wacz"]
FORMS: Final[tuple[Form, ...]] = ("jsonl", "csv", "parquet", "datapackage", "hf", "wacz")
_OF_ROWS: Final = ("jsonl", "csv", "parquet")
MANY: Final = 20_000
"""Articles whose export as text takes longer than to load PyArrow."""
_CACHE_KIB: Final = 4 * 1024
"""What reads from one end to the other never comes back to a page: a large cache is memory for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """In which form, and where to."""

    out: Path
    form: Form = "jsonl"
    is_partitioned: bool = False
    """Whether every site and year is a file of its own, in a folder."""

    csv_raw: bool = False
    """Whether cells that a spreadsheet takes for formulas stay as they are."""

    overwrite: bool = False
    is_alone: bool = False
    """Whether nothing else in this process has the archive open: then a quicker way to read it may be taken."""

    @property
    def is_folder(self) -> bool:
        """Whether the export is a folder."""
        return self.is_partitioned or self.form in ("datapackage", "hf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written."""

    out: str
    rows: int
    files: int
    size: int
    """Bytes of all files."""


def export_dataset(
    archive: Path,
    selection: Selection,
    options: ExportOptions,
    progress: Callable[[int], Progress] = lambda _total: lambda _rows: None,
) -> Exported:
    """Write a dataset: all of it, or nothing.

    Args:
        archive: folder of the archive.
        selection: what.
        options: in which form, and where to.
        progress: is told the number of articles and returns what is told of rows as they are written.

    Raises:
        UsageError: a value is none the archive has, or something is at the place.
        NoSpaceError: the disk is full.
        StoreError: there is no archive, it cannot be read, or a later release wrote it.
    """
    if options.is_partitioned and options.form not in _OF_ROWS:
        message = f"--partition goes with {', '.join(_OF_ROWS)}, not with {options.form}"
        raise UsageError(message)
    folder = ArchiveFolder(archive)
    with _opened(folder, options) as (db, source):
        reader = Reader(db, checked(db, selection))
        with drafted(options.out, is_folder=options.is_folder, overwrite=options.overwrite) as draft:
            told = progress(reader.count())
            files = _write(draft, reader, options, told, warcs=folder.warc, source=source)
    return Exported(
        out=str(options.out),
        rows=sum(one.rows for one in files),
        files=len(files),
        size=sum(one.size for one in files),
    )


@contextmanager
def _opened(folder: ArchiveFolder, options: ExportOptions) -> Iterator[tuple[Database, ArrowSource | None]]:
    """Give the database of an archive, and the quicker way to all of its articles, where there is one.

    Raises:
        StoreError: there is none, a later release wrote it, or it cannot be read, be it in the middle.
    """
    try:
        # The source is closed after the database: see there.
        with ExitStack() as outer, closing(open_reader(folder.database).conn) as connection:
            db = Database(connection)
            db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            refuse_newer(db)
            source = _arrow_source(db, folder, options)
            if source is not None:
                outer.callback(source.close)
            yield db, source
    except sqlite3.DatabaseError as error:
        message = f"the archive {folder.root} cannot be read: {error}; `sasac verify` says more"
        raise StoreError(message) from error


def _write(
    draft: Path,
    reader: Reader,
    options: ExportOptions,
    progress: Progress,
    *,
    warcs: Path,
    source: ArrowSource | None,
) -> list[WrittenFile]:
    if options.form == "wacz":
        file = write_wacz(draft, reader, summarise(reader.db, reader), progress, warcs=warcs)
        return [_with_sum(file, draft, options.out.name)]
    if options.form in _OF_ROWS:
        form = _row_file(options, source)
        if not options.is_partitioned:
            return [_with_sum(form.write(draft, reader, None, progress), draft, options.out.name)]
        files = write_partitions(form, draft, reader, progress)
    else:
        summary = summarise(reader.db, reader)
        if options.form == "datapackage":
            files = write_datapackage(
                draft, reader, summary, progress, form=CsvRows(source, is_raw=options.csv_raw)
            )
        else:
            files = write_hugging_face(draft, reader, summary, progress, form=Parquet(source))
    write_sums(draft, files)
    return files


def _with_sum(file: WrittenFile, draft: Path, name: str) -> WrittenFile:
    """Write the digest beside the draft of a single file."""
    draft.with_name(draft.name + ".sha256").write_text(f"{file.sha256}  {name}\n", "utf-8")
    return file


def _row_file(options: ExportOptions, source: ArrowSource | None) -> RowFile:
    if options.form == "jsonl":
        return JsonLines(source)
    return Parquet(source) if options.form == "parquet" else CsvRows(source, is_raw=options.csv_raw)


def _arrow_source(db: Database, folder: ArchiveFolder, options: ExportOptions) -> ArrowSource | None:
    """Return the quicker way to all articles, where there is one; whether it serves is seen later."""
    if not options.is_alone or options.form == "wacz":
        return None
    if options.form not in ("parquet", "hf"):
        # What Parquet needs anyway must be worth its loading.
        [(last,)] = db.execute("SELECT coalesce(max(seq), 0) FROM articles").fetchall()
        if last < MANY:
            return None
    try:
        return ArrowSource(folder.database)
    except ImportError:
        return None
