"""CSV as RFC 4180 lays it out, UTF-8, line feeds between rows; safe to open in a spreadsheet.

Every value is in quotes, an empty one is nothing at all. A cell that a spreadsheet would take for a formula gets
an apostrophe before it, as OWASP advises ("CSV injection"); full-width signs count, too, since Excel reads them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, repeat
from typing import Any, Final, Literal

import orjson

from sasac_crawler.export.arrow_source import ArrowSource
from sasac_crawler.export.arrow_text import csv_lines
from sasac_crawler.export.spreadsheet import SUSPECT, WIDE_FIRST, is_formula
from sasac_crawler.export.writing import Piece, PieceFile, Progress
from sasac_crawler.query.columns import Column
from sasac_crawler.query.reading import SAID, STEP, Partition, Reader, Rows
from sasac_crawler.store.records import key_of_said

_Part = Literal["short", "long", "version"]
# Stands between the cells of a row until they are put in quotes; a row that holds one is made cell by cell.
_BETWEEN: Final = b"\x1f"
_LONG: Final = ("body_text", "attachments_text")
_SIGNS: Final = bytes.maketrans(b"+-@" + WIDE_FIRST, b"====")
"""Makes every sign that may begin a formula the same, so that one search finds them all."""


class CsvRows(PieceFile):
    """Writes CSV with a header."""

    suffix = ".csv"

    def __init__(self, source: ArrowSource | None = None, *, is_raw: bool) -> None:
        """Decide whether cells that look like formulas stay as they are."""
        self.is_raw = is_raw
        self._source = source

    def pieces(self, reader: Reader, within: Partition | None, progress: Progress) -> Iterator[Piece]:
        """Yield the header, then the rows, some hundred at a time."""
        yield header(reader.columns)
        if self._source is not None and within is None and self._source.has(reader):
            for batch in self._source.batches(reader, lambda batch: batch):
                yield csv_lines(batch, reader.columns, is_raw=self.is_raw)
                progress(batch.num_rows)
            return
        if reader.selection.is_plain:
            parts = _parts(reader.columns, reader.expressions())
            render = _rendering([kind for _, kind in parts], is_raw=self.is_raw)
            for piece, count in reader.rendered([sql for sql, _ in parts], render, within):
                yield piece
                progress(count)
            return
        line_of = row_writer(reader.columns, is_raw=self.is_raw)
        rows = reader.byte_rows(within)
        while some := [line_of(row) for row in islice(rows, STEP)]:
            yield b"".join(some)
            progress(len(some))


def _rendering(kinds: Sequence[_Part], *, is_raw: bool) -> Callable[[Rows], tuple[bytes, int]]:
    """Return what makes lines of rows of pieces.

    A piece of all rows is made at once: what takes time is calls, not bytes.
    """
    makers = {"short": _short, "long": _long, "version": _versions}

    def render(rows: Rows) -> tuple[bytes, int]:
        ends = [*repeat(repeat(b","), len(kinds) - 1), repeat(b"\n")]
        cells = [
            makers[kind](pieces, is_raw=is_raw)
            for kind, pieces in zip(kinds, zip(*rows, strict=True), strict=bool(rows))
        ]
        rows_of_pieces = zip(*chain.from_iterable(zip(cells, ends, strict=bool(rows))), strict=False)
        return b"".join(chain.from_iterable(rows_of_pieces)), len(rows)

    return render


def _versions(said: Sequence[bytes], *, is_raw: bool) -> list[bytes]:  # noqa: ARG001 - hexadecimal is no formula
    return [b'"%b"' % key_of_said(one).encode() for one in said]


def _short(pieces: Sequence[bytes], *, is_raw: bool) -> list[bytes]:
    """Return JSON arrays of strings as cells of CSV.

    Example:
        >>> _short([b'["a,b",""]', b'["c","d"]'], is_raw=False)
        [b'"a,b",', b'"c","d"']
    """
    joined = b"\n".join(pieces)
    if b"\\" in joined or (not is_raw and b'"=' in joined.translate(_SIGNS)):
        if len(pieces) == 1:
            return [_of_json(joined, is_raw=is_raw)]
        return [_short([piece], is_raw=is_raw)[0] for piece in pieces]
    # Without an escape there is no line end in an array, and two quotes in a row are only around nothing.
    return joined[1:-1].replace(b'""', b"").split(b"]\n[")


def _long(pieces: Sequence[bytes], *, is_raw: bool) -> list[bytes]:
    if not is_raw and not SUSPECT.isdisjoint([piece[:1] for piece in pieces]):
        return [_cell(piece, is_raw=is_raw) for piece in pieces]
    return [b'"%b"' % piece.replace(b'"', b'""') if piece else b"" for piece in pieces]


def _parts(columns: Sequence[Column], expressions: Sequence[str]) -> list[tuple[str, _Part]]:
    """Return the SQL of pieces of a line, and what each is: several short cells, one long one, or the version.

    Short cells together are a JSON array: SQLite puts them in quotes faster than anybody else, and without an
    escape in it the array is the CSV but for the empty cells.
    """
    parts: list[tuple[str, _Part]] = []
    short: list[str] = []
    for column, sql in zip(columns, expressions, strict=True):
        kind: _Part = "version" if column.name == "version" else "short"
        if column.kind == "array" or column.name in _LONG:
            kind = "long"
        if kind == "short":
            truth = f"CASE {sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE '' END"
            short.append(truth if column.kind == "boolean" else f"ifnull({sql}, '')")
        if short and (kind != "short" or column is columns[-1]):
            parts.append((f"json_array({', '.join(short)})", "short"))
            short = []
        if kind != "short":
            parts.append((SAID if kind == "version" else f"ifnull({sql}, '')", kind))
    return parts


def _of_json(cells: bytes, *, is_raw: bool) -> bytes:
    """Return a JSON array of strings as cells of CSV.

    Example:
        >>> print(_of_json(b'["a,b","","=1"]', is_raw=False).decode())
        "a,b",,"'=1"
    """
    return b",".join([_cell(cell.encode(), is_raw=is_raw) for cell in orjson.loads(cells)])


def header(columns: Sequence[Column]) -> bytes:
    """Return the first line."""
    return b",".join(_quoted(column.name.encode()) for column in columns) + b"\n"


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
        is_suspect = not is_raw and not SUSPECT.isdisjoint([cell[:1] for cell in cells])
        if is_suspect or b'"' in joined or joined.count(_BETWEEN) != joints:
            return b",".join([_cell(cell, is_raw=is_raw) for cell in cells]) + b"\n"
        # Two quotes in a row are now only around nothing.
        return (b'"' + joined.replace(_BETWEEN, b'","') + b'"').replace(b'""', b"") + b"\n"

    return line


def _cell(cell: bytes, *, is_raw: bool) -> bytes:
    if not cell:
        return b""
    return _quoted(b"'" + cell if not is_raw and is_formula(cell) else cell)


def _quoted(cell: bytes) -> bytes:
    return b'"' + cell.replace(b'"', b'""') + b'"'


def _plain(value: int | None, *, is_truth: bool) -> bytes:
    if value is None:
        return b""
    return (b"true" if value else b"false") if is_truth else b"%d" % value
