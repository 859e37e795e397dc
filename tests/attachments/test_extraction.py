"""Text of each kind, read in the child."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest

from sasac_crawler.attachments import ExtractedText
from tests.attachments import making

Read = Callable[..., ExtractedText]


def _codes(found: ExtractedText) -> list[str]:
    return [issue.code for issue in found.issues]


def test_pdf_with_a_chinese_text_layer(read: Read) -> None:
    found = read(
        making.pdf("关于印发办法的通知", "鲁国资〔2021〕5号"), name="通知.pdf", content_type="application/pdf"
    )
    assert (found.kind, found.outcome, found.pages, found.extractor) == ("pdf", "extracted", 2, "pypdfium2")
    assert found.text == "关于印发办法的通知\n\n鲁国资〔2021〕5号"
    assert found.issues == ()


def test_docx_keeps_order_of_paragraphs_and_tables(read: Read) -> None:
    found = read(making.word("第一条", "第二条", rows=(("单位", "数额"), ("甲公司", "3亿元"))))
    assert found.kind == "docx"
    assert found.text.split("\n") == ["第一条", "第二条", "单位", "数额", "甲公司", "3亿元"]


def test_docx_reads_insertions_and_not_deletions_or_fallbacks(read: Read) -> None:
    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    body = (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>乙</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>丙</w:delText></w:r></w:del><w:r><mc:AlternateContent><mc:Choice><w:t>丁</w:t>"
        "</mc:Choice><mc:Fallback><w:t>丁</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    part = f"<w:document {names}><w:body>{body}</w:body></w:document>".encode()
    assert read(making.with_part(making.word("x"), "word/document.xml", part)).text == "甲乙丁"


def test_xlsx_prints_whole_numbers_without_a_point(read: Read) -> None:
    found = read(making.xlsx(making.rows_xml(("企业", "年份"), ("甲公司", 2021))))
    assert (found.kind, found.outcome, found.pages) == ("xlsx", "extracted", 1)
    assert found.text == "表一\n企业\t年份\n甲公司\t2021"


def test_xls(read: Read) -> None:
    found = read(making.old_sheet(("企业", "董事长"), ("甲公司", "张三")), name="名单.et")
    assert (found.kind, found.text, found.issues) == ("xls", "表一\n企业\t董事长\n甲公司\t张三", ())


def test_doc_and_wps(read: Read) -> None:
    found = read(making.old_word("国有资产监督管理办法\r第一条"), name="办法.wps")
    assert (found.kind, found.outcome, found.issues) == ("doc", "extracted", ())
    assert found.text == "国有资产监督管理办法\n第一条"


def test_doc_with_less_text_than_it_says(read: Read) -> None:
    assert _codes(read(making.old_word("办法", said=900))) == ["text_incomplete"]


def test_encrypted_doc(read: Read) -> None:
    assert read(making.old_word("办法", flags=0x0300)).outcome == "encrypted"


def test_ofd_in_page_order_with_its_template(read: Read) -> None:
    content = making.ofd(
        ((20, "关于印发"), (20, "办法的通知"), (30, "各企业：")), ((20, "第二页"),), template=((5, "红头"),)
    )
    found = read(content, name="通知.ofd")
    assert (found.kind, found.pages, found.issues) == ("ofd", 2, ())
    assert found.text == "红头\n关于印发办法的通知\n各企业：\n\n红头\n第二页"


def test_zip_with_gbk_names_and_several_kinds(read: Read) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("AAAA.txt", "第一件")
        package.writestr("b.pdf", making.pdf("第二件"))
        package.writestr("inner.zip", making.zip_of({"c.txt": "不读"}))
        package.writestr("../../etc/d.txt", "第四件")
    found = read(out.getvalue().replace(b"AAAA", "附件".encode("gbk")))
    assert found.members == ("附件.txt", "b.pdf", "inner.zip", "../../etc/d.txt")
    assert found.text == "附件.txt\n第一件\n\nb.pdf\n第二件\n\n../../etc/d.txt\n第四件"
    assert _codes(found) == ["nested_archive", "member_path"]


def test_rar_is_listed_only(read: Read) -> None:
    name = "附件.doc".encode()
    # RAR 4: mark, archive head, one stored file with a Unicode name (UTF-8 form), each with its CRC.
    head = _rar4(0x73, 0, bytes(6))
    entry = struct.pack("<IIBIIBBHI", 0, 0, 3, 0, 0x21, 29, 0x30, len(name), 0o100644) + name
    found = read(b"Rar!\x1a\x07\x00" + head + _rar4(0x74, 0x8200, entry) + _rar4(0x7B, 0, b""))
    assert (found.kind, found.outcome, found.members) == ("rar", "no_extractor", ("附件.doc",))


def _rar4(kind: int, flags: int, content: bytes) -> bytes:
    body = struct.pack("<BHH", kind, flags, 7 + len(content)) + content
    return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body


@pytest.mark.parametrize(
    ("content", "kind", "outcome"),
    [
        (b"", "empty", "not_a_file"),
        ("<html><body>您访问的页面不存在</body></html>".encode(), "html", "not_a_file"),
        (making.pdf("", ""), "pdf", "no_text_layer"),
        (making.locked_pdf(), "pdf", "encrypted"),
        (b"%PDF-1.7\nnothing follows", "pdf", "damaged"),
        (b"PK\x03\x04 cut off", "zip", "damaged"),
        (making.word("x")[:-30], "zip", "damaged"),
        (making.ole({"EncryptedPackage": b"x"}), "locked-office", "encrypted"),
        (making.ole({"PowerPoint Document": b"x"}), "ppt", "no_extractor"),
        (making.ofd(((1, "x"),), extra="<ofd:Encryptions/>"), "ofd", "encrypted"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "7z", "no_extractor"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "jpg", "no_text_layer"),
        ("企业,年份\n甲,2021\n".encode("gb18030"), "txt", "extracted"),
        (bytes(range(256)), "bin", "no_extractor"),
    ],
    ids=lambda value: value if isinstance(value, str) else "bytes",
)
def test_outcomes(read: Read, content: bytes, kind: str, outcome: str) -> None:
    found = read(content)
    assert (found.kind, found.outcome) == (kind, outcome)
    assert found.detail or outcome == "extracted"


def test_error_page_under_a_pdf_name_is_a_mismatch(read: Read) -> None:
    found = read(b"<!DOCTYPE html><p>404", name="附件.pdf", content_type="application/pdf")
    assert (found.outcome, _codes(found)) == ("not_a_file", ["kind_mismatch"])
