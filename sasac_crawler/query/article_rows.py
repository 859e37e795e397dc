"""The row of an article by any id that ever led to it."""

from typing import Any

from sqlite_utils import Database

from sasac_crawler.errors import UnknownArticleError


def article_row(db: Database, article_id: str) -> dict[str, Any]:
    """Return the row of ``articles`` an id leads to: its own, or that of any of its documents.

    Texts join and part, so the id of a row may become that of another; the ids of documents do not break.

    Raises:
        UnknownArticleError: there is none with this id.
    """
    rows = db.query(
        "SELECT * FROM articles WHERE id = :id OR id = (SELECT article_id FROM appearances"
        " WHERE document_id = :id LIMIT 1) ORDER BY id = :id DESC LIMIT 1",
        {"id": article_id},
    )
    row: dict[str, Any] | None = next(iter(rows), None)
    if row is None:
        raise UnknownArticleError(article_id)
    return row
