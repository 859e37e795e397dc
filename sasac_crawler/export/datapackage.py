"""A Frictionless Data Package: the rows as CSV and ``datapackage.json`` beside them."""

import json
from pathlib import Path
from typing import Any, Final

from sasac_crawler.export.csv_rows import CsvRows
from sasac_crawler.export.summary import Summary
from sasac_crawler.export.table_schema import table_schema
from sasac_crawler.export.writing import Progress, WrittenFile, write_small
from sasac_crawler.query.reading import Reader

LICENCE: Final = {
    "name": "LicenseRef-publishers",
    "title": "The texts belong to the bodies that published them; what this dataset adds (structure, digests) is free to use",
}


def write_datapackage(
    folder: Path, reader: Reader, summary: Summary, progress: Progress, *, form: CsvRows
) -> list[WrittenFile]:
    """Write a data package into an empty folder."""
    rows = form.write(folder / "articles.csv", reader, None, progress)
    text = json.dumps(_descriptor(reader, summary, rows), ensure_ascii=False, indent=2) + "\n"
    return [rows, write_small(folder, "datapackage.json", text)]


def _descriptor(reader: Reader, summary: Summary, rows: WrittenFile) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "sasac-articles",
        "title": "Articles of China's state-asset regulators (国资委)",
        "description": (
            f"{rows.rows} rows of {summary.articles} articles from {len(summary.sites)} sites, by {summary.software}"
            f" (schema {summary.schema_version}); the archive as run {summary.last_run} left it."
        ),
        "licenses": [LICENCE],
        "sources": [
            {"title": site.name} | ({"path": site.homepage} if site.homepage else {})
            for site in summary.sites
        ],
        "selection": summary.selection,
        "resources": [
            {
                "name": "articles",
                "path": rows.name,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": rows.size,
                "hash": f"sha256:{rows.sha256}",
                "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
                "schema": table_schema(reader.columns, reader.selection),
            }
        ],
    }
