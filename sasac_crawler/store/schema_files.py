"""The tables of the files that articles link to."""

from sqlite_utils import Database

_FILES = {
    # Small columns first, as in articles.
    "seq": int,
    "sha256": str,
    "size": int,
    "kind": str,
    "path": str,
    "outcome": str,
    "detail": str,
    "pages": int,
    "extractor": str,
    "extractor_version": str,
    "members": str,
    "issues": str,
    "text": str,
    "text_hans": str,
}

_ATTACHMENT_FETCHES = {"url": str, "fetched_at": str, "sha256": str, "name": str, "capture_id": str}

# The links of articles, each with the file its URL gave last; NULLs where it gave none yet.
_ATTACHMENT_FILES = """
SELECT t.article_id, t.url, t.name, t.kind, x.fetched_at, x.capture_id, x.name AS file_name, f.seq,
  f.sha256, f.size, f.kind AS file_kind, f.path, f.outcome, f.detail, f.pages, f.text, f.text_hans
FROM attachments t
LEFT JOIN attachment_fetches x ON x.url = t.url AND x.fetched_at = (
  SELECT max(y.fetched_at) FROM attachment_fetches y WHERE y.url = t.url)
LEFT JOIN files f ON f.sha256 = x.sha256
"""


def create_file_tables(db: Database) -> None:
    """Create the tables of attachments' files, beside ``attachments``, which holds the links."""
    db.table("attachments").create_index(["url"])
    db.create_table(
        "files",
        _FILES,
        pk="seq",
        not_null={"sha256", "size", "kind", "path", "outcome", "text", "text_hans"},
        strict=True,
    )
    db.table("files").create_index(["sha256"], unique=True)
    db.create_table(
        "attachment_fetches",
        _ATTACHMENT_FETCHES,
        pk=("url", "fetched_at"),
        not_null={"sha256", "name"},
        foreign_keys=[("sha256", "files", "sha256")],
        strict=True,
    )
    db.table("attachment_fetches").create_index(["sha256"])
    db.create_view("attachment_files", _ATTACHMENT_FILES)
