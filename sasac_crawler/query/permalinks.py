"""Paths that lead to one state of one article and never break.

``/article/ID`` leads to an article as it stands, ``/article/ID/VERSION`` to what it said in one state. ID is
that of a document (an address and its twins), VERSION the key of the state: a digest of its text, its day and
its source. Both follow from what was seen, so the same state has the same path in every archive that saw it,
whatever else is crawled, merged or read again.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from sasac_crawler.errors import UsageError
from sasac_crawler.store.records import state_key

PREFIX: Final = "/article/"
# An article, or one version of it. example: "bdd700bd8e54/622fb53225af9e12bcda1ed5" · counter-example: "a/b/c"
_REFERENCE: Final = re.compile(r"(?:.{0,200}/article/)?([0-9a-f]{12})(?:/([0-9a-f]{24}))?/?")


def article_path(article_id: str) -> str:
    """Return the path of an article as it stands.

    Example:
        >>> article_path("bdd700bd8e54")
        '/article/bdd700bd8e54'
    """
    return f"{PREFIX}{article_id}"


def version_path(document_id: str, version: str) -> str:
    """Return the path of one state of an article.

    Args:
        document_id: id of the document that was in this state.
        version: key of the state.

    Example:
        >>> version_path("bdd700bd8e54", "622fb53225af9e12bcda1ed5")
        '/article/bdd700bd8e54/622fb53225af9e12bcda1ed5'
    """
    return f"{article_path(document_id)}/{version}"


def version_of(row: Mapping[str, Any]) -> str:
    """Return the key of the state a row of ``articles`` is in.

    Example:
        >>> version_of({"content_digest": "sha256:00", "date_published": "2021-02-24", "source_id": None, "source_name": None})
        '622fb53225af9e12bcda1ed5'
    """
    return state_key(
        content_digest=row["content_digest"],
        date_published=row["date_published"],
        source=row["source_id"] or row["source_name"],
    )


def read_reference(text: str) -> tuple[str, str | None]:
    """Return id and version that somebody typed: an id, ``ID/VERSION``, a path or an address that ends in one.

    Raises:
        UsageError: it is none of these.

    Example:
        >>> read_reference("bdd700bd8e54")
        ('bdd700bd8e54', None)
        >>> read_reference("http://127.0.0.1:8001/article/bdd700bd8e54/622fb53225af9e12bcda1ed5")
        ('bdd700bd8e54', '622fb53225af9e12bcda1ed5')
    """
    match = _REFERENCE.fullmatch(text.strip())
    if match is None:
        message = (
            f"{text!r} is no id of an article (12 hexadecimal digits) and no path of a version (ID/VERSION)"
        )
        raise UsageError(message)
    return match[1], match[2]
