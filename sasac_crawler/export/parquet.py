"""Parquet through PyArrow, row group by row group: the memory it takes does not grow with the archive."""

from collections.abc import Callable, Iterator, Sequence
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

if TYPE_CHECKING:
    import pyarrow as pa

_Batch = tuple["pa.RecordBatch", list[int]]
_LONG: Final = ("body_text", "attachments_text")
_GROUP_BYTES: Final = 8 << 20
"""Long texts of a row group, as UTF-8."""
_LEVEL: Final = 3
"""Of Zstandard: its own default, and no slower here than PyArrow's 1 (files a fifth smaller, measured)."""
_GROUP_ROWS: Final = 20_000
_ROWS: Final = 500
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
        """Yield rows together until their texts fill a row group, however many were read at once."""
        import pyarrow as pa  # noqa: PLC0415 - only for this form

        schema = arrow_schema(reader.columns)
        if self._source is not None and within is None and self._source.has(reader):
            batches: Iterator[_Batch] = (
                _measured(_typed(batch, schema)) for batch in self._source.batches(reader)
            )
        else:
            batches = _batches(reader, within)
        for some in _cut(batches):
            # In one piece each, since pages end where pieces do; what is text must be UTF-8 from here on.
            yield pa.Table.from_batches(some).combine_chunks().cast(schema)


def _typed(batch: "pa.RecordBatch", schema: "pa.Schema") -> "pa.RecordBatch":
    """Return rows as they are to be written."""
    import pyarrow as pa  # noqa: PLC0415 - only for this form

    batch.validate(full=True)  # what is text to SQLite must be UTF-8 to others
    arrays = []
    for values, field in zip(batch.columns, schema, strict=True):
        if not pa.types.is_list(field.type):
            arrays.append(values.cast(field.type))
            continue
        # Most are alike.
        encoded = values.dictionary_encode()
        lists = [orjson.loads(text) for text in encoded.dictionary.to_pylist()]
        arrays.append(pa.array(lists, type=field.type).take(encoded.indices))
    return pa.record_batch(arrays, schema=schema)


def _measured(batch: "pa.RecordBatch") -> _Batch:
    """Return rows with the sizes of their long texts."""
    import pyarrow.compute as pc  # noqa: PLC0415 - only for this form

    columns = [
        pc.binary_length(batch.column(name)).fill_null(0).to_pylist()
        for name in _LONG
        if name in batch.schema.names
    ]
    return batch, [sum(row) for row in zip(*columns, strict=True)]


def _batches(reader: Reader, within: Partition | None) -> Iterator[_Batch]:
    """Yield rows by the hundred as columns of bytes, each with the sizes of its rows."""
    render = _rendering(reader.columns)
    if reader.selection.is_plain:
        yield from reader.rendered(reader.expressions(), render, within)
        return
    rows = reader.byte_rows(within)
    while some := list(islice(rows, _ROWS)):
        yield render(some)


def _rendering(columns: Sequence[Column]) -> Callable[[Rows], _Batch]:
    """Return what makes columns of rows."""
    import pyarrow as pa  # noqa: PLC0415 - only for this form

    # As bytes, which several threads do without checking each text: that is done by the row group.
    types = {
        "string": pa.binary(),
        "integer": pa.int64(),
        "boolean": pa.int8(),
        "array": pa.list_(pa.binary()),
    }
    schema = pa.schema([pa.field(column.name, types[column.kind]) for column in columns])
    long = [at for at, column in enumerate(columns) if column.name in _LONG]

    def render(rows: Rows) -> _Batch:
        values: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(columns)
        arrays = [
            pa.array(_lists(some) if column.kind == "array" else some, type=field.type)
            for column, some, field in zip(columns, values, schema, strict=True)
        ]
        sizes = [sum([len(row[at] or b"") for at in long]) for row in rows]
        return pa.record_batch(arrays, schema=schema), sizes

    return render


def _cut(batches: Iterator[_Batch]) -> Iterator[list["pa.RecordBatch"]]:
    """Yield what makes a row group: the rows decide where it ends, not how they were read."""
    group: list[pa.RecordBatch] = []
    count = size = 0
    for batch, sizes in batches:
        begun = 0
        for end, more in enumerate(sizes, 1):
            count, size = count + 1, size + more
            if size >= _GROUP_BYTES or count >= _GROUP_ROWS:
                yield [*group, batch.slice(begun, end - begun)]
                group, begun, count, size = [], end, 0, 0
        if begun < len(sizes):
            group.append(batch.slice(begun))
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


def _lists(texts: Sequence[bytes | None]) -> list[list[str] | None]:
    """Return what JSON arrays hold; most are alike."""
    known = {text: None if text is None else orjson.loads(text) for text in set(texts)}
    return [known[text] for text in texts]
