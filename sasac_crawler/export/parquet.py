"""Parquet through PyArrow, row group by row group: the memory it takes does not grow with the archive."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from sasac_crawler.errors import MissingPackageError
from sasac_crawler.export.arrow_source import ArrowSource
from sasac_crawler.export.sink import Sink
from sasac_crawler.export.writing import Progress, RowFile, WrittenFile
from sasac_crawler.query.columns import Column
from sasac_crawler.query.reading import Partition, Reader, Rows
from sasac_crawler.store.records import key_of_said

if TYPE_CHECKING:
    import pyarrow as pa

_LONG: Final = ("body_text", "attachments_text")
_GROUP_BYTES: Final = 8 << 20
"""Long texts of a row group, as UTF-8."""
_LEVEL: Final = 3
"""Of Zstandard: its own default, and no slower here than PyArrow's 1 (files a fifth smaller, measured)."""
_GROUP_ROWS: Final = 20_000
_PIECE_ROWS: Final = 1024
"""Rows that are read and written at once; row groups end where they do."""
_LARGE_ROWS: Final = 32
"""The same where rows may be large: texts of attachments."""
# What few articles do not share: only there a dictionary pays.
_REPEATED: Final = (
    "site", "channel", "category", "script", "language", "date_precision", "source_name", "source_id", "source_raw",
    "publisher", "author", "editor", "issuer", "subject", "validity", "column_name", "cause", "change",
)  # fmt: skip
_SORTED_BY: Final = ("id", "site", "date_published", "first_seen", "last_changed")
"""Columns with statistics: what readers skip row groups by."""


class Parquet(RowFile):
    """Writes Parquet with Zstandard."""

    suffix = ".parquet"

    def __init__(self, source: ArrowSource | None = None) -> None:
        """Look for PyArrow.

        Args:
            source: a quicker way to all articles.

        Raises:
            MissingPackageError: it is not installed.
        """
        try:
            import pyarrow  # noqa: ICN001, F401, PLC0415 - only for this form
        except ImportError as error:
            what = "an export as Parquet"
            raise MissingPackageError(what, "pyarrow", "'sasac-crawler[export]'") from error
        self._source = source

    def write(self, path: Path, reader: Reader, within: Partition | None, progress: Progress) -> WrittenFile:
        """Write one file and return what is known of it."""
        return self.write_some(path, reader.columns, self.row_groups(reader, within), progress)

    def write_some(
        self, path: Path, columns: Sequence[Column], groups: Iterator["pa.Table"], progress: Progress
    ) -> WrittenFile:
        """Write row groups into one file."""
        import pyarrow as pa  # noqa: PLC0415 - only for this form
        import pyarrow.parquet as pq  # noqa: PLC0415

        names = [column.name for column in columns]
        rows = 0
        with (
            Sink(path) as sink,
            pq.ParquetWriter(
                pa.PythonFile(sink, mode="w"),
                arrow_schema(columns),
                compression="zstd",
                compression_level=_LEVEL,
                use_dictionary=[name for name in _REPEATED if name in names],
                write_statistics=[name for name in _SORTED_BY if name in names],
                store_schema=True,
            ) as writer,
        ):
            for group in groups:
                writer.write_table(group)
                rows += group.num_rows
                progress(group.num_rows)
        return WrittenFile(name=path.name, size=sink.size, sha256=sink.sha256, rows=rows)

    def row_groups(self, reader: Reader, within: Partition | None = None) -> Iterator["pa.Table"]:
        """Yield rows together until their texts fill a row group, however they are read."""
        import pyarrow as pa  # noqa: PLC0415 - only for this form

        schema = arrow_schema(reader.columns)
        rows = _LARGE_ROWS if reader.selection.attachments_text else _PIECE_ROWS
        if self._source is not None and within is None and self._source.has(reader):
            batches = self._source.batches(reader, lambda batch: _typed(batch, schema), rows=rows)
        else:
            batches = _batches(reader, within, schema, rows)
        for some in _cut(batches):
            yield pa.Table.from_batches(some)


def _typed(batch: "pa.RecordBatch", schema: "pa.Schema") -> "pa.RecordBatch":
    """Return rows as they are to be written.

    Args:
        batch: texts as strings or bytes, arrays as their JSON text.
        schema: what they are to be.

    Raises:
        pyarrow.ArrowInvalid: what is text to SQLite is not UTF-8.
    """
    import pyarrow as pa  # noqa: PLC0415 - only for this form

    batch.validate(full=True)
    arrays = []
    for values, field in zip(batch.columns, schema, strict=True):
        if not pa.types.is_list(field.type):
            arrays.append(values.cast(field.type))
            continue
        # Most are alike.
        encoded = values.dictionary_encode()
        lists = [text and orjson.loads(text) for text in encoded.dictionary.to_pylist()]
        arrays.append(pa.array(lists, type=field.type).take(encoded.indices))
    return pa.record_batch(arrays, schema=schema)


def _batches(
    reader: Reader, within: Partition | None, schema: "pa.Schema", rows: int
) -> Iterator["pa.RecordBatch"]:
    """Yield rows as columns, so many at a time."""
    import pyarrow as pa  # noqa: PLC0415 - only for this form

    kinds = {"integer": pa.int64(), "boolean": pa.int8()}
    types = [kinds.get(column.kind, pa.binary()) for column in reader.columns]
    names = [column.name for column in reader.columns]
    at = names.index("version")

    def made(some: Rows) -> pa.RecordBatch:
        values: list[Any] = list(zip(*some, strict=True))
        if reader.selection.is_plain:
            values[at] = [key_of_said(said).encode() for said in values[at]]
        arrays = [pa.array(column, type=kind) for column, kind in zip(values, types, strict=True)]
        return _typed(pa.record_batch(arrays, names=names), schema)

    if reader.selection.is_plain:
        yield from reader.rendered(reader.said_expressions(), made, within, step=rows)
        return
    found = reader.byte_rows(within)
    while some := list(islice(found, rows)):
        yield made(some)


def _cut(batches: Iterator["pa.RecordBatch"]) -> Iterator[list["pa.RecordBatch"]]:
    """Yield what makes a row group."""
    import pyarrow.compute as pc  # noqa: PLC0415 - only for this form

    group: list[pa.RecordBatch] = []
    count = size = 0
    for batch in batches:
        group.append(batch)
        count += batch.num_rows
        for name in _LONG:
            if name in batch.schema.names:
                size += pc.sum(pc.binary_length(batch.column(name))).as_py() or 0
        if size >= _GROUP_BYTES or count >= _GROUP_ROWS:
            yield group
            group, count, size = [], 0, 0
    if group:
        yield group


def arrow_schema(columns: Sequence[Column]) -> "pa.Schema":
    """Return the Arrow schema of columns; descriptions are metadata of the fields."""
    import pyarrow as pa  # noqa: PLC0415 - only for this form

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "array": pa.list_(pa.string()),
    }
    return pa.schema(
        [
            pa.field(column.name, types[column.kind], metadata={"description": column.description})
            for column in columns
        ]
    )
