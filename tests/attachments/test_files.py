"""The store of files: whole or not at all."""

import hashlib
import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.archive.attachment_files import AttachmentFiles, StoredFile, verify_attachments
from sasac_crawler.attachments import file_name, find_kind


def _store(files: AttachmentFiles, *pieces: bytes) -> StoredFile:
    with files.begin() as incoming:
        for piece in pieces:
            assert incoming.write(piece)
        return incoming.keep(find_kind(incoming.stream).value)


def test_file_lies_under_its_digest(tmp_path: Path) -> None:
    stored = _store(AttachmentFiles(tmp_path), b"%PDF-1.7 ", b"rest")
    digest = hashlib.sha256(b"%PDF-1.7 rest").hexdigest()
    assert stored == StoredFile(
        sha256=digest, size=13, path=f"sha256/{digest[:2]}/{digest[2:4]}/{digest}.pdf"
    )
    assert (tmp_path / stored.path).read_bytes() == b"%PDF-1.7 rest"
    assert verify_attachments(tmp_path, [stored]) == []


def test_same_bytes_twice_are_one_file(tmp_path: Path) -> None:
    files = AttachmentFiles(tmp_path)
    assert _store(files, b"one") == _store(files, b"o", b"ne")
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 1


def test_too_large_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with AttachmentFiles(tmp_path, largest=10).begin() as incoming:
        assert incoming.write(b"12345")
        assert not incoming.write(b"678901")
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("suffix", ["../x", "", "a/b", "PDF", "pdf\n"])
def test_suffix_cannot_leave_the_folder(tmp_path: Path, suffix: str) -> None:
    with AttachmentFiles(tmp_path).begin() as incoming, pytest.raises(ValueError, match="no suffix"):
        incoming.keep(suffix)


def test_killed_writer_leaves_no_file_and_its_draft_is_cleared(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from sasac_crawler.archive.attachment_files import AttachmentFiles\n"
        "with AttachmentFiles(Path(sys.argv[1])).begin() as f:\n"
        " f.write(b'half'); f.stream; print('ready', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"ready\n"
        os.kill(writer.pid, signal.SIGKILL)
    assert [finding.problem for finding in verify_attachments(tmp_path, [])] == ["unfinished"]
    assert AttachmentFiles(tmp_path).discard_unfinished() == 1
    assert verify_attachments(tmp_path, []) == []


def test_verify_names_what_is_wrong(tmp_path: Path) -> None:
    files = AttachmentFiles(tmp_path)
    whole, changed, missing = (_store(files, content) for content in (b"one", b"two", b"three"))
    (tmp_path / changed.path).write_bytes(b"tw0")
    (tmp_path / missing.path).unlink()
    (tmp_path / "sha256" / "stray.pdf").write_bytes(b"x")
    found = {
        (finding.path, finding.problem) for finding in verify_attachments(tmp_path, [whole, changed, missing])
    }
    assert found == {(changed.path, "changed"), (missing.path, "missing"), ("sha256/stray.pdf", "extra")}


NAMES = [
    (
        {"content_disposition": b"attachment; filename=\"a.pdf\"; filename*=UTF-8''%E5%8A%9E%E6%B3%95.pdf"},
        "办法.pdf",
    ),
    ({"content_disposition": b"attachment; filename*=GBK''%B0%EC%B7%A8.doc"}, "办法.doc"),
    ({"content_disposition": 'attachment; filename="办法.doc"'.encode("gbk")}, "办法.doc"),
    ({"content_disposition": 'attachment; filename="办法.doc"'.encode()}, "办法.doc"),
    ({"content_disposition": b'attachment; filename="%E5%8A%9E%E6%B3%95.doc"'}, "办法.doc"),
    ({"content_disposition": b'attachment; filename="../../etc/cron.d/x.pdf"'}, "x.pdf"),
    ({"content_disposition": b'attachment; filename="C:\\\\temp\\\\x.pdf"'}, "x.pdf"),
    ({"content_disposition": b"inline", "link_text": "附件", "url": "http://x.test/a.docx"}, "附件.docx"),
    ({"url": "http://x.test/%B0%EC%B7%A8.pdf"}, "办法.pdf"),
    ({"url": "http://x.test/%E5%8A%9E%E6%B3%95.pdf?v=1"}, "办法.pdf"),
    ({"url": "http://x.test/files/\n\t P0202.pdf"}, "P0202.pdf"),
    ({"url": "http://x.test/P1.xls", "link_text": "附件：甲/乙公司名单.xls"}, "附件：甲_乙公司名单.xls"),
    ({"url": "http://x.test/d.jsp?classid=0&filename=ab.zip"}, "ab.zip"),
    ({"link_text": "附件\u202efdp.exe\x00"}, "附件fdp.exe"),
    ({"link_text": "CON.pdf"}, "_CON.pdf"),
    ({"url": "http://[x/"}, "attachment"),
    ({}, "attachment"),
]


@pytest.mark.parametrize(("given_names", "expected"), NAMES)
def test_names(given_names: dict[str, str], expected: str) -> None:
    assert file_name(**given_names) == expected


@given(st.text(max_size=400), st.text(max_size=400), st.binary(max_size=400))
def test_name_is_always_safe(url: str, link_text: str, header: bytes) -> None:
    name = file_name(url=url, link_text=link_text, content_disposition=header)
    assert name
    assert name not in {".", ".."}
    assert not set(name) & set('/\\\0\n\r<>:"|?*')
    assert len(name.encode()) <= 210


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"]),
)
def test_kind_never_fails(content: bytes, magic: bytes) -> None:
    find_kind(BytesIO(magic + content))
