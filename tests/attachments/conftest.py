from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sasac_crawler.attachments import ExtractedText, Limits, TextExtractor

Read = Callable[..., ExtractedText]


@pytest.fixture(scope="session")
def extractor() -> Iterator[TextExtractor]:
    limits = Limits(memory_bytes=600 << 20, cpu_seconds=5, wall_seconds=10, unpacked_bytes=64 << 20)
    with TextExtractor(limits) as one:
        yield one


@pytest.fixture
def read(extractor: TextExtractor, tmp_path: Path) -> Read:
    def _read(content: bytes, **offered: str) -> ExtractedText:
        path = tmp_path / "file"
        path.write_bytes(content)
        return extractor.extract(path, **offered)

    return _read
