"""The query of .github/CLUSTER.md, run on the export it speaks of."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.archive.test_merge import make

PAGE = Path(__file__).parents[2] / ".github/CLUSTER.md"


def test_the_query_of_the_page_runs_on_a_partitioned_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = make(tmp_path / "archive", days=0, articles=5)
    text = PAGE.read_text("utf-8")
    found = re.search(
        r"    sasac (export --format parquet .*?) --archive data/archive\n\n```sql\n(.*?)```", text, re.DOTALL
    )
    assert found is not None
    command = [sys.executable, "-c", "from sasac_crawler.cli import main; main()", *found[1].split()]
    subprocess.run([*command, "--archive", str(archive.root)], check=True, cwd=tmp_path)
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as connection:
        rows = connection.execute(found[2]).fetchall()
    assert [row[0] for row in rows] == ["jiangdong"]
    assert sum(row[2] for row in rows) == 5
