"""The quicker way to all articles gives the same file to the byte, and only the state that was asked for."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.errors import StoreError
from sasac_crawler.export import dataset, parquet
from sasac_crawler.export.arrow_source import ArrowSource
from sasac_crawler.export.dataset import ExportOptions, Form, export_dataset
from sasac_crawler.query.reading import Reader
from sasac_crawler.query.searching import Filters
from sasac_crawler.query.selection import Selection
from sasac_crawler.store.connection import open_reader, open_writer


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of the batches that came the quicker way."""
    seen: list[int] = []
    plain = ArrowSource.read

    def read(self: ArrowSource, reader: Reader, wanted: Any, made: Any, *, rows: int = 1024) -> Any:
        def counted(batch: Any) -> Any:
            seen.append(batch.num_rows)
            return made(batch)

        return plain(self, reader, wanted, counted, rows=min(rows, 7))

    monkeypatch.setattr(ArrowSource, "read", read)
    return seen


def _written(
    archive: Path, out: Path, selection: Selection, *, is_alone: bool, form: str = "parquet"
) -> bytes:
    kind = cast("Form", form.removeprefix("raw "))
    options = ExportOptions(out=out, form=kind, is_alone=is_alone, csv_raw=kind != form)
    export_dataset(archive, selection, options)
    return out.read_bytes()


@pytest.mark.parametrize("where", ["demo", "nasty"])
@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv", "raw csv"])
def test_both_ways_give_the_same_bytes(
    where: str,
    form: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    taken: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parquet, "_PIECE_ROWS", 7)
    monkeypatch.setattr(parquet, "_GROUP_ROWS", 10)
    monkeypatch.setattr(dataset, "MANY", 0)
    archive: Path = request.getfixturevalue(where)
    slow = _written(archive, tmp_path / "slow", Selection(), is_alone=False, form=form)
    assert taken == []
    quick = _written(archive, tmp_path / "quick", Selection(), is_alone=True, form=form)
    assert quick == slow
    assert taken[:2] == ([7, 5] if where == "nasty" else [7, 7])
    assert not list(tmp_path.glob("*.part"))


def test_few_articles_as_text_do_not_load_what_parquet_needs(
    demo: Path, tmp_path: Path, taken: list[int]
) -> None:
    assert _written(demo, tmp_path / "x", Selection(), is_alone=True, form="jsonl")
    assert taken == []


@pytest.mark.parametrize(
    "selection",
    [
        Selection(script="hans"),
        Selection(attachments_text=True),
        Selection(words="复工复产"),
        Selection(filters=Filters(site="jiangdong")),
        Selection(versions=True),
        Selection(duplicates="appearances"),
    ],
    ids=lambda one: str(one)[:40],
)
def test_a_choice_is_read_the_other_way(
    demo: Path, tmp_path: Path, taken: list[int], selection: Selection
) -> None:
    assert _written(demo, tmp_path / "x", selection, is_alone=True)
    assert taken == []


def test_what_was_committed_between_the_two_is_seen(nasty: Path) -> None:
    path = ArchiveFolder(nasty).database
    with closing(ArrowSource(path)) as source:
        with closing(open_writer(path).conn) as writer:
            writer.execute("UPDATE articles SET title = 'x' WHERE seq = 1")
        db = open_reader(path)
        reader = Reader(db, Selection())
        assert not source.has(reader)
        db.conn.close()


def test_a_page_that_is_broken_is_said_and_leaves_nothing(nasty: Path, tmp_path: Path) -> None:
    path = ArchiveFolder(nasty).database
    with closing(sqlite3.connect(path)) as db:
        [(root,)] = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'articles'")
        [(size,)] = db.execute("PRAGMA page_size")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    with pytest.raises(StoreError, match="cannot be read"):
        _written(nasty, tmp_path / "x", Selection(), is_alone=True)
    assert not (tmp_path / "x").exists()
    assert not list(tmp_path.glob(".x*"))
