"""An archive against a replica's truth, record by record."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.replica.model import ExpectedArticle, ExpectedChannel, ReplicaSite

FIELDS = ("title", "date", "source", "document_number", "index_number", "editor", "attachments")


@dataclass(slots=True)
class Comparison:
    """Counts, and every difference in words."""

    links_expected: int = 0
    links_missing: int = 0
    links_extra: int = 0
    pages_wrong: int = 0
    fields_compared: Counter[str] = field(default_factory=Counter)
    fields_wrong: Counter[str] = field(default_factory=Counter)
    bodies_compared: int = 0
    bodies_wrong: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def field_accuracy(self) -> float:
        """Share of field values that are right."""
        total = self.fields_compared.total()
        return 1 - self.fields_wrong.total() / total if total else 0.0

    @property
    def body_accuracy(self) -> float:
        """Share of bodies that are exact."""
        return 1 - self.bodies_wrong / self.bodies_compared if self.bodies_compared else 0.0


def compare(archive: Path, site: ReplicaSite) -> Comparison:
    """Compare an archive with what the replica holds."""
    result = Comparison()
    connection = sqlite3.connect(f"file:{archive / 'sasac.db'}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        for channel in site.channels:
            _compare_channel(connection, site, channel, result)
        for article in site.articles:
            _compare_article(connection, article, result)
        for url, outcome in site.outcomes.items():
            row = connection.execute("SELECT outcome FROM frontier WHERE url = ?", (url,)).fetchone()
            found = row["outcome"] if row else None
            if found != outcome:
                result.differences.append(f"{url}: outcome {found}, expected {outcome}")
    finally:
        connection.close()
    return result


def _compare_channel(
    connection: sqlite3.Connection, site: ReplicaSite, channel: ExpectedChannel, result: Comparison
) -> None:
    rows = connection.execute(
        "SELECT * FROM frontier WHERE site = ? AND channel = ? ORDER BY page_number, rowid",
        (site.slug, channel.id),
    ).fetchall()
    pages = tuple(_page(row) for row in rows if row["kind"] == "list")
    if pages != channel.pages:
        result.pages_wrong += 1
        result.differences.append(f"{channel.id}: pages\n   found {pages}\nexpected {channel.pages}")
    # An entry of a list may be a file; the files of articles are no entries.
    articles = [row for row in rows if row["kind"] == "article" or row["listed_title"]]
    offsite = {row["url"] for row in articles if row["outcome"] == "offsite"}
    found = {row["url"] for row in articles} - offsite
    # A link may stand in two channels; the frontier keeps it under the first.
    everywhere = {
        row["url"]
        for row in connection.execute(
            "SELECT url FROM frontier WHERE site = ? AND (kind = 'article' OR listed_title IS NOT NULL)",
            (site.slug,),
        )
    }
    listed = frozenset[str]().union(*(one.links | one.offsite for one in site.channels))
    missing, extra = (channel.links | channel.offsite) - everywhere, (found | offsite) - listed
    result.links_expected += len(channel.links)
    result.links_missing += len(missing)
    result.links_extra += len(extra)
    result.differences += [f"{channel.id}: not found {url}" for url in sorted(missing)]
    result.differences += [f"{channel.id}: not a link of the list {url}" for url in sorted(extra)]
    if offsite != channel.offsite & {row["url"] for row in articles}:
        result.differences.append(
            f"{channel.id}: off-site {sorted(offsite)}, expected {sorted(channel.offsite)}"
        )


def _page(row: sqlite3.Row) -> str:
    if row["method"] == "GET":
        return str(row["url"])
    return f"{row['method']} {row['url']} {row['body'] or ''}"


def _compare_article(connection: sqlite3.Connection, expected: ExpectedArticle, result: Comparison) -> None:
    row = connection.execute(
        "SELECT a.*, p.title AS printed_title, p.date_published AS printed_date FROM appearances p"
        " JOIN articles a ON a.id = p.article_id WHERE p.url = ?",
        (expected.url,),
    ).fetchone()
    result.bodies_compared += 1
    if row is None:
        result.bodies_wrong += 1
        for name in FIELDS:
            result.fields_compared[name] += 1
            result.fields_wrong[name] += 1
        result.differences.append(f"{expected.url}: no record")
        return
    attachments = frozenset(
        one["url"]
        for one in connection.execute("SELECT url FROM attachments WHERE article_id = ?", (row["id"],))
    )
    found = {
        "title": row["printed_title"],
        "date": row["printed_date"],
        "source": row["source_raw"],
        "document_number": row["document_number"],
        "index_number": row["index_number"],
        "editor": row["editor"],
        "attachments": attachments,
    }
    for name in FIELDS:
        wanted = getattr(expected, name)
        result.fields_compared[name] += 1
        if found[name] != wanted:
            result.fields_wrong[name] += 1
            result.differences.append(f"{expected.url}: {name} {found[name]!r}, expected {wanted!r}")
    for name in ("pretitle", "subtitle"):
        if row[name] != getattr(expected, name):
            result.differences.append(f"{expected.url}: {name} {row[name]!r}")
    if row["body_text"] != expected.body:
        result.bodies_wrong += 1
        result.differences += [f"{expected.url}: body", *_first_difference(row["body_text"], expected.body)]
    codes = {
        one["code"] for one in connection.execute("SELECT code FROM issues WHERE url = ?", (expected.url,))
    }
    result.differences += [f"{expected.url}: no issue {code}" for code in sorted(expected.issues - codes)]


def _first_difference(found: str, wanted: str) -> Iterator[str]:
    ours, theirs = found.split("\n"), wanted.split("\n")
    for number in range(max(len(ours), len(theirs))):
        left = ours[number] if number < len(ours) else None
        right = theirs[number] if number < len(theirs) else None
        if left != right:
            yield f"    line {number + 1}: {left!r}, expected {right!r}"
            return
