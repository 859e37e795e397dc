"""The ``sasac`` command: one module per command group, loaded when its command is called."""

import os
import sys
from pathlib import Path

import click

from sasac_crawler import __version__
from sasac_crawler.cli.configuration import config_option
from sasac_crawler.cli.lazy import LazyGroup
from sasac_crawler.errors import ExitCode, SasacCrawlerError
from sasac_crawler.store.space import is_out_of_space

COMMANDS = {
    "demo": ("sasac_crawler.cli.demo:demo", "Crawl a bundled sample site; offline, under a minute."),
    "sites": ("sasac_crawler.cli.sites:sites", "List the sites, or show the profile of one."),
    "crawl": ("sasac_crawler.cli.crawl:crawl", "Crawl sites into an archive."),
    "clean": ("sasac_crawler.cli.clean:clean", "Remove inline readings from text."),
    "parse": ("sasac_crawler.cli.parse:parse", "Read one saved page and print the record."),
    "search": ("sasac_crawler.cli.search:search", "Find articles that hold all WORDS."),
    "show": ("sasac_crawler.cli.show:show", "Show one article with its provenance."),
    "cite": ("sasac_crawler.cli.cite:cite", "Print a reference to one version of an article."),
    "changes": ("sasac_crawler.cli.changes:changes", "List what changed since a day."),
    "gone": ("sasac_crawler.cli.changes:gone", "List what was withdrawn since a day."),
    "citations": ("sasac_crawler.cli.citations:citations", "Show what an article cites, and what cites it."),
    "gaps": ("sasac_crawler.cli.citations:gaps_command", "Show document numbers that were never seen."),
    "reprints": ("sasac_crawler.cli.reprints:reprints", "Show who printed a text first, and who again."),
    "sources": (
        "sasac_crawler.cli.sources:sources",
        "List the sources of an archive; --unknown for new ones.",
    ),
    "query": ("sasac_crawler.cli.query:query", "Run one read-only SELECT, or a named question."),
    "serve": ("sasac_crawler.cli.serve:serve", "Serve the archive as pages to read."),
    "export": ("sasac_crawler.cli.export:export", "Write a dataset: JSONL, CSV, Parquet, data package."),
    "verify": ("sasac_crawler.cli.verify:verify", "Check database, captures and manifests."),
    "backup": ("sasac_crawler.cli.backup:backup", "Copy the archive consistently, beside a crawl."),
    "restore": ("sasac_crawler.cli.restore:restore", "Bring a backup back into an empty folder."),
    "merge": ("sasac_crawler.cli.merge:merge", "Join archives made elsewhere; any order, any repetition."),
    "cluster": ("sasac_crawler.cli.cluster:cluster", "Crawl or reparse on a Dask cluster."),
    "bundle": ("sasac_crawler.cli.bundle:bundle", "Pack an archive to be sent, or check one that came."),
    "reindex": ("sasac_crawler.cli.reindex:reindex", "Rebuild the database from the WARC files alone."),
    "reparse": ("sasac_crawler.cli.reparse:reparse", "Read the archived pages again by today's rules."),
    "report": ("sasac_crawler.cli.report:report", "Show how the sites fare; exit code for monitors."),
    "schedule": (
        "sasac_crawler.cli.schedule:schedule",
        "Let the crawl run by itself: systemd, cron, GitHub, Scrapyd.",
    ),
    "doctor": ("sasac_crawler.cli.doctor:doctor", "Check this machine and this archive."),
}


@click.group(cls=LazyGroup, lazy_commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=config_option,
    expose_value=False,
    is_eager=True,
    help="Configuration to read; else SASAC_CONFIG, ./sasac.toml, ~/.config/sasac/sasac.toml.",
)
@click.version_option(__version__, prog_name="sasac")
def cli() -> None:
    """Crawl, clean, archive and search the sites of China's state-asset regulators (国资委).

    Start with `sasac demo`: it needs no network and shows what an archive looks like.
    """


def main() -> None:
    """Run ``sasac``: a known error is one sentence and its exit code, never a traceback."""
    try:
        code = cli.main(prog_name="sasac", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.USAGE)
    except click.Abort:
        sys.exit(ExitCode.STOPPED)
    except SasacCrawlerError as error:
        click.echo(f"sasac: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has enough. The descriptor is dead: keep Python from flushing it.
        sys.stdout = None
        sys.exit(ExitCode.COMPLETE)
    except OSError as error:
        if error.filename is None and not is_out_of_space(error):
            raise
        # The system's refusal of a file somebody named is no bug of ours.
        place = error.filename2 or error.filename or "the disk"
        click.echo(
            f"sasac: {os.fsdecode(place)} cannot be used: {error.strerror}; name another place", err=True
        )
        sys.exit(ExitCode.NO_SPACE if is_out_of_space(error) else ExitCode.STORE_UNAVAILABLE)
    sys.exit(code if isinstance(code, int) else ExitCode.COMPLETE)
