"""``sasac clean``: inline readings out of text, from files or standard input to standard output."""

import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import click

from sasac_crawler.cli.clean_pieces import clean_piece, clean_records, explain_pieces, in_order, judge
from sasac_crawler.cli.clean_streams import LONGEST_LINE, read_pieces
from sasac_crawler.errors import ExitCode, UsageError

_STDIN: Final = Path("-")
_WORTH_A_BAR: Final = 4 << 20


@click.command()
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True)
)
@click.option(
    "--script",
    type=click.Choice(("keep", "hans", "hant")),
    default="keep",
    show_default=True,
    help="Simplified or traditional characters in the output.",
)
@click.option("--explain", is_flag=True, help="Print every change and doubt as JSON lines, not the text.")
@click.option(
    "--errors",
    type=click.Choice(("strict", "replace")),
    default="strict",
    show_default=True,
    help="What to do with bytes that are not UTF-8: refuse the file, or put U+FFFD for them.",
)
@click.option("-j", "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes.")
@click.option("--field", help="The input is JSON lines; clean this field of every record.")
def clean(
    files: tuple[Path, ...], *, script: str, explain: bool, errors: str, jobs: int, field: str | None
) -> None:
    """Remove inline readings (濟(ji)南) from FILE…, or from standard input; print the clean text.

    Damage that the bytes decide is repaired, odd space and invisible characters go, quotes and
    punctuation stay. A file is one document: it is judged annotated from its first 8 MB or from
    the first megabyte that proves it, and then to its end. With --field every record is a document.

    Example: sasac clean --script hans < polluted.txt > clean.txt
    """
    if explain and field is not None:
        message = "--explain and --field do not go together: explain one text at a time"
        raise UsageError(message)
    for path in files or (_STDIN,):
        name = "standard input" if path == _STDIN else str(path)
        with _open(path, name) as stream:
            longest = LONGEST_LINE if field is None else None
            pieces = _with_progress(read_pieces(stream, name, errors=errors, longest_line=longest), path)
            if field is None:
                work = partial(clean_piece, script=script, explain=explain)
                cleaned = in_order(work, judge(pieces), jobs=jobs)
            else:
                records = partial(clean_records, field=field, script=script, name=name)
                cleaned = in_order(records, ((piece, False) for piece in pieces), jobs=jobs)
            _write(explain_pieces(cleaned) if explain else (piece.body for piece in cleaned))


def _write(bodies: Iterable[bytes]) -> None:
    output = sys.stdout.buffer
    try:
        for body in bodies:
            output.write(body)
        output.flush()
    except BrokenPipeError:
        # Whoever read has enough. Python flushes once more at its end: into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.COMPLETE)


def _open(path: Path, name: str) -> BinaryIO:
    if path == _STDIN:
        return sys.stdin.buffer
    try:
        return path.open("rb")
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}"
        raise UsageError(message) from error


def _with_progress(pieces: Iterable[str], path: Path) -> Iterator[str]:
    """Show a bar on a terminal when the input is a large file; nothing in a pipe."""
    if path == _STDIN or not sys.stderr.isatty() or path.stat().st_size < _WORTH_A_BAR:
        yield from pieces
        return
    from rich.console import Console  # noqa: PLC0415 - rich takes 60 ms that a pipe need not pay
    from rich.progress import Progress  # noqa: PLC0415 - likewise

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(path.name, total=path.stat().st_size)
        for piece in pieces:
            yield piece
            progress.advance(task, len(piece.encode("utf-8", "replace")))


if __name__ == "__main__":
    clean()
