"""JSON Lines: one object a row, Chinese as Chinese."""

from collections.abc import Iterator
from itertools import islice

from sasac_crawler.export.writing import PieceFile, Progress
from sasac_crawler.query.reading import STEP, Partition, Reader
from sasac_crawler.store.records import key_of_said


class JsonLines(PieceFile):
    """Writes JSON Lines."""

    suffix = ".jsonl"

    def pieces(self, reader: Reader, within: Partition | None, progress: Progress) -> Iterator[bytes]:
        """Yield the rows, some hundred at a time."""
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
    r"""Return lines of rows of an object, what their version is the key of, and another object.

    Example:
        >>> _joined([(b'{"id":"1"}', b"", b'{"url":"u"}')])
        (b'{"id":"1","version":"e3b0c44298fc1c149afbf4c8","url":"u"}\n', 1)
    """
    pieces: list[bytes] = []
    for before, said, after in rows:
        pieces += (before[:-1], b',"version":"', key_of_said(said).encode(), b'",', after[1:], b"\n")
    return b"".join(pieces), len(rows)
