"""After a crash: WARC files that were never closed."""

import os
from pathlib import Path

from sasac_crawler.archive.warc_reader import whole_length
from sasac_crawler.archive.warc_writer import OPEN_SUFFIX, sync_folder


def seal_open_files(folder: Path) -> list[Path]:
    """Cut every ``.open`` file after its last whole record and give it its final name.

    Only for the holder of the archive's lock. What is cut off was never committed: a record is
    durable before the row that points at it, and a torn record is not durable.

    Returns:
        The sealed files.
    """
    sealed = []
    for path in sorted(folder.glob(f"*.warc.gz{OPEN_SUFFIX}")):
        keep = whole_length(path)
        if keep == 0:
            path.unlink()
            continue
        with path.open("r+b") as file:
            file.truncate(keep)
            os.fsync(file.fileno())
        final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
        path.rename(final)
        sealed.append(final)
    if sealed:
        sync_folder(folder)
    return sealed
