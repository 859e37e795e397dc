"""The articles of an archive as rows: one after the other, or as a data frame."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

from sasac_crawler.errors import MissingPackageError
from sasac_crawler.query.reading import Reader
from sasac_crawler.query.searching import Filters
from sasac_crawler.query.selection import Selection, checked
from sasac_crawler.query.snapshots import Snapshot, find_snapshot, snapshots_of

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    from sqlite_utils import Database


class Wanted(TypedDict, total=False):
    """What part of the articles is wanted; all of it may be left out."""

    words: str
    """As typed into a search."""
    article: str | None
    """Only this one, by its id."""
    site: str | None
    since: str | None
    """First day of publication, ISO 8601."""
    until: str | None
    source: str | None
    """来源 by preferred name or id."""
    category: str | None
    script: Literal["printed", "hans"]
    duplicates: Literal["one", "appearances"]
    """One row an article, or one for every place its text appeared in."""
    versions: bool
    """Earlier states, too, each a row."""
    since_run: str | None
    """Only what changed since this run, and deleted ids."""
    attachments_text: bool


class ArticleTables:
    """What ``Archive`` can do with many articles at once; the rows are those of ``sasac export``."""

    db: "Database"

    def articles(self, **wanted: Unpack[Wanted]) -> Generator[dict[str, Any], None, None]:
        """Yield articles as dictionaries, one at a time, all from one state of the archive.

        Args:
            wanted: ``words``, ``article``, ``site``, ``since``, ``until``, ``source``, ``category``, ``script``, ``duplicates``,
                ``versions``, ``since_run``, ``attachments_text``, as ``Wanted`` describes them.

        Raises:
            UsageError: a value is none the archive has.

        Example:
            >>> for article in archive.articles(site="shandong", since="2020-01-01"):  # doctest: +SKIP
            ...     print(article["date_published"], article["title"], len(article["body_text"]))
        """
        is_ours = not self.db.conn.in_transaction
        reader = Reader(self.db, checked(self.db, _selection(wanted)))
        try:
            for row in reader.rows():
                yield reader.as_record(row)
        finally:
            if is_ours and self.db.conn.in_transaction:
                self.db.conn.commit()

    def versions(self, article_id: str) -> tuple[Snapshot, ...]:
        """Return every state of an article, oldest first; the last is the one it is in.

        Raises:
            UnknownArticleError: there is none with this id.
        """
        return snapshots_of(self.db, article_id)

    def version(self, article_id: str, version: str | None = None) -> Snapshot:
        """Return one state of an article: what its permanent path ``/article/ID/VERSION`` leads to.

        Raises:
            UnknownArticleError: there is none with this id.
            UnknownVersionError: it was never in this state.
        """
        return find_snapshot(self.db, article_id, version)

    def to_polars(self, **wanted: Unpack[Wanted]) -> "pl.DataFrame":
        """Return articles as a Polars data frame.

        Args:
            wanted: as for ``articles``.

        Raises:
            MissingPackageError: Polars is not installed.
        """
        try:
            import polars as pl  # noqa: PLC0415 - only where it is asked for
        except ImportError as error:
            what = "Archive.to_polars"
            raise MissingPackageError(what, "Polars", "polars") from error
        types: dict[str, Any] = {
            "string": pl.String,
            "integer": pl.Int64,
            "boolean": pl.Boolean,
            "array": pl.List(pl.String),
        }
        schema = {column.name: types[column.kind] for column in _selection(wanted).columns()}
        return pl.DataFrame(list(self.articles(**wanted)), schema=schema, orient="row")

    def to_pandas(self, **wanted: Unpack[Wanted]) -> "pd.DataFrame":
        """Return articles as a pandas data frame.

        Args:
            wanted: as for ``articles``.

        Raises:
            MissingPackageError: pandas is not installed.
        """
        try:
            import pandas as pd  # noqa: PLC0415 - only where it is asked for
        except ImportError as error:
            what = "Archive.to_pandas"
            raise MissingPackageError(what, "pandas", "pandas") from error
        names = [column.name for column in _selection(wanted).columns()]
        return pd.DataFrame.from_records(list(self.articles(**wanted)), columns=names)


def _selection(wanted: Wanted) -> Selection:
    given = dict(wanted)
    filters = {name: given.pop(name, None) for name in ("site", "since", "until", "source", "category")}
    return Selection(filters=Filters(**filters), **given)  # type: ignore[arg-type]
