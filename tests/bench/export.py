"""Exports of 100,000 articles of 2 KB beside DuckDB, Polars, pandas and the standard library: ``python -m tests.bench.export``.

All write the same columns of the same SQLite file in the same run, each in a process of its own; medians of some
rounds, in turns, each round begun by another. DuckDB reads through its SQLite scanner: ``--peers`` names a Python
that has the peers (``pip install duckdb==1.5.5 duckdb-extensions duckdb-extension-sqlite-scanner polars connectorx
adbc-driver-sqlite pyarrow pandas``). We also hash what we write, sync it, guard against formulas, make lists of
arrays and compute the versions' keys: one column more. Seconds are from the first row to the last byte handed over,
ours with what makes it durable; loading the libraries is left out for all. Parquet is Zstandard for all, at the level
each takes by default (ours and Polars's 3); sizes are printed.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from operator import itemgetter
from pathlib import Path
from statistics import median

from sasac_crawler.query.columns import article_columns
from tests.bench.export_corpus import fill_for_export
from tests.bench.record import MISSED, Measurement, json_option, report

NAMES = [column.name for column in article_columns() if column.name != "version"]
OURS = """
import sys, time, resource
from pathlib import Path
from sasac_crawler.cli import cli
cli.get_command(None, 'export')  # imports what `sasac export` does, as it does
from sasac_crawler.export.dataset import ExportOptions, export_dataset
from sasac_crawler.query.selection import Selection
from sasac_crawler.hidden_imports import hidden
with hidden():
    import pyarrow.parquet, pyarrow.csv, pyarrow.compute
    begun, cpu = time.perf_counter(), time.process_time()
    export_dataset(Path(sys.argv[1]), Selection(), ExportOptions(out=Path(sys.argv[2]), form=sys.argv[3], overwrite=True, is_alone=True))
print(time.perf_counter() - begun, time.process_time() - cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
"""
PEERS = """
import sys, time, resource, os
db, out, form, who, names = sys.argv[1] + '/sasac.db', sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5]
query = f'SELECT {names} FROM articles'
if who == 'duckdb':
    import duckdb
    from duckdb_extensions import import_extension
    import_extension('sqlite_scanner')
    link = duckdb.connect(); link.execute('LOAD sqlite_scanner')
    kind = {'jsonl': 'FORMAT json', 'csv': 'FORMAT csv', 'parquet': 'FORMAT parquet, COMPRESSION zstd'}[form]
elif who.startswith('polars'): import polars as pl
elif who == 'pandas': import pandas, sqlite3
else: import csv, json, sqlite3
begun, cpu = time.perf_counter(), time.process_time()
if who == 'duckdb':
    link.execute(f"COPY (SELECT {names} FROM sqlite_scan('{db}', 'articles')) TO '{out}' ({kind})")
elif who.startswith('polars'):
    engine = who.partition('-')[2]
    frame = pl.read_database_uri(query, f"sqlite:{'///' if engine == 'adbc' else '//'}{db}", engine=engine)
    {'jsonl': frame.write_ndjson, 'csv': frame.write_csv, 'parquet': frame.write_parquet}[form](out)
elif who == 'pandas':
    frame = pandas.read_sql(query, sqlite3.connect(db))
    if form == 'csv': frame.to_csv(out, index=False)
    elif form == 'parquet': frame.to_parquet(out, compression='zstd')
    else: frame.to_json(out, orient='records', lines=True, force_ascii=False)
else:
    rows = sqlite3.connect(db).execute(query)
    with open(out, 'w', 1 << 20, encoding='utf-8', newline='') as file:
        if form == 'csv': csv.writer(file).writerows(rows)
        else:
            keys = [one[0] for one in rows.description]
            for row in rows: file.write(json.dumps(dict(zip(keys, row)), ensure_ascii=False) + chr(10))
print(time.perf_counter() - begun, time.process_time() - cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
"""
LIMITS = {"export: jsonl": 1.0, "export: csv": 1.2, "export: parquet": 1.2}
"""Ours by the fastest peer's, by the clock, at most."""
WHO = {
    "jsonl": ("duckdb", "polars-connectorx", "polars-adbc", "pandas", "stdlib"),
    "csv": ("duckdb", "polars-connectorx", "polars-adbc", "pandas", "stdlib"),
    "parquet": ("duckdb", "polars-connectorx", "polars-adbc", "pandas"),
}


def main() -> None:
    """Print seconds (wall and processor) and peak memory of each, medians of the rounds; exit with 5 if too slow."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--peers", type=Path, default=Path(sys.executable))
    options.add_argument("--only", nargs="*", help="these peers only")
    options.add_argument("--archive", type=Path, help="made there, or used if it is there")
    json_option(options)
    given = options.parse_args()
    found: list[Measurement] = []
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}, {given.articles} articles"
    )
    with tempfile.TemporaryDirectory() as scratch:
        archive = given.archive or Path(scratch) / "archive"
        if not (archive / "sasac.db").exists():
            fill_for_export(archive, given.articles, seed=1)
        for form, peers in WHO.items():
            chosen = [one for one in peers if not given.only or one in given.only]
            rounds: dict[str, list[tuple[float, float, float, float]]] = {}
            for number in range(given.rounds):
                everybody = ("ours", *chosen)
                begin = number % len(everybody)
                for who in everybody[begin:] + everybody[:begin]:
                    one = run(who, form, archive, Path(scratch) / f"{who}.{form}", given.peers)
                    if one is not None:
                        rounds.setdefault(who, []).append(one)
            found += compared(form, {who: medians(some) for who, some in rounds.items()})
    report(found, given.json)
    sys.exit(
        MISSED if any(one.ratio is not None and one.ratio > LIMITS.get(one.what, 99) for one in found) else 0
    )


def medians(rounds: list[tuple[float, float, float, float]]) -> tuple[float, ...]:
    """Return the median of each figure."""
    return tuple(median(figures) for figures in zip(*rounds, strict=True))


def compared(form: str, found: dict[str, tuple[float, ...]]) -> list[Measurement]:
    """Print all contestants and return ours beside the fastest peer, by the clock and by the processor."""
    for who, (wall, processor, memory, size) in sorted(found.items(), key=itemgetter(1)):
        print(
            f"{form:8} {who:18} {wall:6.2f} s wall {processor:6.2f} s cpu {memory:6.0f} MB  file {size:4.0f} MB",
            flush=True,
        )
    peers = [one for who, one in found.items() if who != "ours"]
    ours = found["ours"]
    return [
        Measurement(
            what=f"export: {form}{by}",
            unit="s",
            ours=ours[at],
            peer=min((one[at] for one in peers), default=None),
            peak_mb=ours[2],
        )
        for at, by in enumerate(("", ", processor"))
    ]


def run(
    who: str, form: str, archive: Path, out: Path, peers: Path
) -> tuple[float, float, float, float] | None:
    """Export once in a process of its own; return wall and processor seconds, megabytes of memory and of the file.

    ``None`` if it cannot.
    """
    if who == "ours":
        command = [sys.executable, "-c", OURS, str(archive), str(out), form]
    else:
        command = [str(peers), "-c", PEERS, str(archive), str(out), form, who, ", ".join(NAMES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    size = out.stat().st_size / 1e6 if out.exists() else 0.0
    out.unlink(missing_ok=True)
    if done.returncode:
        print(f"{form:8} {who}: {json.dumps(done.stderr.strip().splitlines()[-1:], ensure_ascii=False)}")
        return None
    wall, processor, memory = map(float, done.stdout.split()[-3:])  # DuckDB prints its progress before
    return wall, processor, memory, size


if __name__ == "__main__":
    main()
