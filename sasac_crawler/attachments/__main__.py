"""``python -m sasac_crawler.attachments FILE…``: what each file is and what text it holds."""

import sys
from pathlib import Path
from typing import Final

from sasac_crawler.attachments.pool import TextExtractor

_SHOWN: Final = 200


def main(paths: list[str]) -> int:
    """Print kind, outcome and the first characters of each file; return the exit code."""
    with TextExtractor() as extractor:
        for path in paths:
            found = extractor.extract(Path(path), name=Path(path).name)
            codes = ",".join(issue.code for issue in found.issues)
            head = [path, found.kind, found.outcome, f"{len(found.text)} chars", found.detail, codes]
            sys.stdout.write("  ".join(part for part in head if part) + "\n")
            sys.stdout.write("".join(f"    {line}\n" for line in found.text[:_SHOWN].splitlines()))
    return 0 if paths else 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
