"""What stands beside the articles of a data package: their places, their earlier states, their sites."""

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sasac_crawler.export.csv_rows import header, row_writer
from sasac_crawler.export.sink import Sink
from sasac_crawler.export.writing import WrittenFile
from sasac_crawler.query.columns import Column, Kind
from sasac_crawler.query.data_dictionary import column_descriptions
from sasac_crawler.query.reading import STEP, Reader

# Which rows belong to the articles that {selected} selects, in order.
_ROWS: Final[Mapping[str, str]] = {
    "appearances": "WHERE article_id IN ({selected}) ORDER BY url",
    "article_versions": "WHERE article_id IN ({selected}) ORDER BY article_id, version",
    "sites": (
        "WHERE slug IN (SELECT p.site FROM appearances p WHERE p.article_id IN ({selected})"
        " UNION SELECT site FROM articles WHERE id IN ({selected})) ORDER BY slug"
    ),
}
_KEYS: Final[Mapping[str, list[str]]] = {
    "appearances": ["url"],
    "article_versions": ["article_id", "version"],
    "sites": ["slug"],
}
_IN_SCRIPT: Final = ("title", "body_text")
_ARRAYS: Final = ("changed_fields",)


def write_tables(folder: Path, reader: Reader, *, is_raw: bool) -> list[tuple[WrittenFile, dict[str, Any]]]:
    """Write the tables as CSV; return the files and their Table Schemas.

    Args:
        folder: where.
        reader: selects the articles.
        is_raw: whether cells that look like formulas stay as they are.
    """
    return [_write(folder, name, reader, is_raw=is_raw) for name in _ROWS]


def _write(folder: Path, name: str, reader: Reader, *, is_raw: bool) -> tuple[WrittenFile, dict[str, Any]]:
    columns = _columns(reader, name)
    is_hans = reader.selection.script == "hans"
    found = ", ".join(
        f"to_hans({one.name})" if is_hans and one.name in _IN_SCRIPT else one.name for one in columns
    )
    rows = reader.beside(f"SELECT {found} FROM {name} {_ROWS[name]}")  # noqa: S608 - our own names
    line_of = row_writer(columns, is_raw=is_raw)
    with Sink(folder / f"{name}.csv") as sink:
        sink.write(header(columns))
        while some := [line_of(row) for row in islice(rows, STEP)]:
            sink.write(b"".join(some))
    # No rows of the dataset: those are the articles.
    return WrittenFile(name=sink.path.name, size=sink.size, sha256=sink.sha256, rows=0), _schema(
        name, columns, reader
    )


def _columns(reader: Reader, table: str) -> list[Column]:
    described = column_descriptions(table)
    kinds: Mapping[str, Kind] = {"INTEGER": "integer"}
    return [
        Column(
            name=one.name,
            kind="array" if one.name in _ARRAYS else kinds.get(one.type, "string"),
            is_required=one.name in _KEYS[table],
            description=described[one.name],
        )
        for one in reader.db.table(table).columns
    ]


def _schema(table: str, columns: list[Column], reader: Reader) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {"name": one.name, "type": one.kind, "description": one.description}
            | ({"constraints": {"required": True}} if one.is_required else {})
            for one in columns
        ],
        "missingValues": [""],
        "primaryKey": _KEYS[table],
    }
    # Only where every article is one row of the other resource.
    if "article_id" in [one.name for one in columns] and reader.selection.is_plain:
        reference = {"resource": "articles", "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": ["article_id"], "reference": reference}]
    return schema
