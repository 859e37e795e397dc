"""What may be wrong with a bundle that comes from elsewhere: each is done to a good one."""

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sasac_crawler.archive.bundle import MANIFEST, manifest_text, read_parts

Poison = Callable[[Path], None]


def _parts(bundle: Path) -> dict[str, str]:
    return read_parts((bundle / MANIFEST).read_text("ascii"), name="test")


def _seal_again(bundle: Path) -> None:
    """Write the manifest anew, as somebody who means ill would."""
    parts = {part: hashlib.sha256((bundle / part).read_bytes()).hexdigest() for part in _parts(bundle)}
    (bundle / MANIFEST).write_text(manifest_text(parts), "ascii")


def _sql(bundle: Path, *statements: str) -> None:
    with closing(sqlite3.connect(bundle / "sasac.db", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    _seal_again(bundle)


def warc(bundle: Path) -> Path:
    return min((bundle / "warc").glob("*.warc.gz"))


def _flip(bundle: Path) -> None:
    content = bytearray(warc(bundle).read_bytes())
    content[len(content) // 2] ^= 1
    warc(bundle).write_bytes(content)


def _flip_and_seal(bundle: Path) -> None:
    _flip(bundle)
    _seal_again(bundle)


def _link(bundle: Path) -> None:
    path = warc(bundle)
    path.rename(bundle.parent / path.name)
    path.symlink_to(bundle.parent / path.name)


def _climb(bundle: Path) -> None:
    with (bundle / MANIFEST).open("a") as file:
        file.write(f"{'0' * 64}  warc/../../outside.warc.gz\n")


def _stowaway(bundle: Path) -> None:
    (bundle / "warc/extra.warc.gz").write_bytes(b"x")


def _scribble(bundle: Path) -> None:
    (bundle / "sasac.db").write_bytes(b"not a database" * 99)
    _seal_again(bundle)


def _lacking(bundle: Path) -> None:
    warc(bundle).unlink()


POISONS: dict[str, tuple[Poison, str]] = {
    "a byte changed": (_flip, "is not what its manifest says"),
    "a byte changed and the manifest with it": (_flip_and_seal, ""),
    "a link": (_link, "is a link"),
    "a path that climbs": (_climb, "which no bundle holds"),
    "a file too many": (_stowaway, "is not in its manifest"),
    "a file missing": (_lacking, "is missing"),
    "a newer schema": (lambda b: _sql(b, "PRAGMA user_version = 999"), "upgrade sasac-crawler"),
    "a trigger": (
        lambda b: _sql(b, "CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM articles; END"),
        "holds a trigger",
    ),
    "a view in place of a table": (
        lambda b: _sql(b, "DROP TABLE hosts", "CREATE VIEW hosts AS SELECT 1 AS host"),
        "",
    ),
    "another host's answer": (
        lambda b: _sql(b, "UPDATE captures SET url = 'http://www.bank.test/' WHERE rowid = 1"),
        "",
    ),
    "another host": (
        lambda b: _sql(b, "INSERT INTO hosts (host, state, fails) VALUES ('www.bank.test', 'ok', 0)"),
        "speaks of the host www.bank.test",
    ),
    "a page to be asked elsewhere": (
        lambda b: _sql(b, "UPDATE frontier SET url = 'http://10.0.0.1/' WHERE kind = 'article'"),
        "which has no such host",
    ),
    "an unknown site": (
        lambda b: _sql(b, "UPDATE sites SET slug = 'nowhere'"),
        "which no profile here describes",
    ),
    "no database at all": (
        _scribble,
        "",
    ),
}  # fmt: skip
