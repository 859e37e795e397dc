"""A dataset folder as Hugging Face lays it out: Parquet shards and a data card."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sasac_crawler.export.data_card import data_card
from sasac_crawler.export.parquet import Parquet
from sasac_crawler.export.summary import Summary
from sasac_crawler.export.writing import Progress, WrittenFile, write_small
from sasac_crawler.query.reading import Reader

if TYPE_CHECKING:
    import pyarrow as pa

SHARD_GROUPS: Final = 32
"""Row groups of a shard: half a gigabyte of text."""


def write_hugging_face(
    folder: Path,
    reader: Reader,
    summary: Summary,
    progress: Progress,
    *,
    form: Parquet | None = None,
    shard_groups: int = SHARD_GROUPS,
) -> list[WrittenFile]:
    """Write shards and card into an empty folder.

    Args:
        folder: where.
        reader: what.
        summary: of what the reader reads.
        progress: is told of the rows.
        form: writes the shards.
        shard_groups: row groups of a shard.
    """
    data = folder / "data"
    data.mkdir()
    form = form or Parquet()
    drafts = [
        form.write_some(data / f"{number}.parquet", reader.columns, shard, progress)
        for number, shard in enumerate(_shards(form.row_groups(reader), shard_groups))
    ]
    written = []
    for number, draft in enumerate(drafts):
        # How many there are is part of the name.
        name = f"train-{number:05}-of-{len(drafts):05}.parquet"
        (data / draft.name).rename(data / name)
        written.append(
            WrittenFile(name=f"data/{name}", size=draft.size, sha256=draft.sha256, rows=draft.rows)
        )
    rows = sum(one.rows for one in written)
    return [*written, write_small(folder, "README.md", data_card(summary, reader.columns, rows=rows))]


def _shards(groups: Iterator["pa.Table"], size: int) -> Iterator[Iterator["pa.Table"]]:
    """Cut a stream of row groups into streams of so many; an empty one gives one empty shard."""
    first = next(groups, None)
    yield _some(chain([first] if first is not None else [], groups), size)
    while (first := next(groups, None)) is not None:
        yield _some(chain([first], groups), size)


def _some(groups: Iterator["pa.Table"], size: int) -> Iterator["pa.Table"]:
    for _ in range(size):
        group = next(groups, None)
        if group is None:
            return
        yield group
