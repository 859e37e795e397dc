"""``sasac export``: datasets from an archive."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from sasac_crawler.cli.options import WordsCommand, archive_option, print_json, refuse_idle
from sasac_crawler.cli.selecting import selection_options
from sasac_crawler.export.dataset import FORMS, Exported, ExportOptions, Form, export_dataset
from sasac_crawler.export.writing import Progress
from sasac_crawler.hidden_imports import hidden
from sasac_crawler.query.selection import Selection


@click.command(cls=WordsCommand)
@click.option("--format", "form", type=click.Choice(FORMS), default="jsonl", show_default=True, help="Form.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File or folder to write.")
@click.option("--overwrite", is_flag=True, help="Replace an older export at that place.")
@selection_options
@click.option(
    "--partition", type=click.Choice(("site,year",)), help="A file for every site and year, in a folder."
)
@click.option(
    "--csv-raw", is_flag=True, help="Leave cells as they are that a spreadsheet takes for formulas."
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@archive_option
def export(  # noqa: PLR0913 - the options
    *,
    selection: Selection,
    form: Form,
    out: Path,
    overwrite: bool,
    partition: str | None,
    csv_raw: bool,
    as_json: bool,
    archive: Path,
) -> None:
    """Write a dataset of all articles, or of those that hold all WORDS, as in `sasac search`.

    The same archive gives the same bytes. Nothing is at PATH until all of it is; SHA256SUMS (for one file,
    PATH.sha256) has the digests. As wacz it is the captures, to be looked at in ReplayWeb.page or pywb.

    Example: sasac export --format parquet --out articles.parquet --since 2020-01-01
    """
    _refuse_idle(form)
    options = ExportOptions(
        out=out,
        form=form,
        is_partitioned=partition is not None,
        csv_raw=csv_raw,
        overwrite=overwrite,
        is_alone=True,
    )
    # PyArrow would load pandas and NumPy at its first array (a second, 60 MB).
    with hidden(), _progress() as progress:
        done = export_dataset(archive, selection, options, progress)
    _tell(done, as_json=as_json)


def _tell(done: Exported, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(done))
        return
    rows = "1 row" if done.rows == 1 else f"{done.rows} rows"
    files = "1 file" if done.files == 1 else f"{done.files} files"
    click.echo(f"{rows}, {files}, {done.size:,} bytes: {done.out}", err=True)


def _refuse_idle(form: Form) -> None:
    if form not in ("csv", "datapackage"):
        refuse_idle("csv_raw", because=f"goes with csv and datapackage, not with {form}")
    if form == "wacz":
        refuse_idle(
            "script", "duplicates", "versions", "attachments_text",
            because="goes with rows; wacz holds the captures as they came",
        )  # fmt: skip


class _Bar:
    """A progress bar that begins when the number of articles is known."""

    def __init__(self) -> None:
        self.bar: Any = None

    def __call__(self, total: int) -> Progress:
        self.bar = click.progressbar(
            length=total, label="articles", file=sys.stderr, hidden=not sys.stderr.isatty()
        )
        self.bar.__enter__()
        update: Progress = self.bar.update
        return update


@contextmanager
def _progress() -> Iterator[_Bar]:
    bar = _Bar()
    try:
        yield bar
    finally:
        if bar.bar is not None:
            bar.bar.__exit__(None, None, None)
