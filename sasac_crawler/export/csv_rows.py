"""CSV as RFC 4180 lays it out, UTF-8, line feeds between rows; safe to open in a spreadsheet.

Every value is in quotes, an empty one is nothing at all. A cell that a spreadsheet would take for a formula gets
an apostrophe before it, as OWASP advises ("CSV injection"); full-width signs count, too, since Excel reads them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from sasac_crawler.export.writing import PieceFile, Progress
from sasac_crawler.query.columns import Column
from sasac_crawler.query.reading import Partition, Reader

_ROWS: Final = 500
# Stands between the cells of a row until they are put in quotes; a row that holds one is made cell by cell.
_BETWEEN: Final = b"\x1f"
_FORMULA: Final = frozenset((b"=", b"+", b"-", b"@", b"\t", b"\r", b"\n"))
_WIDE: Final = frozenset("＝＋－＠".encode()[at : at + 3] for at in range(0, 12, 3))
_WIDE_FIRST: Final = b"\xef"
_SUSPECT: Final = _FORMULA | {_WIDE_FIRST}


class CsvRows(PieceFile):
    """Writes CSV with a header."""

    suffix = ".csv"

    def __init__(self, *, is_raw: bool) -> None:
        """Decide whether cells that look like formulas stay as they are."""
        self._is_raw = is_raw

    def pieces(self, reader: Reader, within: Partition | None, progress: Progress) -> Iterator[bytes]:
        """Yield the header, then the rows, some hundred at a time."""
        yield b",".join(_quoted(column.name.encode()) for column in reader.columns) + b"\n"
        line_of = row_writer(reader.columns, is_raw=self._is_raw)
        rows = reader.byte_rows(within)
        while some := [line_of(row) for row in islice(rows, _ROWS)]:
            yield b"".join(some)
            progress(len(some))


def row_writer(columns: Sequence[Column], *, is_raw: bool = False) -> Callable[[Sequence[Any]], bytes]:
    """Return what makes one line of CSV of a row of bytes, numbers and nothing.

    Args:
        columns: of the row.
        is_raw: whether cells that look like formulas stay as they are.

    Example:
        >>> text, number = (Column(name="x", kind=k, is_required=False, description="") for k in ("string", "integer"))
        >>> write = row_writer([text, number, text])
        >>> print(write((b"=1+1", None, b"a,b")).decode(), write((b"x", 3, None)).decode(), end="")
        "'=1+1",,"a,b"
        "x","3",
    """
    others = [
        (at, column.kind == "boolean")
        for at, column in enumerate(columns)
        if column.kind in ("boolean", "integer")
    ]
    joints = len(columns) - 1

    def line(row: Sequence[Any]) -> bytes:
        cells = [value or b"" for value in row]
        for at, is_truth in others:
            cells[at] = _plain(row[at], is_truth=is_truth)
        joined = _BETWEEN.join(cells)
        is_suspect = not is_raw and not _SUSPECT.isdisjoint([cell[:1] for cell in cells])
        if is_suspect or b'"' in joined or joined.count(_BETWEEN) != joints:
            return b",".join([_cell(cell, is_raw=is_raw) for cell in cells]) + b"\n"
        # Two quotes in a row are now only around nothing.
        return (b'"' + joined.replace(_BETWEEN, b'","') + b'"').replace(b'""', b"") + b"\n"

    return line


def _cell(cell: bytes, *, is_raw: bool) -> bytes:
    if not cell:
        return b""
    is_formula = not is_raw and (cell[:1] in _FORMULA or cell[:3] in _WIDE)
    return _quoted(b"'" + cell if is_formula else cell)


def _quoted(cell: bytes) -> bytes:
    return b'"' + cell.replace(b'"', b'""') + b'"'


def _plain(value: int | None, *, is_truth: bool) -> bytes:
    if value is None:
        return b""
    return (b"true" if value else b"false") if is_truth else b"%d" % value
