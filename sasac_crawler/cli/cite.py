"""``sasac cite``: a snapshot as BibTeX, CSL-JSON or GB/T 7714."""

from pathlib import Path

import click

from sasac_crawler.cli.options import archive_option, print_table, refuse_idle
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.citing import CITATION_FORMS
from sasac_crawler.query.permalinks import read_reference
from sasac_crawler.query.snapshots import find_snapshot, snapshots_of


@click.command()
@click.argument("reference", metavar="ID[/VERSION]")
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(CITATION_FORMS)),
    default="bibtex",
    show_default=True,
    help="Form of the reference.",
)
@click.option("--base", default="", metavar="URL", help="Address your archive is served under.")
@click.option("--versions", is_flag=True, help="List the versions instead, each with its path and digests.")
@archive_option
def cite(reference: str, *, form: str, base: str, versions: bool, archive: Path) -> None:
    """Print a reference to an article as it stands, or to one version of it.

    It names the page, the day of the capture, the permanent path of the version and the sha256 of its bytes.

    Example: sasac cite bdd700bd8e54 --format gbt7714
    """
    if versions:
        refuse_idle(
            "form", "base", because="goes with a reference, not with --versions, which is a list of them"
        )
    article_id, version = read_reference(reference)
    with Archive(archive) as opened:
        if not versions:
            click.echo(CITATION_FORMS[form](find_snapshot(opened.db, article_id, version), base=base))
            return
        found = snapshots_of(opened.db, article_id)
    print_table(
        ("path", "captured at", "until", "url", "sha256 of the bytes"),
        [(one.path, one.captured_at, one.seen_until or "now", one.url, one.payload_digest) for one in found],
    )
