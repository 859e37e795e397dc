"""What a look after a run may have changed.

Every look is on record, so an article is *touched* if one of its documents was looked at after the run, or by a run
that came into the archive after it (a merge), or read again by newer rules; or if a touched article is its near
duplicate. All that is not touched stands as it stood: an old dataset, without the ids of a delta and with its
rows, is the new dataset. Only ``near_duplicate_of`` may change without a look: when the text an article was
nearly a copy of became another.
"""

from typing import TYPE_CHECKING, Any, Final

from sasac_crawler.errors import UsageError

if TYPE_CHECKING:
    import sqlite3

_DOCUMENTS: Final = (
    "(SELECT o.document FROM observations o LEFT JOIN captures c ON c.capture_id = o.capture_id"
    " LEFT JOIN runs r ON r.run_id = c.run_id"
    " WHERE o.seen_at > :cut OR o.epoch > 0 OR r.rowid > :run_row)"
)
# A text that a touched document once had may be another article since, with another id.
_ARTICLES: Final = (
    "(SELECT b.seq FROM articles b WHERE b.text_key IN (SELECT t.text_key FROM observations t"  # noqa: S608 - fixed texts
    f" WHERE t.document IN {_DOCUMENTS}))"
)


class Delta:
    """The articles touched since a run."""

    def __init__(self, connection: "sqlite3.Connection", run_id: str) -> None:
        """Look the run up.

        Raises:
            UsageError: there is no such run.
        """
        found = connection.execute(
            "SELECT coalesce(ended, started), rowid FROM runs WHERE run_id = ?", [run_id]
        ).fetchone()
        if found is None:
            message = f"the archive has no run {run_id!r}; `sasac query verdicts` shows them"
            raise UsageError(message)
        self.cut: str = found[0]
        self.values: dict[str, Any] = {"cut": found[0], "run_row": found[1]}
        self.condition = f"(a.seq IN {_ARTICLES} OR a.seq IN (SELECT n.other FROM near_pairs n WHERE n.seq IN {_ARTICLES}))"  # noqa: S608 - fixed texts
        self.documents = _DOCUMENTS
        """SQL of the keys of the touched documents."""

    def change_of(self, row: dict[str, Any], superseded: str | None) -> str:
        """Return what became of an article since the run.

        Args:
            row: its row.
            superseded: when a state of it was last followed by another, or ``None``.
        """
        if row["first_seen"] > self.cut:
            return "new"
        is_changed = max(row["last_changed"] or "", superseded or "", row["gone_since"] or "") > self.cut
        return "changed" if is_changed else "seen"
