"""Files written by us, byte by byte where no library is at hand: the truth the extractors are held to."""

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

import docx

CONTENT_TYPES = "[Content_Types].xml"


def zip_of(members: Mapping[str, bytes | str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def pdf(*pages: str, tree: str | None = None) -> bytes:
    """Pages of one line each in the standard Chinese font, which is named and not embedded."""
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(len(pages)))
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: tree or f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        3: "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        " /DescendantFonts [4 0 R] >>",
        4: "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        5: "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900]"
        " /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 800 /StemV 80 >>",
    }
    for number, text in enumerate(pages):
        drawing = f"BT /F1 12 Tf 72 720 Td <{text.encode('utf-16-be').hex()}> Tj ET" if text else ""
        objects[10 + 2 * number] = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {11 + 2 * number} 0 R >>"
        )
        objects[11 + 2 * number] = f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream"
    return _pdf_file(objects)


def _pdf_file(objects: Mapping[int, str], trailer: str = "") -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += f"{number} 1\n{place:010d} 00000 n \n".encode()
    size = max(places) + 1
    return bytes(
        out + f"trailer << /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )


def locked_pdf() -> bytes:
    """A standard security handler with keys no password fits."""
    nonsense = "<" + "41" * 32 + ">"
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {nonsense} /U {nonsense} /P -4 >> /ID [<41><41>]"
    return _pdf_file(
        {1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [] /Count 0 >>"}, encrypt
    )


def word(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    """The same package with one part replaced."""
    with zipfile.ZipFile(BytesIO(package)) as old:
        return zip_of({part: old.read(part) for part in old.namelist()} | {name: content})


def xlsx(sheet_xml: str, *, name: str = "表一") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    packages = "http://schemas.openxmlformats.org/package/2006"
    return zip_of(
        {
            CONTENT_TYPES: f'<Types xmlns="{packages}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1"'
            f' Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship'
            f' Id="rId1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet_xml.replace("<worksheet>", f'<worksheet xmlns="{main}">'),
        }
    )


def rows_xml(*rows: tuple[str | int, ...]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(f"{chr(65 + at)}{number}", value) for at, value in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    return f"<worksheet><sheetData>{''.join(lines)}</sheetData></worksheet>"


def _cell(place: str, value: str | int) -> str:
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


OFD_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(
    *pages: tuple[tuple[int, str], ...], template: tuple[tuple[int, str], ...] = (), extra: str = ""
) -> bytes:
    """Pages of text objects, each a height in millimetres and a text."""
    members = {
        "OFD.xml": f"<ofd:OFD {OFD_NS}>{extra}<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>"
    }
    kept = '<ofd:TemplatePage ID="90" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    used = '<ofd:Template TemplateID="90"/>' if template else ""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    members["Doc_0/Document.xml"] = (
        f"<ofd:Document {OFD_NS}><ofd:CommonData>{kept}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )
    for number, page in enumerate(pages):
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = _ofd_page(page, used)
    if template:
        members["Doc_0/Tpls/Tpl_0/Content.xml"] = _ofd_page(template, "")
    return zip_of(members)


def _ofd_page(objects: tuple[tuple[int, str], ...], template: str) -> str:
    drawn = "".join(
        f'<ofd:TextObject ID="{at}" Boundary="10 {top} 100 5"><ofd:TextCode X="0" Y="4">{text}</ofd:TextCode>'
        "</ofd:TextObject>"
        for at, (top, text) in enumerate(objects)
    )
    return (
        f"<ofd:Page {OFD_NS}>{template}<ofd:Content><ofd:Layer>{drawn}</ofd:Layer></ofd:Content></ofd:Page>"
    )


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file ([MS-CFB], version 3); streams are padded past the size that needs a mini stream."""
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    directory_sectors = -(-(len(padded) + 1) // 4)
    fat = [fat_mark, *range(2, 1 + directory_sectors), end]
    entries, body = [_ole_entry("Root Entry", 5, end, 0, child=1)], b""
    for number, (name, content) in enumerate(padded.items(), 1):
        sectors = -(-len(content) // 512)
        start = len(fat)
        fat += [*range(start + 1, start + sectors), end]
        right = number + 1 if number < len(padded) else free
        entries.append(_ole_entry(name, 2, start, len(content), right=right))
        body += content.ljust(sectors * 512, b"\0")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", *fat, *[free] * (128 - len(fat)))
    return head + table + b"".join(entries).ljust(directory_sectors * 512, b"\0") + body


def _ole_entry(
    name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", 0xFFFFFFFF, right, child)
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB", len(raw), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def old_word(text: str, *, said: int | None = None, flags: int = 0x0200) -> bytes:
    """A Word 97 file of one piece of UTF-16 text."""
    raw = text.encode("utf-16-le")
    fib = bytearray(0x400)
    struct.pack_into("<HH", fib, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", fib, 0x0A, flags)
    struct.pack_into("<II", fib, 0x18, 0x400, 0x400 + len(raw))
    struct.pack_into("<I", fib, 0x4C, len(text) if said is None else said)
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, 0x400, 0)
    return ole(
        {"WordDocument": bytes(fib) + raw, "1Table": b"\x02" + struct.pack("<I", len(pieces)) + pieces}
    )


def old_sheet(*rows: tuple[str, ...], name: str = "表一") -> bytes:
    """A BIFF8 workbook of one sheet ([MS-XLS]): labels only."""
    bof, eof = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6), _biff(0x0A, b"")
    head = _biff(0x809, bof) + _biff(0x42, struct.pack("<H", 1200))
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    start = len(head) + 4 + 6 + len(title) + len(eof)
    book = head + _biff(0x85, struct.pack("<IBB", start, 0, 0) + title) + eof
    sheet = _biff(0x809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet += _biff(
                0x204, struct.pack("<HHHHB", at, column, 0, len(text), 1) + text.encode("utf-16-le")
            )
    return ole({"Workbook": book + sheet + eof})


def _biff(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content
