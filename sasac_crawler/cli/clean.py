"""``sasac clean``: inline readings out of text, from files or standard input to standard output."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import click

from sasac_crawler.cli.clean_streams import clean_chunks, read_chunks
from sasac_crawler.cli.options import print_json
from sasac_crawler.normalize.text import clean_text


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
@click.option("--explain", is_flag=True, help="Print every change as JSON instead of the text.")
@click.option(
    "--errors",
    type=click.Choice(("strict", "replace")),
    default="strict",
    show_default=True,
    help="What to do with bytes that are not UTF-8.",
)
@click.option("-j", "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes.")
@click.option("--field", help="The input is JSON lines; clean this field of every record.")
def clean(
    files: tuple[Path, ...], *, script: str, explain: bool, errors: str, jobs: int, field: str | None
) -> None:
    """Remove inline readings (濟(ji)南) from FILE…, or from standard input.

    A file is one document: whether it is annotated is decided from its beginning and holds for all of
    it. With --field every record is a document.

    Example: sasac clean --script hans < polluted.txt > clean.txt
    """
    for path in files or (Path("-"),):
        name = "standard input" if path == Path("-") else str(path)
        with _open(path) as stream:
            if explain:
                _explain(stream, name, script=script, errors=errors)
                continue
            chunks = _with_progress(read_chunks(stream, name, errors=errors), path)
            for cleaned in clean_chunks(chunks, script=script, field=field, jobs=jobs, name=name):
                sys.stdout.buffer.write(cleaned)
    sys.stdout.buffer.flush()


def _open(path: Path) -> BinaryIO:
    return sys.stdin.buffer if path == Path("-") else path.open("rb")


def _explain(stream: BinaryIO, name: str, *, script: str, errors: str) -> None:
    text = "".join(read_chunks(stream, name, errors=errors))
    cleaned = clean_text(text, script=script)
    print_json(
        {
            "text": cleaned.text,
            "steps": [
                {"rule": s.rule, "offset": s.offset, "removed": s.removed, "inserted": s.inserted}
                for s in cleaned.steps
            ],
            "issues": [
                {"code": i.code, "message": i.message, "evidence": list(i.evidence)} for i in cleaned.issues
            ],
        }
    )


def _with_progress(chunks: Iterable[str], path: Path) -> Iterator[str]:
    """Show a bar on a terminal when the input is a file; nothing in a pipe."""
    if path == Path("-") or not sys.stderr.isatty() or path.stat().st_size < 1 << 24:
        yield from chunks
        return
    from rich.console import Console  # noqa: PLC0415 - rich takes 60 ms that a pipe need not pay
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(path.name, total=path.stat().st_size)
        for chunk in chunks:
            yield chunk
            progress.advance(task, len(chunk.encode("utf-8", "replace")))
