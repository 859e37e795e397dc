"""The work of ``sasac clean``: pieces of text cleaned in order, by one process or several."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

from sasac_crawler.errors import UsageError
from sasac_crawler.items import Issue, Step
from sasac_crawler.normalize.annotations import is_annotated
from sasac_crawler.normalize.text import clean_text
from sasac_crawler.vocab.readings import readings

LOOK_AHEAD: Final = 8
"""Pieces of a megabyte that are judged as a whole before the first of them is cleaned."""
_AHEAD: Final = 2
"""Pieces a process may have waiting."""

Judged = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of one piece."""

    body: bytes
    """The clean text as UTF-8; empty if only the explanation was asked for."""

    length: int
    """Characters of the clean text."""

    steps: tuple[Step, ...] = ()
    """What was done; empty unless asked for. Offsets count from the piece's beginning."""

    issues: tuple[Issue, ...] = ()
    """What was doubtful; empty unless asked for."""


def judge(pieces: Iterable[str]) -> Iterator[Judged]:
    """Yield each piece of one document with the gate's verdict for it.

    A document is the file. Its first eight megabytes are judged together; from the first piece on that
    proves it annotated, the whole rest is. So an ordinary file is judged whole, and a huge one without
    being held.

    Example:
        >>> list(judge(["復(fu)(fu)工", "荨(qián)麻"]))
        [('復(fu)(fu)工', True), ('荨(qián)麻', True)]
    """
    held: list[str] = []
    annotated = False
    for piece in pieces:
        annotated = annotated or is_annotated(piece)
        held.append(piece)
        if annotated or len(held) == LOOK_AHEAD:
            yield from ((one, annotated) for one in held)
            held = []
    yield from ((one, annotated) for one in held)


def in_order(work: Callable[[Judged], Cleaned], pieces: Iterable[Judged], *, jobs: int) -> Iterator[Cleaned]:
    """Do ``work`` on every piece, in ``jobs`` processes, and yield the results in the pieces' order."""
    if jobs == 1:
        yield from map(work, pieces)
        return
    readings()  # loaded once, before the processes part, so that they share it
    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[Cleaned]] = deque()
        for piece in pieces:
            waiting.append(pool.submit(work, piece))
            if len(waiting) >= jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def clean_piece(judged: Judged, *, script: str, explain: bool) -> Cleaned:
    """Clean one piece of a plain text."""
    text, annotated = judged
    cleaned = clean_text(text, script=script, document_is_annotated=annotated or None)
    if explain:
        return Cleaned(b"", len(cleaned.text), cleaned.steps, cleaned.issues)
    return Cleaned(cleaned.text.encode("utf-8", "replace"), len(cleaned.text))


def clean_records(judged: Judged, *, field: str, script: str, name: str) -> Cleaned:
    """Clean one field of every JSON line; a record is a document, and one that is clean stays byte for byte.

    Raises:
        UsageError: a line is not a JSON object, or its field is no text.
    """
    clean = partial(_clean_record, field=field, script=script, name=name)
    # Not splitlines(): U+2028 may stand in a JSON string.
    lines = [clean(line) if line.strip("\ufeff").strip() else line for line in judged[0].split("\n")]
    return Cleaned("\n".join(lines).encode("utf-8", "replace"), 0)


def explain_pieces(pieces: Iterable[Cleaned]) -> Iterator[bytes]:
    """Yield steps and issues as JSON lines; offsets count from the beginning of the document.

    Applied in order to the whole text, the steps make of it the clean text.

    Example:
        >>> done = [clean_piece(("復(fu)(fu)工", True), script="keep", explain=True)] * 2
        >>> b"".join(explain_pieces(done)).decode().splitlines()[1]
        '{"rule": "strip_annotations", "offset": 3, "removed": "(fu)(fu)", "inserted": ""}'
    """
    base = 0
    for piece in pieces:
        lines = (*(_step_line(step, base) for step in piece.steps), *map(_issue_line, piece.issues))
        yield "".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace")
        base += piece.length


def _clean_record(line: str, *, field: str, script: str, name: str) -> str:
    # Windows: a mark before the first record, which JSON does not allow and we leave out, and line ends, which stay.
    line = line.removeprefix("\ufeff")
    body = line.rstrip("\r")
    try:
        record = json.loads(body)
        value = record[field]
    except (json.JSONDecodeError, KeyError, TypeError, RecursionError) as error:
        message = f"{name}: not a JSON object with a field {field!r}: {line[:60]}"
        raise UsageError(message) from error
    if value is not None and not isinstance(value, str):
        message = f"{name}: the field {field!r} is no text: {line[:60]}"
        raise UsageError(message)
    cleaned = clean_text(value or "", script=script).text
    if cleaned == (value or ""):
        return line
    record[field] = cleaned
    printed = json.dumps(record, ensure_ascii=False)
    return (printed if _is_encodable(printed) else json.dumps(record)) + line[len(body) :]


def _is_encodable(text: str) -> bool:
    """Return whether UTF-8 can hold a text: JSON's escapes may spell lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _step_line(step: Step, base: int) -> str:
    return json.dumps(
        {"rule": step.rule, "offset": base + step.offset, "removed": step.removed, "inserted": step.inserted},
        ensure_ascii=False,
    )


def _issue_line(issue: Issue) -> str:
    return json.dumps(
        {"issue": issue.code, "message": issue.message, "evidence": issue.evidence}, ensure_ascii=False
    )
