"""An archive -> the Datasette that serves it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.query.archive import Archive
from sasac_crawler.store.connection import BUSY_TIMEOUT_MS
from sasac_crawler.web import plugin
from sasac_crawler.web.metadata import make_metadata
from sasac_crawler.web.settings import DATABASE, WebSettings, remember_settings

_TEMPLATES: Final = Path(__file__).parent / "templates"
_THREADS: Final = 4
_SQL_MILLISECONDS: Final = 500
_SQL_ROWS: Final = 200

Asgi = Callable[..., Any]


class _ReadOnlyDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """The archive's database: read-only by its file mode, whoever asks; a crawl may be writing to it."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Return a connection that can read.

        Raises:
            PermissionError: it is to write.
        """
        if write:
            message = "the archive is served read-only"
            raise PermissionError(message)
        uri = f"file:{quote(str(self.path))}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, timeout=BUSY_TIMEOUT_MS / 1000)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        self._all_file_connections.append(connection)
        return connection


def make_datasette(settings: WebSettings) -> Datasette:
    """Return the Datasette that serves an archive; ``.app()`` is its ASGI application.

    Args:
        settings: which archive, and how.

    Raises:
        StoreError: there is no archive, or a later release wrote it.
    """
    with Archive(settings.root) as archive:
        columns = {table.name: tuple(table.columns_dict) for table in archive.db.tables}
    datasette = Datasette(
        [],
        template_dir=str(_TEMPLATES),
        metadata=make_metadata(columns),
        settings={
            "base_url": settings.base_path,
            "num_sql_threads": _THREADS,
            "default_allow_sql": settings.allow_sql,
            "sql_time_limit_ms": _SQL_MILLISECONDS,
            "max_returned_rows": _SQL_ROWS,
            "default_page_size": 50,
            "allow_download": False,
            "allow_csv_stream": False,
            "suggest_facets": False,
            "allow_facet": settings.allow_sql,
            "cache_size_kb": 16_000,
        },
    )
    if "_memory" in datasette.databases:
        datasette.remove_database("_memory")
    path = ArchiveFolder(settings.root).database.absolute()
    datasette.add_database(_ReadOnlyDatabase(datasette, path=str(path)), name=DATABASE)
    remember_settings(datasette, settings)
    if not pm.is_registered(plugin):
        pm.register(plugin)
    # Routes are made from the plugins there are: those of the built-in client were made before.
    datasette.client.app = datasette.app()
    return datasette
