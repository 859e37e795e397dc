"""What all forms of rows have in common: one file, or one a site and year, each with its digest."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sasac_crawler.export.sink import Sink
from sasac_crawler.export.target import SUMS
from sasac_crawler.query.reading import Partition, Reader

Piece = bytes | memoryview
Progress = Callable[[int], None]
"""Is told how many rows were written since it was last told."""
# How Hive, and so Polars, DuckDB and PyArrow, write a value that is not there.
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """One file of an export."""

    name: str
    """Path inside the export, with ``/``."""
    size: int
    sha256: str
    rows: int


class RowFile(ABC):
    """A form that is written row after row."""

    suffix: str

    @abstractmethod
    def write(self, path: Path, reader: Reader, within: Partition | None, progress: Progress) -> WrittenFile:
        """Write one file and return what is known of it."""


class PieceFile(RowFile):
    """A form that is made of pieces of bytes."""

    @abstractmethod
    def pieces(self, reader: Reader, within: Partition | None, progress: Progress) -> Iterator[Piece]:
        """Yield the bytes of one file in order."""

    def write(self, path: Path, reader: Reader, within: Partition | None, progress: Progress) -> WrittenFile:
        """Write one file and return what is known of it."""
        rows = 0

        def count(more: int) -> None:
            nonlocal rows
            rows += more
            progress(more)

        with Sink(path) as sink:
            for piece in self.pieces(reader, within, count):
                sink.take(piece)
        return WrittenFile(name=path.name, size=sink.size, sha256=sink.sha256, rows=rows)


def write_partitions(form: RowFile, folder: Path, reader: Reader, progress: Progress) -> list[WrittenFile]:
    """Write one file a site and year, in folders as Hive names them."""
    written = []
    for one in reader.partitions():
        place = Path(f"site={one.site}", f"year={one.year or _NO_VALUE}")
        (folder / place).mkdir(parents=True)
        name = f"part-0{form.suffix}"
        file = form.write(folder / place / name, reader, one, progress)
        written.append(
            WrittenFile(name=(place / name).as_posix(), size=file.size, sha256=file.sha256, rows=file.rows)
        )
    return written


def write_sums(folder: Path, files: list[WrittenFile]) -> None:
    """Write SHA256SUMS, as ``sha256sum -c`` reads it, by name."""
    lines = [f"{one.sha256}  {one.name}\n" for one in sorted(files, key=lambda file: file.name)]
    (folder / SUMS).write_text("".join(lines), "utf-8")


def write_small(folder: Path, name: str, text: str) -> WrittenFile:
    """Write a file that is made in one piece."""
    with Sink(folder / name) as sink:
        sink.write(text.encode())
    return WrittenFile(name=name, size=sink.size, sha256=sink.sha256, rows=0)
