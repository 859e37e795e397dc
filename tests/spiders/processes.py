"""Reading processes for tests: one that can be told to die, and whether it did."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from sasac_crawler.spiders.reader_process import ReaderProcess

Result = TypeVar("Result")


def with_process(use: Callable[[ReaderProcess], Awaitable[Result]], *, seconds: float = 30.0) -> Result:
    """Run something with a process that dies on pages that say so."""

    async def run() -> Result:
        process = await ReaderProcess.start("tests.spiders.mortal_child", seconds=seconds)
        try:
            return await use(process)
        finally:
            process.close()

    return asyncio.run(run())


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(") ")[2].startswith("Z"))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
