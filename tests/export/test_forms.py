"""Every form holds the same rows, the same archive gives the same bytes, and other people's readers take them."""

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.export.dataset import FORMS, ExportOptions, Form, export_dataset
from sasac_crawler.export.hugging_face import write_hugging_face
from sasac_crawler.export.summary import summarise
from sasac_crawler.query.columns import article_columns
from sasac_crawler.query.reading import Reader
from sasac_crawler.query.searching import Filters
from sasac_crawler.query.selection import Selection
from sasac_crawler.store.connection import open_reader
from tests.export.conftest import NASTY

Rows = list[dict[str, Any]]
NAMES = [column.name for column in article_columns()]


def expected(archive: Path, selection: Selection | None = None) -> Rows:
    """Return the rows by the plainest way there is."""
    db = open_reader(ArchiveFolder(archive).database)
    reader = Reader(db, selection or Selection())
    rows = [reader.as_record(row) for row in reader.rows()]
    db.conn.close()
    return rows


def export(
    archive: Path, out: Path, form: Form = "jsonl", selection: Selection | None = None, **options: Any
) -> Path:
    export_dataset(archive, selection or Selection(), ExportOptions(out=out, form=form, **options))
    return out


def jsonl(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


def of_csv(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_parquet(path: Path) -> Rows:
    rows: Rows = pq.ParquetFile(path).read().to_pylist()
    return rows


def as_csv(rows: Rows) -> Rows:
    """Return rows as CSV can say them."""
    return [{name: _csv_cell(value) for name, value in row.items()} for row in rows]


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


@pytest.mark.parametrize("where", ["demo", "nasty"])
def test_every_form_holds_the_same_rows(where: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    archive: Path = request.getfixturevalue(where)
    rows = expected(archive)
    assert len(rows) == (len(NASTY) if where == "nasty" else 80)
    assert list(rows[0]) == NAMES
    assert jsonl(export(archive, tmp_path / "a.jsonl")) == rows
    assert of_csv(export(archive, tmp_path / "a.csv", "csv", csv_raw=True)) == as_csv(rows)
    table = pq.read_table(export(archive, tmp_path / "a.parquet", "parquet"))
    assert table.to_pylist() == rows
    described = {field.name: field.metadata[b"description"].decode() for field in table.schema}
    assert described == {column.name: column.description for column in article_columns()}


def test_the_rows_are_those_of_the_archive(demo: Path, tmp_path: Path) -> None:
    rows = {row["id"]: row for row in jsonl(export(demo, tmp_path / "a.jsonl"))}
    db = open_reader(ArchiveFolder(demo).database)
    for stored in db.query("SELECT * FROM articles"):
        row = rows.pop(stored["id"])
        assert row["keywords"] == json.loads(stored["keywords"])
        assert row["is_reprint"] is bool(stored["is_reprint"])
        same = set(NAMES) - {"keywords", "rules", "is_reprint", "version"}
        assert {name: row[name] for name in same} == {name: stored[name] for name in same}
        assert db.execute("SELECT 1 FROM states WHERE state = ?", [row["version"]]).fetchone()
    assert rows == {}
    db.conn.close()


def test_a_cell_that_a_spreadsheet_would_run_is_made_text(nasty: Path, tmp_path: Path) -> None:
    raw = of_csv(export(nasty, tmp_path / "raw.csv", "csv", csv_raw=True))
    safe = of_csv(export(nasty, tmp_path / "safe.csv", "csv"))
    risky = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    assert {row["title"] for row in raw if row["title"].startswith(risky)} == set(NASTY[1:7]) - {"\t制表"} | {
        "\t制表"
    }
    for one, other in zip(raw, safe, strict=True):
        for name, value in one.items():
            assert other[name] == ("'" + value if value.startswith(risky) else value)
            assert not other[name].startswith(risky)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_archive_gives_the_same_bytes(demo: Path, tmp_path: Path, form: Form) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(demo, copy)
    digests = []
    for number, archive in enumerate((demo, copy)):
        out = export(archive, tmp_path / str(number) / "x", form)
        files = [out] if out.is_file() else sorted(one for one in out.rglob("*") if one.is_file())
        digests.append([(one.name, hashlib.sha256(one.read_bytes()).hexdigest()) for one in files])
    assert digests[0] == digests[1]


@pytest.mark.parametrize("form", FORMS)
def test_sha256sum_confirms_what_was_written(demo: Path, tmp_path: Path, form: Form) -> None:
    out = export(demo, tmp_path / "x", form)
    sums = out / "SHA256SUMS" if out.is_dir() else tmp_path / "x.sha256"
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", sums.name], cwd=sums.parent, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
    listed = {line.split("  ")[1] for line in sums.read_text("utf-8").splitlines()}
    files = (
        {one.relative_to(out).as_posix() for one in out.rglob("*") if one.is_file()}
        if out.is_dir()
        else {"x"}
    )
    assert listed == files - {"SHA256SUMS"}


@pytest.mark.parametrize("where", ["demo", "nasty"])
def test_frictionless_finds_the_data_package_valid(
    where: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    archive: Path = request.getfixturevalue(where)
    out = export(archive, tmp_path / "package", "datapackage")
    command = [str(Path(sys.executable).with_name("frictionless")), "validate", "datapackage.json", "--json"]
    done = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False, timeout=120)
    report = json.loads(done.stdout)
    assert report["valid"] is True, report
    assert report["stats"]["errors"] == 0
    counted = {task["name"]: task["stats"].get("rows", 0) for task in report["tasks"]}
    with closing(open_reader(ArchiveFolder(archive).database).conn) as db:
        for table in ("articles", "appearances", "article_versions"):
            [(rows,)] = db.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            assert counted[table] == rows
        [(sites,)] = db.execute(
            "SELECT count(DISTINCT site) FROM appearances WHERE site IN (SELECT slug FROM sites)"
        )
    assert counted["sites"] == sites
    resources = json.loads((out / "datapackage.json").read_text("utf-8"))["resources"]
    assert all(field["description"] for one in resources for field in one["schema"]["fields"])
    described = resources[0]["schema"]["fields"]
    assert [field["name"] for field in described] == NAMES


def test_hugging_face_polars_and_duckdb_load_the_folder(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = export(demo, tmp_path / "folder", "hf")
    rows = expected(demo)
    assert pl.read_parquet(out / "data/*.parquet").to_dicts() == rows
    counted = f"SELECT count(*), count(DISTINCT id) FROM '{out}/data/*.parquet'"  # noqa: S608 - ours
    assert duckdb.connect().execute(counted).fetchall() == [(len(rows), len(rows))]
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    program = (
        "import datasets, json, sys\n"
        "loaded = datasets.load_dataset(sys.argv[1], split='train', cache_dir=sys.argv[2])\n"
        "print(json.dumps([loaded.column_names, list(loaded['id'])]))\n"
    )
    command = [sys.executable, "-c", program, str(out), str(tmp_path / "cache")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [NAMES, [row["id"] for row in rows]]


def test_the_card_says_what_is_in_it(demo: Path, tmp_path: Path) -> None:
    card = (export(demo, tmp_path / "folder", "hf") / "README.md").read_text("utf-8")
    rows = expected(demo)
    front, _, body = card.removeprefix("---\n").partition("\n---\n")
    assert "license: other" in front
    assert "- n<1K" in front
    assert f"{len(rows)} rows, {len(rows)} different texts" in body
    for site in {row["site"] for row in rows}:
        assert f"| {site} |" in body
        assert f" | {sum(row['site'] == site for row in rows)} |" in body
    assert all(f"| `{name}` |" in body for name in NAMES)


def test_shards_are_as_many_as_their_names_say(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sasac_crawler.export.parquet._PIECE_ROWS", 10)
    monkeypatch.setattr("sasac_crawler.export.parquet._GROUP_ROWS", 30)
    db = open_reader(ArchiveFolder(demo).database)
    reader = Reader(db, Selection())
    files = write_hugging_face(tmp_path, reader, summarise(db, reader), lambda _: None, shard_groups=2)
    db.conn.close()
    assert [one.name for one in files[:-1]] == [
        "data/train-00000-of-00002.parquet",
        "data/train-00001-of-00002.parquet",
    ]
    assert pl.read_parquet(tmp_path / "data/*.parquet")["id"].to_list() == [
        row["id"] for row in expected(demo)
    ]


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_partitions_hold_every_row_once_where_it_belongs(
    nasty: Path, demo: Path, tmp_path: Path, form: Form
) -> None:
    for archive in (nasty, demo):
        out = export(archive, tmp_path / f"out-{archive.name}", form, is_partitioned=True, csv_raw=True)
        read = {"jsonl": jsonl, "csv": of_csv, "parquet": of_parquet}[form]
        rows = []
        for path in sorted(out.rglob(f"part-0.{form}")):
            site, year = (part.partition("=")[2] for part in path.relative_to(out).parts[:2])
            found = read(path)
            assert {row["site"] for row in found} == {site}
            assert {(row["date_published"] or "__HIVE_DEFAULT_PARTITION__")[:4] for row in found} == {
                year[:4]
            }
            rows += found
        wanted = expected(archive) if form != "csv" else as_csv(expected(archive))
        assert sorted(rows, key=lambda row: row["id"]) == sorted(wanted, key=lambda row: row["id"])


def test_partitioned_parquet_is_read_by_year(demo: Path, tmp_path: Path) -> None:
    out = export(demo, tmp_path / "p", "parquet", is_partitioned=True)
    wanted = sorted(row["id"] for row in expected(demo) if (row["date_published"] or "").startswith("2020"))
    assert wanted
    found = (
        duckdb.connect()
        .execute(
            f"SELECT id FROM read_parquet('{out}/**/*.parquet', hive_partitioning=true) WHERE year = '2020' ORDER BY 1"  # noqa: S608 - ours
        )
        .fetchall()
    )
    assert [row[0] for row in found] == wanted
    frame = (
        pl.scan_parquet(f"{out}/**/*.parquet", hive_partitioning=True)
        .filter(pl.col("year") == 2020)
        .collect()
    )
    assert sorted(frame["id"]) == wanted
    dataset = pyarrow.dataset.dataset(out, partitioning="hive", exclude_invalid_files=True)
    assert sorted(dataset.to_table(filter=pyarrow.dataset.field("year") == 2020)["id"].to_pylist()) == wanted


def test_filters_are_those_of_the_search(demo: Path, tmp_path: Path) -> None:
    everything = expected(demo)
    found = jsonl(export(demo, tmp_path / "w", selection=Selection(words="复工复产")))
    assert (
        {row["id"] for row in found}
        == {row["id"] for row in everything if "复工复产" in row["title"] + row["body_text"]}
        != set()
    )
    filters = Filters(site="jiangdong", since="2020-01-01", until="2022-12-31")
    found = jsonl(export(demo, tmp_path / "f", selection=Selection(filters=filters)))
    assert (
        {row["id"] for row in found}
        == {
            row["id"]
            for row in everything
            if row["site"] == "jiangdong"
            and "2020-01-01" <= (row["date_published"] or "")[:10] <= "2022-12-31"
        }
        != set()
    )
    none = export(demo, tmp_path / "n", "parquet", selection=Selection(words="绝无此词"))
    assert pq.read_table(none).num_rows == 0
