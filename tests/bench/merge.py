"""``sasac merge`` beside making the same archive anew from its WARC files: ``python -m tests.bench.merge``."""

import argparse
import tempfile
import time
from contextlib import closing
from pathlib import Path

from sasac_crawler.archive.bundle import pack
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.merge import checked_bundle, merge_bundle
from sasac_crawler.archive.reindex import reindex
from sasac_crawler.store.connection import open_reader
from tests.archive.test_merge import PROFILES, make
from tests.bench.record import Measurement, json_option, peak_mb, report


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=1000)
    json_option(options)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = make(folder / "archive", days=0, articles=chosen.articles)
        pack(archive, folder / "bundle.tar")
        # What is done once: tables and vocabulary.
        merge_bundle(ArchiveFolder(folder / "goal"), _small(folder), profiles=PROFILES)
        began = time.process_time()
        with checked_bundle(folder / "bundle.tar", profiles=PROFILES, digest=None, scratch=folder):
            checked = time.process_time() - began
        began = time.process_time()
        merge_bundle(ArchiveFolder(folder / "goal"), folder / "bundle.tar", profiles=PROFILES)
        merged = time.process_time() - began
        began = time.process_time()
        merge_bundle(ArchiveFolder(folder / "goal"), folder / "bundle.tar", profiles=PROFILES)
        again = time.process_time() - began
        began = time.process_time()
        reindex(archive, folder / "rebuilt.db", profiles=PROFILES)
        rebuilt = time.process_time() - began
        with closing(open_reader(folder / "goal/sasac.db").conn) as connection:
            [stored] = connection.execute("SELECT count(*) FROM articles").fetchone()
    found = [
        Measurement(
            what=what, unit="articles/s of CPU", ours=stored / ours, peer=stored / rebuilt, peak_mb=peak_mb()
        )
        for what, ours in (
            ("merge, checks included: reindex", merged),
            ("merge, the checks alone: reindex", checked),
            ("merge of what is there already: reindex", again),
        )
    ]
    report(found, chosen.json)


def _small(folder: Path) -> Path:
    pack(make(folder / "small", days=30, articles=1), folder / "small.tar")
    return folder / "small.tar"


if __name__ == "__main__":
    main()
