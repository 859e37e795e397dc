"""Pages that may have been cut on the way: kept when they are all there is, never in place of more.

A cache or a proxy that breaks off sends half a page with a length that agrees; only the missing end
tells. Some sites' templates have no end either, so a missing end alone is no proof.
"""

import datetime as dt
import sqlite3
from typing import Final

from sasac_crawler.items import Article

NO_END: Final = "no_end_of_page"
"""Code of the doubt that the reader has about a page without ``</html>``."""
_LOOKS: Final = 3
_FIRST_WAIT: Final = dt.timedelta(hours=1)


def has_no_end(article: Article) -> bool:
    """Return whether a page has a beginning and no end."""
    return any(issue.code == NO_END for issue in article.issues)


def is_cut_copy(connection: sqlite3.Connection, article: Article) -> bool:
    """Return whether a page without an end is less than what is stored from its URL.

    It is when the stored page had an end, or begins like it and goes on longer.
    """
    if not has_no_end(article):
        return False
    row = connection.execute(
        "SELECT articles.body_text, EXISTS (SELECT 1 FROM issues WHERE issues.url = appearances.url"
        " AND issues.code = ?) FROM appearances JOIN articles ON articles.id = appearances.article_id"
        " WHERE appearances.url = ?",
        (NO_END, article.url),
    ).fetchone()
    if row is None:
        return False
    stored, stored_has_no_end = row
    shared = article.body_text[: len(article.body_text) // 2]
    is_shorter = len(article.body_text) < len(stored) and stored.startswith(shared)
    return is_shorter or (not stored_has_no_end and article.body_text != stored)


def next_look(article: Article, *, is_unchanged: bool, tries: int) -> dt.datetime | None:
    """Return when a page without an end is asked again, or ``None`` if it is done.

    It is done when it says the same twice (then it is made like that) or after three looks.
    """
    if not has_no_end(article) or is_unchanged or tries >= _LOOKS:
        return None
    wait: dt.timedelta = _FIRST_WAIT * 2 ** max(tries - 1, 0)
    return article.seen_at + wait
