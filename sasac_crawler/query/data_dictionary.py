"""The data dictionary ``data/README.md``, made from the docstrings of the records.

``python -m sasac_crawler.query.data_dictionary > data/README.md`` makes it anew; a test compares.
"""

import sqlite3
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Final

from sqlite_utils import Database

from sasac_crawler import items
from sasac_crawler.items import tables
from sasac_crawler.items.descriptions import field_descriptions
from sasac_crawler.items.published import PublishedArticle
from sasac_crawler.query.columns import Column, article_columns, extra_columns
from sasac_crawler.sites.profile import SiteProfile
from sasac_crawler.store.migrations import migrate

_EXTRAS: Final = ("attachments_text", "version_number", "seen_until", "cause", "change", "merged_into")
TABLES: Final[Mapping[str, tuple[type, ...]]] = {
    "articles": (tables.ArticleRow, PublishedArticle, items.Article),
    "appearances": (tables.AppearanceRow, PublishedArticle, items.Article),
    "article_versions": (tables.VersionRow, PublishedArticle, items.Article),
    "captures": (tables.CaptureRow, items.Capture),
    "attachments": (tables.AttachmentRow, items.AttachmentLink),
    "citations": (tables.CitationRow, items.Citation),
    "mentions": (tables.MentionRow, items.Mention),
    "issues": (tables.IssueRow, items.Issue),
    "sites": (SiteProfile,),
}
"""The tables that are described, and the records whose words describe their columns, the first first."""
_HEAD: Final = """<!-- Made by `python -m sasac_crawler.query.data_dictionary`; do not edit. -->

# Data dictionary

Everything under `data/` but `sample/` and this file is made by runs: `archive/` (or what `--archive` names) with
`sasac.db`, `warc/` and `attachments/`. Dates are ISO 8601 text: publication in Beijing time, everything about the crawl
in UTC. Digests are `sha256:<hex>`. The characters a value was read from stand beside it (`…_raw`).
"""


def column_descriptions(table: str) -> dict[str, str]:
    """Return what the columns of a table mean, in the records' own words.

    Args:
        table: one of ``TABLES``.

    Example:
        >>> column_descriptions("captures")["status"]
        'HTTP status code.'
    """
    described: dict[str, str] = {}
    for record in reversed(TABLES[table]):
        described |= field_descriptions(record)
    return described


def table_columns() -> dict[str, list[tuple[str, str]]]:
    """Return name and type of every column of the described tables, as the newest schema has them."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    db = Database(connection)
    migrate(db)
    found = {name: [(column.name, column.type) for column in db.table(name).columns] for name in TABLES}
    connection.close()
    return found


def data_dictionary() -> str:
    """Return the whole text."""
    return "\n".join((_HEAD, *_datasets(), *_tables(), *_records()))


def _datasets() -> Iterable[str]:
    yield "## Datasets (`sasac export`)\n"
    yield _table(("column", "type", "always", "meaning"), map(_dataset_row, article_columns()))
    yield "Further columns, where they are asked for:\n"
    yield _table(("column", "type", "always", "meaning"), map(_dataset_row, extra_columns(_EXTRAS)))


def _dataset_row(column: Column) -> tuple[str, ...]:
    return f"`{column.name}`", column.kind, "yes" if column.is_required else "", column.description


def _tables() -> Iterable[str]:
    yield "## Tables of `sasac.db`\n"
    for name, columns in table_columns().items():
        described = column_descriptions(name)
        yield f"### {name}\n\n{_first_line(TABLES[name][0])}\n"
        yield _table(
            ("column", "type", "meaning"), ((f"`{one}`", kind, described[one]) for one, kind in columns)
        )


def _records() -> Iterable[str]:
    yield "## Records that flow through the crawler\n"
    for name in sorted(items.__all__):
        record = getattr(items, name)
        described = field_descriptions(record)
        if not described or not hasattr(record, "__dataclass_fields__"):
            continue
        yield f"### {name}\n\n{_first_line(record)}\n"
        yield _table(
            ("field", "meaning"),
            ((f"`{one.name}`", described[one.name]) for one in fields(record) if one.name in described),
        )


def _first_line(record: type) -> str:
    return (record.__doc__ or "").strip().splitlines()[0].replace("``", "`")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines) + "\n"
    )


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
