"""JSON Lines: one object a row, Chinese as Chinese."""

from collections.abc import Iterator
from itertools import islice

from sasac_crawler.export.arrow_source import ArrowSource
from sasac_crawler.export.arrow_text import json_lines
from sasac_crawler.export.writing import Piece, PieceFile, Progress
from sasac_crawler.query.reading import STEP, Partition, Reader
from sasac_crawler.store.records import key_of_said


class JsonLines(PieceFile):
    """Writes JSON Lines."""

    suffix = ".jsonl"

    def __init__(self, source: ArrowSource | None = None) -> None:
        """Say whether there is a quicker way to all articles."""
        self._source = source

    def pieces(self, reader: Reader, within: Partition | None, progress: Progress) -> Iterator[Piece]:
        """Yield the rows, some hundred at a time."""
        if self._source is not None and within is None and self._source.has(reader):
            wanted = [(sql, "x''") for sql in reader.json_expressions()]
            for batch in self._source.read(reader, wanted, lambda batch: batch):
                yield json_lines(batch)
                progress(batch.num_rows)
            return
        if reader.selection.is_plain:
            for piece, rows in reader.rendered([*reader.json_expressions()], _joined, within):
                yield piece
                progress(rows)
            return
        lines = reader.json_lines(within)
        while some := list(islice(lines, STEP)):
            some.append(b"")
            yield b"\n".join(some)
            progress(len(some) - 1)


def _joined(rows: list[tuple[bytes, bytes, bytes]]) -> tuple[bytes, int]:
    r"""Return rows of what stands before a version, what the version is the key of, and what follows, as lines.

    Example:
        >>> _joined([(b'{"version":"', b"", b'","url":"u"}')])
        (b'{"version":"e3b0c44298fc1c149afbf4c8","url":"u"}\n', 1)
    """
    pieces: list[bytes] = []
    for before, said, after in rows:
        pieces += (before, key_of_said(said).encode(), after, b"\n")
    return b"".join(pieces), len(rows)
