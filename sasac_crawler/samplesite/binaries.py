"""Tiny real files, made by hand: a picture and a document."""

import struct
import zlib
from typing import Final

_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_WIDTH, _HEIGHT = 48, 32
_LETTERHEAD: Final = b"BT /F1 24 Tf 72 720 Td (sasac_crawler sample attachment) Tj ET"


def tiny_png(shade: int) -> bytes:
    r"""Return a grey picture, 48 by 32 pixels (PNG, 8 bit).

    Args:
        shade: grey value of every pixel, 0 to 255.

    Example:
        >>> tiny_png(200)[:8]
        b'\x89PNG\r\n\x1a\n'
    """
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([shade]) * _WIDTH) * _HEIGHT
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return _PNG_SIGNATURE + b"".join(_png_chunk(kind, content) for kind, content in chunks)


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def tiny_pdf() -> bytes:
    r"""Return a document of one page with one line of text (PDF 1.4, ISO 32000).

    Example:
        >>> tiny_pdf()[:8], tiny_pdf()[-6:]
        (b'%PDF-1.4', b'%%EOF\n')
    """
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(_LETTERHEAD), _LETTERHEAD),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, entries)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    )
