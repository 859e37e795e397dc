"""``sasac verify``: do bytes and records agree?"""

import os
import re
import secrets
from pathlib import Path
from typing import Final

import click

from sasac_crawler.archive.findings import VerifyReport
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.repair import repair_archive
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.cli.long_work import long_work
from sasac_crawler.cli.options import archive_option, print_json, refuse_idle
from sasac_crawler.errors import UsageError

# A share in percent. example: "1%", "0.5" · counter-example: "1/100"
_PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)%?")
_PRINTED: Final = 50
"""Findings printed one by one; ``--json`` has them all."""


@click.command()
@click.option("--full", is_flag=True, help="Read and hash every byte of every WARC.")
@click.option("--sample", metavar="P%", help="Read and hash this share of the captures, drawn at random.")
@click.option("--seed", type=int, help="Draw the same sample as the run that printed this number.")
@click.option("--repair", is_flag=True, help="First close files and take back leases a dead run left.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@archive_option
def verify(
    *, full: bool, sample: str | None, seed: int | None, repair: bool, as_json: bool, archive: Path
) -> None:
    """Check that database, captures and WARC files agree; a crawl may be writing meanwhile.

    Without an option: the database's own checks, the frontier, and that every capture lies inside its
    file. Nothing is changed without --repair, and nothing is ever deleted: what cannot be kept goes
    to quarantine/. Exit code 0, or 23 if something is wrong.

    Example: sasac verify --sample 1%
    """
    if full and sample:
        message = "--full reads everything; leave --sample out"
        raise UsageError(message)
    if not sample:
        refuse_idle("seed", because="goes with --sample")
    share = _share(sample) if sample else 0.0
    folder = ArchiveFolder(archive)
    repairs = repair_archive(folder) if repair else []
    with long_work("WARC files") as tell:
        report = verify_archive(
            folder,
            full=full,
            sample=share,
            seed=secrets.randbelow(1 << 31) if seed is None else seed,
            processes=os.cpu_count() or 1,
            progress=tell,
        )
    report.repairs = repairs
    if as_json:
        print_json(report.as_dict())
    else:
        print_report(report)
    raise SystemExit(report.exit_code)


def print_report(report: VerifyReport) -> None:
    """Print what was done and found, for people."""
    for line in report.repairs:
        click.echo(f"repaired: {line}")
    for one in report.findings[:_PRINTED]:
        place = f" [{one.file}{'' if one.offset is None else f' at {one.offset}'}]" if one.file else ""
        click.echo(f"{'wrong' if one.is_error else 'note'}: {one.code}: {one.message}{place}")
    if len(report.findings) > _PRINTED:
        click.echo(f"… and {len(report.findings) - _PRINTED} more; --json has them all.")
    read = ""
    if report.captures_read:
        read = f", {report.captures_read} of them read ({report.bytes_read / 1e6:.1f} MB)"
    seed = "" if report.seed is None else f", seed {report.seed}"
    verdict = f"{len(report.errors)} things are wrong" if report.errors else "all is well"
    click.echo(
        f"{report.level} check of {report.captures} captures{read} in {report.seconds:.2f} s{seed}: {verdict}."
    )


def _share(text: str) -> float:
    match = _PERCENT.fullmatch(text.strip())
    if match is None or not 0 < float(match[1]) <= 100:  # noqa: PLR2004 - per cent
        message = f"--sample takes a share in per cent, like 1%, not {text!r}"
        raise UsageError(message)
    return float(match[1]) / 100
