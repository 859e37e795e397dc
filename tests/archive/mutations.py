"""Flip bytes of an archive's WARC files, indexes and manifests; ``verify full`` must find every one.

The whole: ``python -m tests.archive.mutations --count 10000 --seed 1``. A reduced number runs in the suite.
"""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.verify import verify_archive
from tests.archive.small_archive import make_archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One byte of one file, and what it is changed by."""

    path: Path
    offset: int
    flip: int
    """XORed with the byte; 1 to 255."""

    def apply(self) -> None:
        """Change the byte; a second time changes it back."""
        with self.path.open("r+b") as file:
            file.seek(self.offset)
            [byte] = file.read(1)
            file.seek(self.offset)
            file.write(bytes([byte ^ self.flip]))


def mutations(folder: ArchiveFolder, *, count: int, seed: int) -> list[Mutation]:
    """Draw mutations, every byte of every WARC, index and manifest as likely as any other."""
    files = sorted(path for path in folder.warc.iterdir() if path.is_file())
    sizes = [path.stat().st_size for path in files]
    chance = random.Random(seed)  # noqa: S311 - a test that must be repeatable
    return [
        Mutation(path=path, offset=chance.randrange(path.stat().st_size), flip=chance.randrange(1, 256))
        for path in chance.choices(files, weights=sizes, k=count)
    ]


def undetected(folder: ArchiveFolder, *, count: int, seed: int) -> list[Mutation]:
    """Return the mutations that ``verify full`` did not find."""
    missed = []
    for mutation in mutations(folder, count=count, seed=seed):
        mutation.apply()
        try:
            if not verify_archive(folder, full=True).errors:
                missed.append(mutation)
        finally:
            mutation.apply()
    return missed


def main() -> int:
    """Return 0 if every mutation was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = ArchiveFolder(make_archive(Path(scratch) / "archive"))
        assert not verify_archive(folder, full=True).findings
        missed = undetected(folder, count=given.count, seed=given.seed)
        assert not verify_archive(folder, full=True).findings
    for one in missed:
        print(f"not found: {one.path.name} at {one.offset} flipped by {one.flip:#04x}")
    found = given.count - len(missed)
    print(f"seed {given.seed}: {found} of {given.count} mutations found, {time.monotonic() - started:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
