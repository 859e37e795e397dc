"""Parquet through PyArrow, row group by row group: the memory it takes does not grow with the archive."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from sasac_crawler.errors import MissingPackageError
from sasac_crawler.export.sink import Sink
from sasac_crawler.export.writing import Progress, RowFile, WrittenFile
from sasac_crawler.query.columns import Column
from sasac_crawler.query.reading import Partition, Reader

if TYPE_CHECKING:
    import pyarrow as pa

_GROUP_BYTES: Final = 8 << 20
"""Texts of a row group, as UTF-8."""
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

    def __init__(self) -> None:
        """Look for PyArrow.

        Raises:
            MissingPackageError: it is not installed.
        """
        try:
            import pyarrow  # noqa: ICN001, F401, PLC0415 - only for this form
        except ImportError as error:
            what = "an export as Parquet"
            raise MissingPackageError(what, "pyarrow", "'sasac-crawler[export]'") from error

    def write(self, path: Path, reader: Reader, within: Partition | None, progress: Progress) -> WrittenFile:
        """Write one file and return what is known of it."""
        return self.write_some(path, reader.columns, row_groups(reader.byte_rows(within)), progress)

    def write_some(
        self,
        path: Path,
        columns: Sequence[Column],
        groups: Iterator[list[tuple[Any, ...]]],
        progress: Progress,
    ) -> WrittenFile:
        """Write row groups into one file."""
        import pyarrow as pa  # noqa: PLC0415 - only for this form
        import pyarrow.parquet as pq  # noqa: PLC0415

        schema = arrow_schema(columns)
        names = [column.name for column in columns]
        rows = 0
        with (
            Sink(path) as sink,
            pq.ParquetWriter(
                pa.PythonFile(sink, mode="w"),
                schema,
                compression="zstd",
                use_dictionary=[name for name in _REPEATED if name in names],
                write_statistics=[name for name in _SORTED_BY if name in names],
                store_schema=True,
            ) as writer,
        ):
            for group in groups:
                arrays = [
                    _array(column, values, field.type)
                    for column, values, field in zip(columns, zip(*group, strict=True), schema, strict=True)
                ]
                writer.write_table(pa.table(arrays, schema=schema))
                rows += len(group)
                progress(len(group))
        return WrittenFile(name=path.name, size=sink.size, sha256=sink.sha256, rows=rows)


def row_groups(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield rows together until their texts fill a row group."""
    group: list[tuple[Any, ...]] = []
    size = 0
    while some := list(islice(rows, _ROWS)):
        group += some
        size += sum(len(value) for row in some for value in row if isinstance(value, bytes))
        if size >= _GROUP_BYTES or len(group) >= _GROUP_ROWS:
            yield group
            group, size = [], 0
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


def _array(column: Column, values: tuple[Any, ...], arrow_type: "pa.DataType") -> "pa.Array":
    import pyarrow as pa  # noqa: PLC0415 - only for this form

    if column.kind == "array":
        return pa.array([None if one is None else _list(one) for one in values], type=arrow_type)
    if column.kind == "boolean":
        return pa.array([None if one is None else bool(one) for one in values], type=arrow_type)
    return pa.array(values, type=arrow_type)


def _list(text: bytes) -> list[str]:
    found: list[str] = [] if text == b"[]" else orjson.loads(text)
    return found
