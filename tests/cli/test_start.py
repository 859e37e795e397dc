"""How quickly commands start: by what they import, which does not depend on the machine."""

import subprocess
import sys

import pytest

HEAVY = {"scrapy", "twisted", "aiohttp", "pandas", "numpy", "pyarrow", "datasette", "distributed"}
IMPORTED = """
import sys
from sasac_crawler.cli import cli
command = cli.get_command(None, sys.argv[1]) if sys.argv[1:] else None
print(*sorted({name.partition(".")[0] for name, module in sys.modules.items() if module is not None}))
"""


def _imported(*command: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *command], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_help_imports_no_database() -> None:
    assert _imported() & (HEAVY | {"sqlite_utils", "lxml"}) == set()


@pytest.mark.parametrize("command", ["search", "show", "query", "clean", "sites", "changes"])
def test_a_question_imports_nothing_heavy(command: str) -> None:
    assert _imported(command) & HEAVY == set()


def test_what_was_hidden_can_be_imported_afterwards() -> None:
    code = f"{IMPORTED}\nimport numpy, pandas\nprint(numpy.__name__, pandas.__name__)"
    done = subprocess.run([sys.executable, "-c", code, "search"], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("numpy pandas\n")
