"""The file that is hashed and written by a thread: whatever goes wrong there is told to whoever writes."""

from pathlib import Path

import pytest

from sasac_crawler.export.sink import Sink

PIECE = bytes(1 << 20)


class Broken:
    """A digest that has had enough."""

    def update(self, piece: memoryview) -> None:
        raise MemoryError(len(piece))


def pour(sink: Sink) -> None:
    """Write more than may wait: whoever writes must not wait for ever."""
    for _ in range(20):
        sink.take(PIECE)


def test_an_error_of_any_kind_in_the_thread_ends_the_writing(tmp_path: Path) -> None:
    sink = Sink(tmp_path / "x")
    sink._digest = Broken()  # type: ignore[assignment]  # noqa: SLF001 - what may fail besides the disk
    with pytest.raises(MemoryError):
        pour(sink)
    sink.close(is_failed=True)
