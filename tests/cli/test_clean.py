"""``sasac clean``: streams, order, bad input, explanations that can be replayed."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from sasac_crawler.cli.clean_pieces import judge
from sasac_crawler.cli.clean_streams import read_pieces
from sasac_crawler.errors import UsageError
from sasac_crawler.items import Step
from sasac_crawler.normalize.rules import replay

SASAC = [sys.executable, "-W", "error", "-c", "from sasac_crawler.cli import main; main()", "clean"]
SAMPLE = Path(__file__).parents[2] / "data/sample"
RAW = (SAMPLE / "sample.txt").read_bytes()
HANT = (SAMPLE / "expected-hant.txt").read_bytes()
HANS = (SAMPLE / "expected-hans.txt").read_bytes()


def clean(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> tuple[int, bytes, str]:
    done = subprocess.run(
        [*SASAC, *arguments], input=stdin, capture_output=True, timeout=120, check=False, cwd=cwd
    )
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of eight pieces, numbered so that their order shows."""
    path = tmp_path_factory.mktemp("clean") / "large.txt"
    with path.open("wb") as file:
        for number in range(760):
            file.write(f"第{number}號\n".encode() + RAW + b"\n")
    return path


def test_sample_in_every_script() -> None:
    assert clean(stdin=RAW) == (0, HANT, "")
    assert clean("--script", "hans", str(SAMPLE / "sample.txt")) == (0, HANS, "")
    assert clean("--script", "hant", stdin=HANS)[1].decode().startswith("濟南市國資委")
    assert clean(stdin=HANT) == (0, HANT, "")
    assert clean(stdin=b"") == (0, b"", "")


def test_several_files_in_order(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("復(fu)(fu)工\n", "utf-8")
    (tmp_path / "b.txt").write_text("荨(qián)麻\n", "utf-8")
    assert clean("a.txt", "b.txt", "a.txt", cwd=tmp_path)[1].decode() == "復工\n荨(qián)麻\n復工\n"


def test_jobs_keep_the_order(large: Path) -> None:
    alone = clean(str(large))
    assert alone[0] == 0
    assert clean("-j", "3", str(large)) == alone
    expected = b"".join(f"第{number}號\n".encode() + HANT + b"\n" for number in range(760))
    assert alone[1] == expected


def test_explanation_replays_to_the_clean_text() -> None:
    text = RAW.decode()
    code, printed, _ = clean("--explain", stdin=RAW)
    steps = [Step(**line) for line in map(json.loads, printed.splitlines()) if "rule" in line]
    assert code == 0
    assert len(steps) == 678
    assert replay(text, steps) == HANT.decode()


def test_explanation_of_several_pieces_goes_on(large: Path) -> None:
    body = large.read_bytes()[:2_500_000].rpartition(b"\n")[0]
    _, printed, _ = clean("--explain", "-j", "2", stdin=body)
    steps = [Step(**line) for line in map(json.loads, printed.splitlines()) if "rule" in line]
    assert replay(body.decode(), steps) == clean(stdin=body)[1].decode()


def test_doubts_are_explained() -> None:
    printed = clean("--explain", stdin="荨(qián)麻".encode())[1]
    assert json.loads(printed)["issue"] == "possible_gloss"


def test_json_lines() -> None:
    lines = [
        '{"id": 1, "text": "復(fu)(fu)工", "n": 1.50}',
        '{"id": 2,   "text":"clean"}',
        '{"text": null}',
        "",
        '{"text": "荨(qián)麻\u2028復(fu)"}',
        '{"text": "復(fu)(fu)\\ud800"}',
    ]
    code, printed, _ = clean("--field", "text", stdin="\n".join(lines).encode())
    assert code == 0
    out = printed.decode().split("\n")
    assert json.loads(out[0]) == {"id": 1, "text": "復工", "n": 1.5}
    assert out[1:4] == lines[1:4]  # what is clean stays byte for byte
    assert json.loads(out[4])["text"] == "荨(qián)麻\n復(fu)"  # every record is a document of its own
    assert json.loads(out[5])["text"] == "復\ud800"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_records_from_windows_keep_their_line_ends_and_lose_the_mark_before_them(jobs: str) -> None:
    lines = (
        '{"n": 1, "text": "濟(ji)南市國(guo)資(zi)委(wei)"}',
        '{"n":2,"text":"年(度)"}',
        "",
        '{"n": 3, "text": null}',
    )
    stdin = b"\xef\xbb\xbf" + "".join(f"{line}\r\n" for line in lines).encode()
    code, printed, said = clean("--field", "text", "-j", jobs, stdin=stdin)
    assert (code, said) == (0, "")
    first, *rest = printed.decode().split("\r\n")
    assert json.loads(first) == {"n": 1, "text": "濟南市國資委"}
    assert rest == [*lines[1:], ""]
    assert clean("--field", "text", stdin=b"\xef\xbb\xbf")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "sentence"),
    [
        ((), "國資委".encode("gb18030"), "is not UTF-8: byte 0x87 at offset 0"),
        ((), b"abc\xff", "is not UTF-8: byte 0xff at offset 3"),
        ((), "國".encode()[:2], "is not UTF-8: byte 0xe5 at offset 0"),
        ((), b"a" * ((1 << 20) - 1) + "國".encode()[:1] + b"a", f"at offset {(1 << 20) - 1}"),
        ((), b"\x7fELF\x00\x01", "is a binary file, not text: NUL at offset 4"),
        ((), bytes(range(1, 32)) * 9, "is a binary file, not text"),
        ((), "國資委".encode("utf-16"), "is UTF-16"),
        (("--field", "text"), b"{", "not a JSON object with a field 'text'"),
        (("--field", "text"), b"[1]", "not a JSON object with a field 'text'"),
        (("--field", "text"), b"\xef\xbb\xbfid,text\r\n1,x\r\n", "not a JSON object with a field 'text'"),
        (("--field", "text"), b'{"text": 3}', "is no text"),
        (("--field", "text"), b"[" * 100_000, "not a JSON object"),
        (("no-such-file",), b"", "does not exist"),
        (("--script", "latin"), b"", "is not one of"),
        (("-j", "0"), b"", "is not in the range"),
        (("--explain", "--field", "text"), b"", "do not go together"),
    ],
)
def test_bad_input_is_one_sentence(arguments: tuple[str, ...], stdin: bytes, sentence: str) -> None:
    code, _, said = clean(*arguments, stdin=stdin)
    assert code == 2
    assert sentence in said
    assert "Traceback" not in said


