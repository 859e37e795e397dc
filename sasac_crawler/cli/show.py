"""``sasac show``: one article with its versions, appearances and provenance."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from sasac_crawler.cli.options import archive_option, print_json, print_table, refuse_idle
from sasac_crawler.cli.show_capture import PREFIX, show_capture
from sasac_crawler.query.archive import Archive, StoredArticle
from sasac_crawler.query.history import Step, steps_of
from sasac_crawler.query.text_diff import Piece, in_context

_DIGEST: Final = 12
_LINES = (
    ("date", "date_published"),
    ("source", "source_name"),
    ("author", "author"),
    ("editor", "editor"),
    ("issuer", "issuer"),
    ("document number", "document_number"),
    ("category", "category"),
    ("url", "url"),
    ("script", "script"),
)


@click.command()
@click.argument("article_id")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--diff", "as_diff", is_flag=True, help="Show how it became what it is, version by version.")
@archive_option
def show(article_id: str, *, as_json: bool, as_diff: bool, archive: Path) -> None:
    """Show one article: the record, where it appeared, what it said before, where its bytes lie.

    The id of a capture (urn:uuid:…, as `sasac report` names them) gives the page itself, byte for byte.

    Example: sasac show bdd700bd8e54
    """
    if article_id.startswith(PREFIX):
        refuse_idle("as_json", "as_diff", because="goes with an article; a capture is the page's bytes")
        show_capture(archive, article_id)
        return
    with Archive(archive) as opened:
        article = opened.article(article_id)
        steps = steps_of(opened.db, article.record["id"]) if as_diff else []
    if as_diff:
        _print_steps(steps, as_json=as_json)
        return
    if as_json:
        print_json(article.as_dict())
        return
    _print_article(article)


def _print_steps(steps: list[Step], *, as_json: bool) -> None:
    if as_json:
        print_json([asdict(step) for step in steps])
        return
    if not steps:
        click.echo("It never changed.", err=True)
    for step in steps:
        reason = "the page changed" if step.cause == "site" else "it is read by newer rules"
        click.secho(f"version {step.version}, until {step.until}: {reason} ({step.url})", bold=True)
        for name, pieces in step.changes.items():
            click.echo(f"{name}: " + "".join(_styled(piece) for piece in in_context(pieces)))
        click.echo()


def _styled(piece: Piece) -> str:
    """Mark what went and what came, so that it can be told apart without colours too."""
    if piece.kind == "removed":
        return click.style(f"[-{piece.text}-]", fg="red", strikethrough=True)
    if piece.kind == "added":
        return click.style(f"{{+{piece.text}+}}", fg="green")
    return piece.text


def _print_article(article: StoredArticle) -> None:
    record = article.record
    click.secho(record["title"], bold=True)
    for label, name in _LINES:
        if record[name]:
            click.echo(f"{label:>16}  {record[name]}")
    click.echo()
    click.echo(article.text)
    click.echo()
    _print_origin(article)
    if article.attachments:
        _print_attachments(article)
    if article.versions:
        print_table(
            ("version", "until", "changed", "title"),
            _cells(article.versions, ("version", "seen_until", "changed_fields", "title")),
            title="Earlier versions",
        )
    if article.near_duplicates:
        _print_near_duplicates(article)
    if article.issues:
        print_table(
            ("issue", "field", "what"),
            _cells(article.issues, ("code", "field", "message")),
            title="Issues",
        )


def _print_origin(article: StoredArticle) -> None:
    """Print where an article appeared and which bytes say so."""
    print_table(
        ("url", "site", "channel", "date", "first seen"),
        _cells(article.appearances, ("url", "site", "channel", "date_published", "first_seen")),
        title="Appearances",
    )
    print_table(
        ("capture", "captured at", "status", "WARC", "offset", "payload digest"),
        _cells(
            article.captures,
            ("capture_id", "captured_at", "status", "warc_file", "warc_offset", "payload_digest"),
        ),
        title="Provenance",
    )


def _print_near_duplicates(article: StoredArticle) -> None:
    print_table(
        ("nearly the same", "similarity", "word for word", "", "site", "title"),
        [
            [
                one["other_id"],
                f"{one['similarity']:.0%}",
                f"{one['verbatim']:.0%}",
                "the original" if one["is_copy_of_other"] else None,
                one["site"],
                one["title"],
            ]
            for one in article.near_duplicates
        ],
        title="Near duplicates (sasac reprints compares them)",
    )


def _cells(rows: Sequence[Mapping[str, Any]], names: tuple[str, ...]) -> list[list[Any]]:
    return [[row[name] for name in names] for row in rows]


def _print_attachments(article: StoredArticle) -> None:
    print_table(
        ("attachment", "kind", "bytes", "outcome", "sha256", "path"),
        [
            [
                one["name"],
                one["file_kind"] or one["kind"],
                one["size"],
                one["outcome"],
                (one["sha256"] or "")[:_DIGEST],
                one["path"] or one["url"],
            ]
            for one in article.attachments
        ],
        title="Attachments",
    )
