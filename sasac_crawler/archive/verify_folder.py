"""Is every WARC file there and long enough, and is there nothing else? Without reading one."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sasac_crawler.archive.findings import Finding
from sasac_crawler.archive.manifest import INDEX_SUFFIX, OPEN_SUFFIX, SUFFIX
from sasac_crawler.archive.warc_reader import warc_path
from sasac_crawler.errors import IntegrityError


def check_places(folder: Path, files: Iterable[tuple[str, int, int]]) -> Iterator[Finding]:
    """I5: every file that captures lie in is there and long enough."""
    for name, count, end in files:
        try:
            size = warc_path(folder, name).stat().st_size
        except IntegrityError:
            message = f"{name} is gone; {count} captures lie in it."
            yield Finding(code="file_missing", message=message, file=name)
            continue
        if end > size:
            message = f"{name} has {size} bytes, but a capture ends at {end} (I5)."
            yield Finding(code="file_short", message=message, file=name, offset=size)


def check_folder(folder: Path, known: set[str]) -> Iterator[Finding]:
    """Files that no row speaks of: manifests without a file, strangers, files that were not closed."""
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for name in sorted(names):
        if name.endswith(SUFFIX):
            warc = name.removesuffix(SUFFIX)
            if not names & {warc, warc + OPEN_SUFFIX} and warc not in known:
                yield Finding(
                    code="file_missing", message=f"{warc} is gone; its manifest is there.", file=warc
                )
        elif name.endswith(".warc.gz" + OPEN_SUFFIX):
            message = f"{name} is not closed: a run is writing it, or died; the next crawl closes it."
            yield Finding(code="open_file", message=message, file=name, is_error=False)
        elif name.endswith(INDEX_SUFFIX) and name.removesuffix(INDEX_SUFFIX) + ".warc.gz" in names | known:
            pass  # "full" compares it with the records
        elif not name.endswith(".warc.gz"):
            yield Finding(code="stranger", message=f"{name} is no WARC.", file=name, is_error=False)
