"""JSON Lines: one object a row, Chinese as Chinese."""

from collections.abc import Iterator
from itertools import islice

from sasac_crawler.export.writing import PieceFile, Progress
from sasac_crawler.query.reading import Partition, Reader

_ROWS = 500


class JsonLines(PieceFile):
    """Writes JSON Lines."""

    suffix = ".jsonl"

    def pieces(self, reader: Reader, within: Partition | None, progress: Progress) -> Iterator[bytes]:
        """Yield the rows, some hundred at a time."""
        if reader.selection.is_plain:
            for piece, rows in reader.rendered([reader.json_expression()], _joined, within):
                yield piece
                progress(rows)
            return
        lines = reader.json_lines(within)
        while some := list(islice(lines, _ROWS)):
            some.append(b"")
            yield b"\n".join(some)
            progress(len(some) - 1)


def _joined(rows: list[tuple[bytes]]) -> tuple[bytes, int]:
    return b"".join([row[0] + b"\n" for row in rows]), len(rows)
