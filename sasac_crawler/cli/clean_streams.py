"""Streams for ``sasac clean``: whole lines in, cleaned bytes out, in order, in little memory."""

import codecs
import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import chain
from typing import BinaryIO, Final

from sasac_crawler.errors import UsageError
from sasac_crawler.normalize.annotations import is_annotated
from sasac_crawler.normalize.text import clean_text

CHUNK: Final = 1 << 20
"""Bytes read at once; a chunk ends at a line's end."""
_LONGEST_LINE: Final = 16 << 20
_AHEAD: Final = 3


def read_chunks(stream: BinaryIO, name: str, *, errors: str = "strict") -> Iterator[str]:
    """Yield a text in pieces that end at a line's end.

    Raises:
        UsageError: the bytes are not UTF-8 (the message names the offset), or not text at all.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors)
    position, pending = 0, ""
    while True:
        body = stream.read(CHUNK)
        if b"\0" in body:
            message = f"{name} is a binary file: byte {position + body.index(0)} is NUL"
            raise UsageError(message)
        try:
            text = pending + decoder.decode(body, final=not body)
        except UnicodeDecodeError as error:
            offset = position - (len(error.object) - len(body)) + error.start
            message = f"{name} is not UTF-8: byte {offset} is 0x{error.object[error.start]:02x} (--errors replace goes on)"
            raise UsageError(message) from error
        position += len(body)
        if not body:
            if text:
                yield text
            return
        end = text.rfind("\n") + 1
        if not end and len(text) > _LONGEST_LINE:
            end = len(text)
        pending = text[end:]
        if end:
            yield text[:end]


def clean_chunks(
    chunks: Iterable[str], *, script: str, field: str | None, jobs: int, name: str
) -> Iterator[bytes]:
    """Clean the pieces of one document, or the records of one JSON lines file, in order.

    The gate's verdict for a document is taken from its first piece and holds for the rest, so a later
    piece with few readings is treated like the beginning.
    """
    if field is not None:
        work = partial(clean_records, field=field, script=script, name=name)
    else:
        iterator = iter(chunks)
        first = next(iterator, "")
        work = partial(clean_piece, script=script, annotated=is_annotated(first) or None)
        chunks = chain([first], iterator)
    if jobs == 1:
        yield from map(work, chunks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[bytes]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(work, chunk))
            if len(waiting) > jobs + _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def clean_piece(text: str, *, script: str, annotated: bool | None) -> bytes:
    """Return a cleaned piece as UTF-8."""
    cleaned = clean_text(text, script=script, document_is_annotated=annotated)
    return cleaned.text.encode("utf-8", "replace")


def clean_records(text: str, *, field: str, script: str, name: str) -> bytes:
    """Clean one field of every JSON line; other fields and other lines stay as they are.

    Raises:
        UsageError: a line is not a JSON object, or has no such text field.
    """
    lines = []
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            value = record[field]
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            message = f"{name}: not a JSON object with a field {field!r}: {line[:60]}"
            raise UsageError(message) from error
        if isinstance(value, str):
            record[field] = clean_text(value, script=script).text
        lines.append(json.dumps(record, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode("utf-8", "replace") if lines else b""
