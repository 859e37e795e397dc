"""Laws of torn and damaged files: whole records survive, torn ones are never handed out."""

import gzip
import struct
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.archive import warc_members
from sasac_crawler.archive.warc_members import WarcBytes, whole_length
from sasac_crawler.errors import IntegrityError

PIECES = st.lists(st.binary(max_size=400), min_size=1, max_size=6)


def _file(folder: str, content: bytes) -> Path:
    path = Path(folder, "a.warc.gz")
    path.write_bytes(content)
    return path


@given(PIECES, st.data())
def test_every_cut_keeps_the_whole_members(pieces: list[bytes], data: st.DataObject) -> None:
    members = [gzip.compress(piece, mtime=0) for piece in pieces]
    ends = [sum(map(len, members[: n + 1])) for n in range(len(members))]
    cut = data.draw(st.integers(0, ends[-1]))
    with tempfile.TemporaryDirectory() as folder:
        path = _file(folder, b"".join(members)[:cut])
        assert whole_length(path) == max((end for end in ends if end <= cut), default=0)


@given(PIECES)
def test_members_come_back_as_they_were(pieces: list[bytes]) -> None:
    content = b"".join(gzip.compress(piece) for piece in pieces)
    with tempfile.TemporaryDirectory() as folder, WarcBytes(_file(folder, content)) as file:
        assert [member.content for member in file.members()] == pieces


@given(PIECES, st.binary(min_size=1, max_size=40))
def test_rubbish_behind_the_last_member_is_never_a_member(pieces: list[bytes], tail: bytes) -> None:
    content = b"".join(gzip.compress(piece) for piece in pieces)
    with tempfile.TemporaryDirectory() as folder:
        assert whole_length(_file(folder, content + tail)) == len(content)


def test_members_larger_than_every_buffer(tmp_path: Path) -> None:
    big = [bytes(3 << 20), b"".join(n.to_bytes(4, "big") for n in range(700_000)), b""]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(gzip.compress(piece, 1) for piece in big))
    with WarcBytes(path) as file:
        assert [member.content for member in file.members()] == big
    assert whole_length(path) == path.stat().st_size


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_members, "MAX_RECORD", 1 << 20)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(bytes((1 << 20) + 1)))
    with WarcBytes(path) as file, pytest.raises(IntegrityError, match="more than 1 MB"):
        file.member(0)


def _with_header(flags: int, fields: bytes, content: bytes) -> bytes:
    """Return a member as another program may have made it: with fields in its header."""
    deflated = zlib.compress(content, 6, -15)
    return (
        b"\x1f\x8b\x08" + bytes([flags]) + bytes(4) + b"\x00\x03" + fields + deflated
        + struct.pack("<II", zlib.crc32(content), len(content))
    )  # fmt: skip


@pytest.mark.parametrize("before", range(1, 60))
def test_a_header_of_several_fields_may_come_in_two_reads(before: int, tmp_path: Path) -> None:
    named = _with_header(
        4 + 8, struct.pack("<H", 12) + b"BC" + bytes(10) + b"a page of a run.warc\x00", b"said"
    )
    path = tmp_path / "a.warc.gz"
    path.write_bytes(bytes((1 << 20) - before) + named + gzip.compress(b"next"))
    with WarcBytes(path) as file:
        file.window(0, 1)
        assert [one.content for one in file.members((1 << 20) - before)] == [b"said", b"next"]


@pytest.mark.parametrize("flag", [0x20, 0x40, 0x80])
def test_flags_without_a_meaning_are_damage(flag: int, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(_with_header(flag, b"", b"said"))
    with WarcBytes(path) as file, pytest.raises(IntegrityError, match="flags"):
        file.member(0)


@pytest.mark.parametrize(
    "torn",
    [
        "1f8b0800d27e12ae0000ecc1010100000082a0feaff648c0",
        "1f8b08000000000000039597314a0441104573c1ab289b682282780313afe1110c3cc2468a1889780003038fb3eade62",
    ],
)
def test_the_beginning_of_a_member_before_zeros_is_no_empty_one(torn: str, tmp_path: Path) -> None:
    """What a power cut leaves: the length of the file is on the disk, its end is not. ISA-L 2.32.1 takes these for whole."""
    path = tmp_path / "a.warc.gz"
    whole = gzip.compress(b"said")
    path.write_bytes(whole + bytes.fromhex(torn) + bytes(64))
    assert whole_length(path) == len(whole)
    with WarcBytes(path) as file, pytest.raises(IntegrityError):
        file.member(len(whole))
