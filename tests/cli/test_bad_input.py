"""What a user does wrong gets one sentence and the right exit code, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

SASAC = [sys.executable, "-W", "error", "-c", "from sasac_crawler.cli import main; main()"]
SAMPLE = Path(__file__).parents[2] / "data/sample"
BAD_PROFILE = 'slug = "bad"\nname_zh = 3\n'


def sasac(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> tuple[int, str, str]:
    done = subprocess.run(
        [*SASAC, *arguments], input=stdin, capture_output=True, timeout=60, check=False, cwd=cwd
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["crawl", "shangdong"], 2, "no site is called 'shangdong'; did you mean 'shandong'?"),
        (["crawl", "qqq"], 2, "no site is called 'qqq'; `sasac sites` lists them."),
        (["crawl"], 2, "name the sites to crawl, or say --all"),
        (["crawl", "dalian"], 2, "dalian is disabled: "),
        (["crawl", "qinghai"], 2, "no list of qinghai is known yet"),
        (["crawl", "sasac"], 4, "needs a contact address for the User-Agent"),
        (["crawl", "sasac", "--channel", "x"], 2, "none of these sites has a channel 'x'"),
        (["crawl", "sasac", "--resolve", "x", "--contact", "a@b.c"], 4, "'x' is not HOST:PORT:ADDRESS:PORT"),
        (["crawl", "sasac", "--log-level", "loud", "--contact", "a@b.c"], 2, "'loud' is not one of 'debug'"),
        (
            ["sites", "new", "http://x.test/", "--out", "no/x.toml"],
            2,
            "the folder no does not exist; make it first",
        ),
        (["sites", "beijng"], 2, "did you mean 'beijing'?"),
        (["craw"], 2, "there is no command 'craw'; did you mean 'crawl'?"),
        (["search", "国资", "--archive", "nowhere"], 8, "there is no archive at nowhere"),
        (["query", "SELECT 1", "--archive", "nowhere"], 8, "there is no archive at nowhere"),
        (["show", "x", "--archive", "nowhere"], 8, "there is no archive at nowhere"),
        (["parse", "-", "--url", "http://x.test/"], 2, "<stdin> is empty"),
        (["clean", "nowhere.txt"], 2, "does not exist"),
    ],
)
def test_a_slip_is_one_sentence(arguments: list[str], code: int, sentence: str, tmp_path: Path) -> None:
    returncode, _, stderr = sasac(*arguments, cwd=tmp_path)
    assert sentence in stderr
    assert "Traceback" not in stderr
    assert returncode == code
    assert list(tmp_path.iterdir()) == []


def test_a_broken_profile_names_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(BAD_PROFILE)
    returncode, _, stderr = sasac("sites", "--sites-dir", str(tmp_path))
    assert (returncode, stderr) == (4, "sasac: bad.toml: name_zh: must be text in quotes, not 3\n")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (
            b"<html><body><h1>Hello</h1><p>An English page about nothing in particular.</p></body></html>",
            "no Chinese",
        ),
        ("<html><body><h1>通知</h1></body></html>".encode(), "no text"),
        (b"<html><body></body></html>", "no text"),
        (b"%PDF-1.4 ...", "is not an article"),
    ],
)
def test_a_page_that_is_no_article_says_why(page: bytes, reason: str) -> None:
    returncode, stdout, stderr = sasac("parse", "-", "--url", "http://x.test/a.html", stdin=page)
    assert (returncode, stdout) == (2, "")
    assert reason in stderr
    assert stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"abc\xff", "byte 0xff at offset 3"),
        ("国".encode() * 600_000 + b"\xe5\x9b", "byte 0xe5 at offset 1800000"),
        (b"PK\x03\x04\x00\x00", "is a binary file, not text: NUL at offset 4"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_place(body: bytes, sentence: str) -> None:
    returncode, _, stderr = sasac("clean", stdin=body)
    assert returncode == 2
    assert sentence in stderr


def test_undecodable_bytes_can_be_replaced_on_request() -> None:
    returncode, stdout, _ = sasac("clean", "--errors", "replace", stdin="國(guo)(guo)".encode() + b"\xff")
    assert (returncode, stdout) == (0, "國\ufffd")


def test_a_broken_pipe_ends_quietly(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_text("國(guo)(guo)資\n" * 400_000, "utf-8")
    with subprocess.Popen(
        [*SASAC, "clean", str(big)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) in (0, 1)


def test_the_sample_becomes_the_expected_texts() -> None:
    sample = (SAMPLE / "sample.txt").read_bytes()
    for script, name in (("keep", "hant"), ("hans", "hans")):
        returncode, stdout, stderr = sasac("clean", "--script", script, stdin=sample)
        assert (returncode, stderr) == (0, "")
        assert stdout.encode() == (SAMPLE / f"expected-{name}.txt").read_bytes()


def test_json_lines_are_cleaned_field_by_field_and_in_order() -> None:
    lines = "".join(f'{{"id": {i}, "text": "國(guo)(guo)資{i}"}}\n' for i in range(3000))
    for jobs in ("1", "2"):
        returncode, stdout, _ = sasac(
            "clean", "--field", "text", "-j", jobs, "--script", "hans", stdin=lines.encode()
        )
        assert returncode == 0
        assert stdout.splitlines() == [f'{{"id": {i}, "text": "国资{i}"}}' for i in range(3000)]
