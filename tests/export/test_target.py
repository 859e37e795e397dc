"""An old export is never damaged: not by an error, a full disk, a kill; and nothing is overwritten unasked."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from sasac_crawler.cli import cli
from sasac_crawler.errors import ExitCode
from sasac_crawler.export.dataset import FORMS, ExportOptions, Form, export_dataset
from sasac_crawler.export.target import drafted
from sasac_crawler.query.selection import Selection
from tests.bench.export_corpus import fill_for_export
from tests.made_archive import MadeArchive

SASAC = [sys.executable, "-c", "from sasac_crawler.cli import main; main()"]
OLD = "older export\n"


def content(place: Path) -> dict[str, bytes]:
    return {one.relative_to(place).as_posix(): one.read_bytes() for one in place.rglob("*") if one.is_file()}


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose export takes a while and some megabytes."""
    root = tmp_path_factory.mktemp("larger") / "archive"
    fill_for_export(root, 3000, seed=4)
    return root


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_ends_with_3_and_leaves_the_old_export(
    larger: Path, small_disk: Path, form: Form, demo: Path
) -> None:
    out = small_disk / "out"
    export_dataset(demo, Selection(), ExportOptions(out=out, form=form))
    if form == "wacz":  # the larger archive has no captures
        (small_disk / "filler").write_bytes(bytes(400_000))
        larger = demo
    before = content(small_disk)
    command = [*SASAC, "export", "--format", form, "--out", str(out), "--overwrite", "--archive", str(larger)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == ExitCode.NO_SPACE, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert "free some and run again" in done.stderr
    assert content(small_disk) == before


@pytest.mark.parametrize("form", ["csv", "hf"])
def test_a_kill_leaves_the_old_export_and_the_next_run_clears_up(
    larger: Path, tmp_path: Path, form: Form
) -> None:
    place = tmp_path / "place"
    out = place / "out"
    export_dataset(larger, Selection(), ExportOptions(out=out, form=form))
    before = content(place)
    command = [*SASAC, "export", "--format", form, "--out", str(out), "--overwrite", "--archive", str(larger)]
    killed = 0
    for delay in (0.0, 0.02, 0.05, 0.1):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while process.poll() is None and not list(place.glob(".out.*.part")) and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        found = {name: data for name, data in content(place).items() if not name.startswith(".out.")}
        # The same archive gives the same bytes, so also an export that was just finished is this one.
        assert found in (
            before,
            {name: data for name, data in before.items() if not name.endswith(".sha256")},
        )
    assert killed
    export_dataset(larger, Selection(), ExportOptions(out=out, form=form, overwrite=True))
    assert content(place) == before


def test_an_error_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def fail() -> None:
        with drafted(out, is_folder=True, overwrite=False) as draft:
            (draft / "half").write_text("half", "utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_the_draft_of_a_living_process_is_left_alone(tmp_path: Path) -> None:
    theirs, left = tmp_path / ".out.1.part", tmp_path / ".out.999999999.part"
    for path in (theirs, left):
        path.write_text("", "utf-8")
    with drafted(tmp_path / "out", is_folder=False, overwrite=False) as draft:
        draft.write_text("new", "utf-8")
    assert theirs.exists()
    assert not left.exists()


def test_what_is_there_is_replaced_only_when_asked(demo: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    arguments = ["export", "--archive", str(demo), "--out"]
    (tmp_path / "file").write_text(OLD, "utf-8")
    result = run(cli, [*arguments, str(tmp_path / "file")])
    assert "add --overwrite" in str(result.exception)
    assert (tmp_path / "file").read_text("utf-8") == OLD
    assert run(cli, [*arguments, str(tmp_path / "file"), "--overwrite"]).exception is None
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "thesis.doc").write_text(OLD, "utf-8")
    for more in (["--format", "hf"], ["--format", "csv"]):
        result = run(cli, [*arguments, str(folder), "--overwrite", *more])
        assert "move it away first" in str(result.exception)
    assert (folder / "thesis.doc").read_text("utf-8") == OLD


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--site", "jiangdon"], "--site 'jiangdon' is not in the archive; there is: jiangdong"),
        (["--category", "polic"], "there is: policy"),
        (["--source", "济南市国资"], "there is: 济南市国资委"),
        (["--since", "gestern"], "--since must be a day like 2021-02-24"),
        (["--since", "2022-01-01", "--until", "2021-01-01"], "nothing can be between them"),
        (["--since-run", "run-x"], "--since-run 'run-x' is not in the archive; there is: 20"),
        (["--format", "hf", "--partition", "site,year"], "--partition goes with jsonl, csv, parquet"),
        (["-国企"], "needs a word that must be there"),
        (["--out", "/proc/nowhere/x"], "cannot be written"),
        (["--out", ".."], "is no place for an export"),
    ],
)
def test_a_slip_is_answered_with_what_is_right(
    demo: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    command = ["export", "--archive", str(demo), "--out", str(tmp_path / "out"), "--", *arguments]
    if not arguments[0].startswith("-国"):
        command.remove("--")
    result = CliRunner().invoke(cli, command)
    assert said in str(result.exception)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["--format", "xlsx"], ["--script", "hant"], ["--partition", "month"]])
def test_a_choice_names_what_there_is(demo: Path, tmp_path: Path, arguments: list[str]) -> None:
    command = [*SASAC, "export", "--archive", str(demo), "--out", str(tmp_path / "x"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == ExitCode.USAGE
    assert "is not one of" in done.stderr or "is not" in done.stderr


def test_an_archive_of_a_later_release_is_refused_with_the_version_it_needs(
    made: MadeArchive, tmp_path: Path
) -> None:
    made.db.execute("PRAGMA user_version = 999")
    archive = made.close()
    for command in (["export", "--out", str(tmp_path / "x")], ["query", "SELECT 1"], ["cite", "0" * 12]):
        done = subprocess.run(
            [*SASAC, *command, "--archive", str(archive)], capture_output=True, text=True, check=False
        )
        assert done.returncode == ExitCode.STORE_UNAVAILABLE
        assert "schema 999" in done.stderr
        assert "upgrade" in done.stderr


def test_a_place_that_may_not_be_written_is_one_sentence(demo: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    tmp_path.chmod(0o500)
    result = CliRunner().invoke(cli, ["export", "--archive", str(demo), "--out", str(tmp_path / "x")])
    assert "Permission denied" in str(result.exception)
