"""Coverage-guided fuzzing: ``python -m tests.fuzz TARGET -max_total_time=60``; options are libFuzzer's.

``python -m tests.fuzz`` alone lists the targets. A finding is written to the working folder as ``crash-…``; give
its name in place of the options to see it again.
"""

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]  # ships no types

with atheris.instrument_imports(include=["sasac_crawler"]):
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import TARGETS


def main() -> int:
    """Fuzz one target until libFuzzer's options say it is enough."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        for name, target in TARGETS.items():
            print(f"{name:8} {(target.__doc__ or '').splitlines()[0]}")
        return 2
    name, *options = sys.argv[1:]
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for number, seed in enumerate(seeds(name)):
        (folder / f"seed-{number}").write_bytes(seed)
    corpus = [] if options and Path(options[0]).is_file() else [str(folder)]
    atheris.Setup([sys.argv[0], *options, *corpus], TARGETS[name])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
