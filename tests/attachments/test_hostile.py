"""Files made to hurt: bounded in time and memory, an outcome each, and the next file is read as ever."""

import os
import signal
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sasac_crawler.attachments import ExtractedText, Limits, TextExtractor
from tests.attachments import making

Read = Callable[..., ExtractedText]

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
DOCTYPE = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "哈哈哈哈哈哈">{LAUGHS}]>'
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _word_xml(head: str, text: str) -> bytes:
    part = f"{head}<w:document {W}><w:body><w:p><w:r><w:t>办法{text}</w:t></w:r></w:p></w:body></w:document>"
    return making.with_part(making.word("x"), "word/document.xml", part.encode())


def _sheet_xml(cells: str, head: str = "") -> bytes:
    return making.xlsx(f"{head}<worksheet><sheetData>{cells}</sheetData></worksheet>")


def _nested(depth: int) -> bytes:
    content = making.zip_of({"a.txt": "底"})
    for _ in range(depth):
        content = making.zip_of({"a.zip": content})
    return content


def _lying_zip() -> bytes:
    """The directory says 10 bytes, the member unpacks to a hundred million."""
    content = bytearray(making.zip_of({"a.txt": b"a" * (100 << 20)}))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(content)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip bomb": (lambda: making.zip_of({"a.txt": bytes(100 << 20)}), "too_large"),
    "docx bomb": (
        lambda: making.with_part(making.word("x"), "word/document.xml", bytes(100 << 20)),
        "too_large",
    ),
    "zip that lies about its size": (_lying_zip, "no_text_layer"),
    "zip nested 50 deep": (lambda: _nested(50), "no_text_layer"),
    "pdf whose page tree holds itself": (
        lambda: making.pdf("x", tree="<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99 >>"),
        "damaged",
    ),
    "pdf that claims a billion pages": (
        lambda: making.pdf("x", tree="<< /Type /Pages /Kids [10 0 R] /Count 1000000000 >>"),
        "extracted",
    ),
    "docx with an external entity": (lambda: _word_xml(EXTERNAL, "&f;"), "extracted"),
    "docx with a billion laughs": (lambda: _word_xml(DOCTYPE, "&l11;"), "damaged"),
    "docx nested 100,000 deep": (
        lambda: _word_xml("", "</w:t>" + "<w:r>" * 100_000),
        "damaged",
    ),
    "xlsx with a billion laughs": (
        lambda: _sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&l11;</t></is></c></row>', DOCTYPE),
        "damaged",
    ),
    "xlsx with one cell in the last corner": (
        lambda: _sheet_xml(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        ),
        "extractor_failed",
    ),
    "ofd with an external entity": (
        lambda: making.with_part(
            making.ofd(((1, "甲"),)),
            "Doc_0/Pages/Page_0/Content.xml",
            f"{EXTERNAL}<P><TextObject><TextCode>甲&f;</TextCode></TextObject></P>".encode(),
        ),
        "extracted",
    ),
    "ofd whose pages point out of it": (
        lambda: making.with_part(
            making.ofd(((1, "甲"),)),
            "Doc_0/Document.xml",
            b'<D><Pages><Page ID="1" BaseLoc="../../../../etc/passwd"/></Pages></D>',
        ),
        "damaged",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_an_outcome(read: Read, extractor: TextExtractor, name: str) -> None:
    build, expected = HOSTILE[name]
    content = build()
    began = time.monotonic()
    found = read(content)
    assert time.monotonic() - began < 6
    assert found.outcome == expected, found
    assert "root:" not in found.text
    assert len(found.text) < 10_000
    assert read("办法".encode()).text == "办法"
    assert _peak_memory(extractor) < 600 << 20


def _peak_memory(extractor: TextExtractor) -> int:
    status = Path(f"/proc/{extractor.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) << 10


def test_zip_of_ten_thousand_members(read: Read) -> None:
    found = read(making.zip_of({f"{n}.txt": "甲" for n in range(10_000)}, compression=zipfile.ZIP_STORED))
    assert (found.pages, len(found.members)) == (10_000, 1000)
    assert [issue.code for issue in found.issues] == ["too_many_members"]


def test_long_text_is_cut_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("国" * 5000, encoding="utf-8")
    with TextExtractor(Limits(characters=1000)) as extractor:
        found = extractor.extract(path)
    assert len(found.text) == 1000
    assert [issue.code for issue in found.issues] == ["text_cut"]


def test_child_killed_in_the_middle_is_an_outcome_and_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("办法", encoding="utf-8")
    with TextExtractor(Limits(wall_seconds=10)) as extractor:
        assert extractor.extract(path).text == "办法"
        first = extractor.pid
        assert first
        os.kill(first, signal.SIGSTOP)
        threading.Timer(0.2, os.kill, (first, signal.SIGKILL)).start()
        found = extractor.extract(path)
        assert (found.outcome, found.kind) == ("extractor_failed", "txt")
        assert "died" in found.detail
        assert extractor.extract(path).text == "办法"
        assert extractor.pid != first


def test_child_that_does_not_answer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("办法", encoding="utf-8")
    with TextExtractor(Limits(wall_seconds=1)) as extractor:
        extractor.extract(path)
        child = extractor.pid
        assert child
        os.kill(child, signal.SIGSTOP)
        found = extractor.extract(path)
        assert (found.outcome, extractor.pid) == ("extractor_failed", None)
        assert extractor.extract(path).text == "办法"
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_child_is_replaced_after_so_many_files(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("办法", encoding="utf-8")
    with TextExtractor(Limits(files_per_child=2)) as extractor:
        children = []
        for _ in range(4):
            extractor.extract(path)
            children.append(extractor.pid)
    assert children[0] == children[1] != children[2] == children[3]


def test_missing_file_is_an_outcome(extractor: TextExtractor, tmp_path: Path) -> None:
    assert extractor.extract(tmp_path / "none").outcome == "extractor_failed"


def test_file_too_large_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(making.pdf("办法"))
    with TextExtractor(Limits(file_bytes=100)) as extractor:
        found = extractor.extract(path)
    assert (found.kind, found.outcome) == ("pdf", "too_large")
