"""``sasac demo``: the sample site on loopback -> crawl -> archive -> what was found."""

import time
from importlib.resources import as_file, files
from pathlib import Path

import click

from sasac_crawler.cli.options import print_table
from sasac_crawler.hidden_imports import hidden
from sasac_crawler.sites import SiteProfile, load_profiles
from sasac_crawler.store.runs import RunCounts

DEMO_ARCHIVE = Path("data/demo")
_DEMO_DELAY = 0.0
_SAMPLE_WORDS = "复工复产"
_SAMPLE_QUESTION = "SELECT source_name, count(*) FROM articles GROUP BY 1"


@click.command()
@click.option(
    "--archive",
    "demo_archive",  # by the name of the others sasac.toml would lead made-up pages into the real archive
    type=click.Path(path_type=Path, file_okay=False),
    default=DEMO_ARCHIVE,
    show_default=True,
    help="Folder of the demo's archive.",
)
def demo(demo_archive: Path) -> None:
    """Start two small made-up sites on this machine, crawl them, and show what was found.

    Needs no network. A second run finds nothing new and says so.

    Example: sasac demo
    """
    with hidden():
        from sasac_crawler.extensions.crawling import CrawlOptions, crawl_sites  # noqa: PLC0415 - imports Scrapy
        from sasac_crawler.samplesite import SampleServer  # noqa: PLC0415

    started = time.monotonic()
    with SampleServer() as server:
        profiles = list(sample_profiles().values())
        click.echo(f"Two sample sites are up on 127.0.0.1:{server.port}; crawling them …", err=True)
        options = CrawlOptions(archive=demo_archive, resolve=server.resolve, delay=_DEMO_DELAY)
        result = crawl_sites(profiles, options)
    if result.exit_code:
        click.echo(f"sasac: the demo did not complete: {result.reason}", err=True)
    _print_result(result.counts, demo_archive, seconds=time.monotonic() - started)
    raise SystemExit(result.exit_code)


def sample_profiles() -> dict[str, SiteProfile]:
    """Return the profiles of the made-up sites.

    Example:
        >>> sorted(sample_profiles())
        ['jiangdong', 'sasac_test']
    """
    with as_file(files("sasac_crawler.samplesite").joinpath("profiles")) as folder:
        slugs = {path.stem for path in folder.glob("*.toml")}
        return {slug: one for slug, one in load_profiles([folder]).items() if slug in slugs}


def _print_result(counts: RunCounts, archive: Path, *, seconds: float) -> None:
    from sasac_crawler.query.archive import Archive  # noqa: PLC0415 - after the crawl

    with Archive(archive) as opened:
        rows = opened.db.conn.execute(
            "SELECT c.site, c.name_zh, count(DISTINCT p.article_id), count(p.url), min(p.date_published),"
            " max(p.date_published) FROM channels c LEFT JOIN appearances p"
            " ON p.site = c.site AND p.channel = c.channel GROUP BY c.site, c.channel ORDER BY 1, 2"
        ).fetchall()
        texts = opened.db.conn.execute("SELECT count(*) FROM articles").fetchone()[0]
        places = opened.db.conn.execute("SELECT count(*) FROM appearances").fetchone()[0]
    print_table(
        ("site", "channel", "articles", "pages", "oldest", "newest"),
        [(*row[:4], (row[4] or "")[:10], (row[5] or "")[:10]) for row in rows],
        title="What is in the archive",
    )
    new = counts.total("new")
    found = f"{new} new articles" if new else "nothing new"
    click.echo(f"This run found {found} in {seconds:.1f} s; {texts} different texts in {places} places.")
    click.echo(f"The archive is {archive} (sasac.db and warc/).\n\nNext:")
    click.echo(f"  sasac search {_SAMPLE_WORDS} --archive {archive}")
    click.echo(f"  sasac query '{_SAMPLE_QUESTION}' --archive {archive}")
    click.echo("  sasac sites")