def test_replace_is_an_explicit_choice() -> None:
    code, printed, _ = clean("--errors", "replace", stdin=b"\xff" + "復(fu)(fu)工".encode())
    assert (code, printed.decode()) == (0, "\ufffd復工")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_broken_pipe_ends_quietly(jobs: str, large: Path) -> None:
    with subprocess.Popen(
        [*SASAC, "-j", jobs, str(large)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_progress_is_for_terminals_only(large: Path) -> None:
    assert clean(str(large))[2] == ""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*SASAC, str(large), str(large)], stdout=subprocess.DEVNULL, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # how a closed terminal ends on Linux
            pass
        assert process.wait(60) == 0
    os.close(ours)
    assert b"large.txt" in shown


def test_memory_does_not_grow_with_the_input(large: Path, tmp_path: Path) -> None:
    """The gigabyte itself is in tests/bench/clean.py; here 80 MB."""
    many = tmp_path / "many.txt"
    with many.open("wb") as file:
        for _ in range(10):
            file.write(large.read_bytes())
    # Asked from within: what wait4 says of a child includes its parent, from which it was forked.
    program = (
        "import atexit, pathlib, sys; from sasac_crawler.cli import main;"
        "atexit.register(lambda: sys.stderr.write(pathlib.Path('/proc/self/status').read_text())); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "clean", str(many)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    peak = next(line for line in done.stderr.splitlines() if line.startswith("VmHWM"))
    assert int(peak.split()[1]) < 150 << 10


def test_a_line_without_end_is_cut_behind_a_mark() -> None:
    from io import BytesIO  # noqa: PLC0415 - here only

    text = "復(fu)(fu)工，" * 1_000_000
    pieces = list(read_pieces(BytesIO(text.encode()), "x", longest_line=2_000_000))
    assert "".join(pieces) == text
    assert len(pieces) > 3
    assert all(piece.endswith("，") for piece in pieces)


def test_verdict_is_carried_on_and_looks_ahead() -> None:
    gloss, proof = "荨(qián)麻\n", "復(fu)(fu)工\n"
    assert [verdict for _, verdict in judge([gloss, proof, gloss])] == [True, True, True]
    assert [verdict for _, verdict in judge([gloss] * 8 + [proof, gloss])] == [False] * 8 + [True, True]
    assert [verdict for _, verdict in judge([gloss] * 3)] == [False] * 3


def test_binary_is_refused_before_anything_is_written() -> None:
    from io import BytesIO  # noqa: PLC0415 - here only

    with pytest.raises(UsageError, match="binary"):
        next(read_pieces(BytesIO(b"text\n\0"), "x"))
