"""A Frictionless Data Package: the rows and the tables beside them as CSV, and ``datapackage.json``."""

import json
from pathlib import Path
from typing import Any, Final

from sasac_crawler.export.csv_rows import CsvRows
from sasac_crawler.export.package_tables import write_tables
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
    tables = write_tables(folder, reader, is_raw=form.is_raw)
    resources = [_resource(rows, table_schema(reader.columns, reader.selection))]
    resources += [_resource(file, schema) for file, schema in tables]
    described = _descriptor(summary, rows) | {"resources": resources}
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    return [rows, *(file for file, _ in tables), write_small(folder, "datapackage.json", text)]


def _descriptor(summary: Summary, rows: WrittenFile) -> dict[str, Any]:
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
    }


def _resource(file: WrittenFile, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": file.name.removesuffix(".csv"),
        "path": file.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
        "schema": schema,
    }
