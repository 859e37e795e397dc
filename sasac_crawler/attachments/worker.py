"""The child: reads paths from standard input, answers with records, under limits of the kernel."""

import json
import os
import resource
import sys
from pathlib import Path
from typing import BinaryIO

from sasac_crawler.attachments.extraction import extract
from sasac_crawler.attachments.kinds import Kind
from sasac_crawler.attachments.records import ExtractedText, Limits, Outcome
from sasac_crawler.attachments.wire import limits_from_message, to_message, write_message


def main() -> None:
    """Serve until standard input ends."""
    limits = limits_from_message(sys.argv[1])
    answers = _private_answers()
    _confine(limits)
    for line in sys.stdin.buffer:
        _allow_cpu(limits)
        write_message(answers, to_message(_read(Path(json.loads(line)), limits)))


def _private_answers() -> BinaryIO:
    """Keep the pipe for answers; what a library prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


def _confine(limits: Limits) -> None:
    """No file can be written, no core dumped, and memory has an end."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _allow_cpu(limits: Limits) -> None:
    """The kernel counts from the start of the process, so the allowance moves on with every file."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + limits.cpu_seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _read(path: Path, limits: Limits) -> ExtractedText:
    try:
        if path.stat().st_size > limits.file_bytes:
            detail = f"{path.stat().st_size} bytes are more than is read"
            return ExtractedText(kind=Kind.UNKNOWN, outcome=Outcome.TOO_LARGE, detail=detail)
        return extract(path.read_bytes(), limits)
    except Exception as error:  # noqa: BLE001 (whatever a library raises on hostile bytes is an outcome)
        detail = f"{type(error).__name__}: {error}"[:500]
        return ExtractedText(kind=Kind.UNKNOWN, outcome=Outcome.EXTRACTOR_FAILED, detail=detail)


if __name__ == "__main__":
    main()
