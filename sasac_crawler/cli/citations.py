"""``sasac citations`` and ``sasac gaps``: which documents cite which, and which numbers were never seen."""

from pathlib import Path

import click

from sasac_crawler.cli.options import (
    archive_option,
    format_option,
    print_json,
    print_rows,
    print_table,
    refuse_idle,
)
from sasac_crawler.errors import UsageError
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.history import cited_by, cites, dangling_citations, gaps

_SHOWN_MISSING = 12


@click.command()
@click.argument("article_id", required=False)
@click.option(
    "--dangling",
    is_flag=True,
    help="What is cited and not in the archive, most cited first; without bare kinds of documents (《意见》).",
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@archive_option
def citations(article_id: str | None, *, dangling: bool, limit: int, as_json: bool, archive: Path) -> None:
    """Show what an article cites (文号 and 《…》) and what cites it, or what nobody has.

    Example: sasac citations bdd700bd8e54
    """
    if bool(article_id) == dangling:
        message = "name an article, or say --dangling"
        raise UsageError(message)
    if article_id is not None:
        refuse_idle("limit", because="goes with --dangling; of an article all is shown")
    with Archive(archive) as opened:
        if article_id is None:
            missing = dangling_citations(opened.db, limit=limit)
            print_rows(
                ("cited", "kind", "articles", "example"),
                ([row[name] for name in ("cited", "kind", "articles", "example")] for row in missing),
                "json" if as_json else "table",
            )
            return
        row_id = opened.article(article_id).record["id"]
        there, back = cites(opened.db, row_id), cited_by(opened.db, row_id)
    if as_json:
        print_json({"cites": there, "cited_by": back})
        return
    if there:
        named = [(r["text"], r["id"], r["title"]) for r in there]
        print_table(("cites", "leads to", "title"), named, title="It cites")
    else:
        click.echo("It cites nothing.")
    if back:
        naming = [(r["id"], r["date"], r["title"], r["text"]) for r in back]
        print_table(("id", "date", "title", "in the words"), naming, title="It is cited by")
    else:
        click.echo("Nothing here cites it.")


@click.command(name="gaps")
@click.argument("prefix", required=False)
@format_option("table", "json", "csv")
@archive_option
def gaps_command(prefix: str | None, *, form: str, archive: Path) -> None:
    """Show, for each series of document numbers (鲁国资〔2021〕N号), which were never seen.

    Example: sasac gaps 鲁国资
    """
    with Archive(archive) as opened:
        found = gaps(opened.db, prefix)
    print_rows(
        ("prefix", "year", "highest", "seen", "missing"),
        ((one.prefix, one.year, one.highest, one.seen, _numbers(one.missing, form)) for one in found),
        form,
    )


def _numbers(missing: tuple[int, ...], form: str) -> object:
    if form == "json":
        return list(missing)
    shown = ", ".join(str(one) for one in missing[:_SHOWN_MISSING])
    return shown if len(missing) <= _SHOWN_MISSING else f"{shown} … ({len(missing)} in all)"
