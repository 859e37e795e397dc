"""Columns of Arrow as CSV and as JSON Lines, to the byte what ``csv_rows`` and ``jsonl`` make of rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sasac_crawler.export.spreadsheet import SUSPECT, is_formula
from sasac_crawler.query.columns import Column
from sasac_crawler.store.records import key_of_said

if TYPE_CHECKING:
    import pyarrow as pa


def csv_lines(batch: "pa.RecordBatch", columns: Sequence[Column], *, is_raw: bool) -> memoryview:
    """Return rows as CSV without a header.

    Args:
        batch: texts, arrays as JSON text, truth values as 0 and 1.
        columns: of the batch.
        is_raw: whether cells that look like formulas stay as they are.
    """
    import pyarrow as pa  # noqa: PLC0415 - only where it is installed
    import pyarrow.compute as pc  # noqa: PLC0415
    from pyarrow import csv  # noqa: PLC0415

    arrays = [
        pc.if_else(pc.equal(array, 1), "true", "false")
        if column.kind == "boolean"
        else _cells(array, is_raw=is_raw)
        for array, column in zip(batch.columns, columns, strict=True)
    ]
    out = pa.BufferOutputStream()
    options = csv.WriteOptions(include_header=False, quoting_style="all_valid", batch_size=batch.num_rows)
    csv.write_csv(pa.record_batch(arrays, names=batch.schema.names), out, options)
    return memoryview(out.getvalue())


def json_lines(batch: "pa.RecordBatch") -> memoryview:
    """Return rows of what stands before a version, what the version is the key of, and what follows, as lines."""
    import pyarrow as pa  # noqa: PLC0415 - only where it is installed
    import pyarrow.compute as pc  # noqa: PLC0415

    before, said, after = batch.columns
    keys = pa.array([key_of_said(one) for one in said.to_pylist()], type=pa.string()).cast(pa.binary())
    lines = pc.binary_join_element_wise(before, keys, after, b"\n", b"")
    size = pc.sum(pc.binary_length(lines)).as_py()
    return memoryview(lines.buffers()[2])[:size]


def _cells(array: "pa.Array", *, is_raw: bool) -> "pa.Array":
    """Return texts as CSV has them: nothing for an empty one, no formula.

    First bytes of the whole column tell whether any cell needs care.
    """
    import pyarrow as pa  # noqa: PLC0415 - only where it is installed
    import pyarrow.compute as pc  # noqa: PLC0415

    if array.null_count == len(array):
        return array
    cells = array.cast(pa.binary())
    first = set(pc.unique(pc.binary_slice(cells, 0, 1)).to_pylist())
    has_formulas = not is_raw and not SUSPECT.isdisjoint(first)
    if not has_formulas and b"" not in first:
        return array
    return pa.array(
        [
            b"'" + cell if cell and has_formulas and is_formula(cell) else cell or None
            for cell in cells.to_pylist()
        ],
        type=pa.binary(),
    )
