"""The main job, from the outside: the demo as a user runs it, against the truth of the sample sites."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.normalize.script import to_hans
from sasac_crawler.query.archive import Archive
from sasac_crawler.samplesite import truth

SASAC = [sys.executable, "-W", "error", "-c", "from sasac_crawler.cli import main; main()"]
SAMPLE_URL = "http://www.sasac.test/n2588025/n2588129/c13858389/content.html"
DEMO_SECONDS = 30
Demo = tuple[Path, subprocess.CompletedProcess[str], float]


def sasac(
    *arguments: str, cwd: Path | None = None, text: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command as a user does, warnings being errors."""
    return subprocess.run(
        [*SASAC, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=cwd,
        input=text,
        env=os.environ | {"PYTHONUTF8": "1"},
    )


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory,
) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    started = time.monotonic()
    done = sasac("demo", cwd=folder)
    return folder, done, time.monotonic() - started


def test_the_demo_ends_well_in_time_and_leaves_only_data(
    demo: Demo,
) -> None:
    folder, done, seconds = demo
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert seconds < DEMO_SECONDS
    assert [path.name for path in folder.iterdir()] == ["data"]
    assert f"{len({one.url for one in truth()})} new articles" in done.stdout


def test_every_page_of_the_sample_sites_is_in_the_archive_as_it_should_be(
    demo: Demo,
) -> None:
    folder, _, _ = demo
    connection = sqlite3.connect(folder / "data/demo/sasac.db")
    connection.row_factory = sqlite3.Row
    places = {
        row["url"]: row
        for row in connection.execute(
            "SELECT p.*, a.body_text, a.url AS first_url, a.editor, a.source_raw FROM appearances p"
            " JOIN articles a ON a.id = p.article_id"
        )
    }
    assert set(places) == {one.url for one in truth()}
    wrong: list[tuple[object, ...]] = []
    for one in truth():
        row = places[one.url]
        # Texts are compared in simplified characters: one text may stand in both scripts.
        found = (to_hans(row["title"]), (row["date_published"] or "")[:10])
        if found != (to_hans(one.title), one.date.isoformat()):
            wrong.append((one.url, found, one.title, one.date))
        body = to_hans(row["body_text"])
        if row["first_url"] == one.url and body != to_hans("\n".join(one.paragraphs)).replace("\u3000", " "):
            wrong.append((one.url, body, one.paragraphs, ""))
    connection.close()
    assert wrong == []


def test_texts_that_stand_in_two_places_are_one_article(
    demo: Demo,
) -> None:
    folder, _, _ = demo
    with Archive(folder / "data/demo") as archive:
        ids = {
            row["url"]: row["article_id"]
            for row in archive.db.query("SELECT url, article_id FROM appearances")
        }
    reprints = [one for one in truth() if one.same_text_as]
    assert len(reprints) >= 8
    for one in reprints:
        assert one.same_text_as is not None
        assert ids[one.url] == ids[one.same_text_as]
    assert len(set(ids.values())) == len(ids) - len(reprints)


def test_the_sample_article_is_clean_and_says_where_its_bytes_are(
    demo: Demo,
) -> None:
    folder, _, _ = demo
    archive = folder / "data/demo"
    for words in ("复工复产", "復工復產", "“五服务”"):
        found = json.loads(sasac("search", words, "--archive", str(archive), "--format", "json").stdout)
        assert found[0]["title"] in (
            "济南市国资委强化“五服务”全力保障市属国企复工复产",
            "濟南市國資委強化“五服務”全力保障市屬國企復工復產",
        )
    shown = json.loads(sasac("show", found[0]["id"], "--archive", str(archive), "--json").stdout)
    assert SAMPLE_URL in {place["url"] for place in shown["appearances"]}
    assert all(capture["warc_file"].endswith(".warc.gz") for capture in shown["captures"])
    assert "在崗57307人" in shown["record"]["body_text"] or "在岗57307人" in shown["record"]["body_text"]


def test_a_second_demo_finds_nothing_new_and_says_so(
    demo: Demo,
) -> None:
    folder, _, _ = demo
    again = sasac("demo", cwd=folder)
    assert again.returncode == 0
    assert "This run found nothing new" in again.stdout


def test_an_archive_that_cannot_be_written_is_exit_8(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    done = sasac("demo", "--archive", str(in_the_way / "archive"))
    assert done.returncode == 8
    assert done.stderr.strip().splitlines()[-1].startswith("sasac: the archive folder")


def test_a_second_writer_is_exit_75(demo: Demo) -> None:
    folder, _, _ = demo
    with ArchiveLock(ArchiveFolder(folder / "data/demo")):
        done = sasac("demo", cwd=folder)
    assert done.returncode == 75
    assert "another run is writing" in done.stderr
