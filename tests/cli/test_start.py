"""How quickly commands start: by what they import, which does not depend on the machine."""

import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.made_archive import MadeArchive

HEAVY = {"scrapy", "twisted", "aiohttp", "pandas", "numpy", "pyarrow", "datasette", "distributed"}
LOADED = """
print(*sorted({name.partition(".")[0] for name, module in sys.modules.items() if module is not None}))
"""
IMPORTED = f"""
import sys
from sasac_crawler.cli import cli
command = cli.get_command(None, sys.argv[1]) if sys.argv[1:] else None
{LOADED}"""


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


def test_an_archive_is_opened_without_pandas_which_can_be_imported_afterwards() -> None:
    code = (
        "import sys\n"
        "from sasac_crawler import Archive\n"
        "print(*sorted({'pandas', 'numpy', 'polars', 'pyarrow'} & set(sys.modules)), sep=',')\n"
        "import pandas\n"
        "print(pandas.DataFrame({'a': [1]}).shape)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n(1, 1)\n"


def test_an_export_as_parquet_leaves_pandas_alone(tmp_path: Path) -> None:
    archive = MadeArchive(tmp_path / "archive")
    archive.save("http://www.sasac.test/n1/c1/content.html", title="标题", body="说明文字足够长。" * 9)
    program = (
        f"import sys\nfrom sasac_crawler.cli import cli\ncli(sys.argv[1:], standalone_mode=False)\n{LOADED}"
    )
    out = tmp_path / "x.parquet"
    command = ["export", "--format", "parquet", "--out", str(out), "--archive", str(archive.close())]
    done = subprocess.run(
        [sys.executable, "-c", program, *command], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert {"pyarrow", "adbc_driver_sqlite"} <= loaded
    assert not {"pandas", "numpy", "polars", "scrapy"} & loaded
    assert pq.read_table(out)["title"].to_pylist() == ["标题"]


def test_the_demo_and_the_server_leave_pandas_alone(tmp_path: Path) -> None:
    """They import sqlite-utils when they run, not when they are read."""
    archive = str(tmp_path / "archive")
    said = f"import sys, atexit\ndef say():\n    {LOADED.strip()}\natexit.register(say)\n"
    program = f"{said}from sasac_crawler.cli import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", program, "demo", "--archive", archive],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "scrapy" in loaded
    assert not {"pandas", "numpy"} & loaded
    command = [sys.executable, "-c", program, "serve", "--archive", archive, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        assert "Ctrl-C stops" in server.stderr.readline()
        server.send_signal(signal.SIGINT)
        loaded = set(server.communicate(timeout=30)[0].split())
    assert "datasette" in loaded
    assert not {"pandas", "numpy"} & loaded


def test_what_was_hidden_can_be_imported_afterwards() -> None:
    code = f"{IMPORTED}\nimport numpy, pandas\nprint(numpy.__name__, pandas.__name__)"
    done = subprocess.run([sys.executable, "-c", code, "search"], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("numpy pandas\n")
