"""Streams for ``sasac clean``: bytes in, text in pieces that end at a line's end out, in little memory."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from sasac_crawler.errors import UsageError

PIECE: Final = 1 << 20
"""Bytes read at once."""
LONGEST_LINE: Final = 8 << 20
"""Characters after which a line of plain text is cut, so that one line cannot fill the memory."""
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Control characters that text does not hold. example: "\x01" · counter-example: "\t"
_CONTROL: Final = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_CONTROL_SHARE: Final = 100


def read_pieces(
    stream: BinaryIO, name: str, *, errors: str = "strict", longest_line: int | None = LONGEST_LINE
) -> Iterator[str]:
    """Yield a UTF-8 text in pieces that end at a line's end.

    Args:
        stream: read once, from where it stands.
        name: what messages call it.
        errors: ``strict``, or ``replace`` to put U+FFFD for bytes that are not UTF-8.
        longest_line: characters after which a line is cut; ``None`` never cuts (JSON lines).

    Raises:
        UsageError: the bytes are not UTF-8 (the message names the offset), or not text at all.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors)
    position = 0
    pending: list[str] = []
    waiting = 0
    while body := stream.read(PIECE):
        _refuse_binary(body, name, position)
        text = _decode(decoder, body, name, position, last=False)
        position += len(body)
        end = text.rfind("\n") + 1
        if not end and longest_line is not None and waiting + len(text) > longest_line:
            end = _cut(text)
        if end:
            yield "".join((*pending, text[:end]))
            pending, waiting = [], 0
        pending.append(text[end:])
        waiting += len(text) - end
    pending.append(_decode(decoder, b"", name, position, last=True))
    if rest := "".join(pending):
        yield rest


def _decode(decoder: codecs.IncrementalDecoder, body: bytes, name: str, position: int, *, last: bool) -> str:
    try:
        return decoder.decode(body, final=last)
    except UnicodeDecodeError as error:
        # The decoder may have kept up to three bytes of the piece before.
        offset = position - (len(error.object) - len(body)) + error.start
        message = (
            f"{name} is not UTF-8: byte 0x{error.object[error.start]:02x} at offset {offset}; "
            "convert it first (iconv -f GB18030 -t UTF-8), or put U+FFFD for such bytes with --errors replace"
        )
        raise UsageError(message) from error


def _refuse_binary(body: bytes, name: str, position: int) -> None:
    if position == 0 and body.startswith(_UTF_16):
        message = f"{name} is UTF-16: convert it first (iconv -f UTF-16 -t UTF-8)"
        raise UsageError(message)
    if b"\0" in body:
        message = f"{name} is a binary file, not text: NUL at offset {position + body.index(0)}"
        raise UsageError(message)
    if position == 0 and len(_CONTROL.findall(body.decode("latin-1"))) * _CONTROL_SHARE > len(body):
        message = f"{name} is a binary file, not text: more than one byte in {_CONTROL_SHARE} is a control character"
        raise UsageError(message)


def _cut(text: str) -> int:
    last = max((text.rfind(mark) for mark in "。！？；， "), default=-1)
    return last + 1 or len(text)
